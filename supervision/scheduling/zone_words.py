"""How a zone is named to people."""

from datetime import datetime
from zoneinfo import ZoneInfo

from supervision.wording import sentence

KNOWN_ZONES = {"Europe/London": sentence("UK time"), "Europe/Dublin": sentence("Irish time")}


def zone_name(zone: ZoneInfo) -> str:
    """Return what people call the time of a zone: "UK time", "Madrid time", "UTC"."""
    if zone.key in ("UTC", "Etc/UTC"):
        return "UTC"
    city = zone.key.rpartition("/")[2].replace("_", " ")
    return KNOWN_ZONES.get(zone.key) or sentence("{city} time", city=city)


def zone_words(zone: ZoneInfo, at: datetime) -> str:
    """Return the zone as a page names it once: "UK time (GMT)", "Madrid time (CET)", "Dubai time (UTC+4)"."""
    local = at.astimezone(zone)
    short = local.tzname() or ""
    if not short.isalpha():
        short = "UTC" + local.strftime("%z")[:3].replace("+0", "+").replace("-0", "−").replace("-", "−")
        minutes = local.strftime("%z")[3:]
        short += f":{minutes}" if minutes != "00" else ""
    name = zone_name(zone)
    return name if name == "UTC" else sentence("{name} ({zone})", name=name, zone=short)
