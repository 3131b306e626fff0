"""A mail server that takes everything and counts it: `python -m benchmarks._sink` says its port and serves.

It does what SMTP asks and no more, so that it takes little of what is measured. Like the mail servers that
people run it takes several commands at once (PIPELINING); with PIPELINING=no in the environment it doesn't.
`XTELL` answers with how many messages came, to how many addresses, and how many of them had a part for
calendars; `XNEW` forgets all.
"""

import asyncio
import json
import os
import sys

EXTENSIONS = b"" if os.environ.get("PIPELINING") == "no" else b"250-PIPELINING\r\n"


class Sink(asyncio.Protocol):
    messages = 0
    with_entry = 0
    addresses: set[bytes] = set()

    def connection_made(self, transport):
        self.transport, self.buffer, self.in_data, self.recipient = transport, b"", False, b""
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.buffer += data
        answers = []
        while self.buffer:
            if self.in_data:
                body, end, rest = self.buffer.partition(b"\r\n.\r\n")
                if not end:
                    break
                self.buffer, self.in_data = rest, False
                Sink.messages += 1
                Sink.with_entry += b"text/calendar" in body
                Sink.addresses.add(self.recipient)
                answers.append(b"250 taken\r\n")
                continue
            line, end, rest = self.buffer.partition(b"\r\n")
            if not end:
                break
            self.buffer = rest
            answers.append(self.answer(line))
        if answers:
            self.transport.write(b"".join(answers))

    def answer(self, line: bytes) -> bytes:
        verb = line[:4].upper()
        if verb == b"DATA":
            self.in_data = True
            return b"354 go on\r\n"
        if verb == b"RCPT":
            self.recipient = line.partition(b"<")[2].partition(b">")[0]
        elif verb == b"EHLO":
            return b"250-sink\r\n" + EXTENSIONS + b"250 HELP\r\n"
        elif verb == b"QUIT":
            asyncio.get_running_loop().call_soon(self.transport.close)
            return b"221 bye\r\n"
        elif verb == b"XTEL":
            told = {
                "messages": Sink.messages,
                "addresses": len(Sink.addresses),
                "with_entry": Sink.with_entry,
            }
            return b"250 " + json.dumps(told).encode() + b"\r\n"
        elif verb == b"XNEW":
            Sink.messages = Sink.with_entry = 0
            Sink.addresses = set()
        return b"250 yes\r\n"


async def serve() -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve())
