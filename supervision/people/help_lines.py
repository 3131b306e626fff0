"""Numbers that are always there: national lines by country, shown with or without sign-in.

Free public lines, each with the number it publishes itself; compare them again at every release.
An organisation's assistance programme is its own setting and stands before these; these are always
last, and never missing.
"""

from dataclasses import dataclass

from supervision.wording import noted


@dataclass(frozen=True, slots=True)
class Line:
    """One way to reach somebody: a number to ring, or a number to text with a first word."""

    name: str
    note: str
    number: str
    text: str = ""

    @property
    def href(self) -> str:
        """A `tel:` address, or `sms:` with the word to send when the line is one for texting."""
        digits = self.number.replace(" ", "")
        return f"sms:{digits}?body={self.text}" if self.text else f"tel:{digits}"

    @property
    def icon(self) -> str:
        return "message-circle" if self.text else "phone"


@dataclass(frozen=True, slots=True)
class Country:
    """A country's emergency number and its lines. `main` of them fit into the dialog."""

    code: str
    name: str
    emergency: str
    lines: tuple[Line, ...]
    main: int = 3
    directory: str = ""


COUNTRIES = (
    Country(
        "GB",
        noted("United Kingdom"),
        "999",
        (
            Line("Samaritans", noted("Free, day and night, about anything"), "116 123"),
            Line("Shout", noted("If typing is easier: text SHOUT to 85258"), "85258", text="SHOUT"),
            Line(
                noted("NHS 111, option 2"),
                noted("Urgent mental health help in your area, in England, Wales and Scotland"),
                "111",
            ),
            Line("Lifeline, Northern Ireland", noted("Free, day and night"), "0808 808 8000"),
            Line("C.A.L.L., Wales", noted("Day and night, in Welsh too"), "0800 132 737"),
            Line("Breathing Space, Scotland", noted("Evenings and nights, and all weekend"), "0800 83 85 87"),
        ),
    ),
    Country(
        "IE",
        noted("Ireland"),
        "112",
        (
            Line("Samaritans", noted("Free, day and night, about anything"), "116 123"),
            Line("Text About It", noted("If typing is easier: text HELLO to 50808"), "50808", text="HELLO"),
            Line("Pieta", noted("Free, day and night, when living feels too much"), "1800 247 247"),
        ),
    ),
    Country("", noted("Somewhere else"), "112", (), directory="https://findahelpline.com"),
)
ELSEWHERE = COUNTRIES[-1]
_BY_CODE = {country.code: country for country in COUNTRIES}


def country_for(code: str) -> Country:
    """Return the lines of this ISO 3166 country; where we know none, 112 and a directory of lines."""
    return _BY_CODE.get(code.upper(), ELSEWHERE)
