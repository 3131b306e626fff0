"""How the API reads a body. Apart from `doors`, since the framework loads it by name while it starts."""

import io

from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

DEEPEST = 12
"""Levels of nesting that a JSON body may have; ours need three."""
LARGEST = 1_000_000
"""Bytes of a JSON body."""


class TooLarge(APIException):
    status_code = 413
    default_detail = f"The body is larger than {LARGEST:,} bytes."
    default_code = "too-large"


class StrictJSONParser(JSONParser):
    """JSON without NaN, NUL or deep nesting. Raises ParseError in words for whoever sent it."""

    def parse(self, stream, media_type=None, parser_context=None):
        raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise TooLarge
        if b"\\u0000" in raw or b"\x00" in raw:
            raise ParseError("The body holds a NUL character.")
        depth = deepest = 0
        in_string = escaped = False
        for byte in raw:
            if in_string:
                if escaped:
                    escaped = False
                elif byte == 0x5C:
                    escaped = True
                elif byte == 0x22:
                    in_string = False
            elif byte == 0x22:
                in_string = True
            elif byte in b"[{":
                depth += 1
                deepest = max(deepest, depth)
            elif byte in b"]}":
                depth -= 1
        if deepest > DEEPEST:
            raise ParseError(f"The body is nested more than {DEEPEST} levels deep.")
        return super().parse(io.BytesIO(raw), media_type, parser_context)
