"""Countries and their parts, as far as their public holidays are known; read only when they are asked for."""

from datetime import date
from functools import cache, lru_cache
from importlib.resources import files

from supervision.people.rules import UnknownCountry


@cache
def country_names() -> dict[str, str]:
    """Return ISO codes and English names of the countries whose holidays are known, by name."""
    from holidays.registry import COUNTRIES  # lazily: most pages never ask

    known = {codes[1] for codes in COUNTRIES.values()}
    names = {}
    for line in (files("tzdata.zoneinfo") / "iso3166.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            code, name = line.split("\t")[:2]
            if code in known:
                names[code] = "United Kingdom" if code == "GB" else name
    return dict(sorted(names.items(), key=lambda pair: pair[1]))


@cache
def subdivision_names(country: str) -> dict[str, str]:
    """Return codes and names of the parts of a country that keep holidays of their own; maybe none."""
    if country not in country_names():
        return {}
    import holidays

    entity = getattr(holidays, country)
    called: dict[str, str] = {}
    for name, code in entity.subdivisions_aliases.items():
        called.setdefault(code, name)
    return dict(
        sorted(((code, called.get(code, code)) for code in entity.subdivisions), key=lambda pair: pair[1])
    )


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> dict[date, str]:
    """Return a year's public holidays of a country, or of its part, by day, with their names; maybe none.

    Names are English where they are known, else as the country writes them. The answer is kept: copy it
    before you change it.
    """
    if country not in country_names():
        return {}
    import holidays

    spoken = getattr(holidays, country).supported_languages
    english = next((language for language in ("en_GB", "en_US") if language in spoken), None)
    part = subdivision if subdivision in subdivision_names(country) else None
    found = holidays.country_holidays(country, subdiv=part, years=year, language=english)
    return {day: found[day] for day in sorted(found)}


def check_country(country: str, subdivision: str) -> None:
    """Refuse a country whose holidays are not known, or a part that it does not have."""
    if country not in country_names():
        raise UnknownCountry("Choose a country from the list.")
    if subdivision and subdivision not in subdivision_names(country):
        raise UnknownCountry(f"{country_names()[country]} has no part “{subdivision}”.")
