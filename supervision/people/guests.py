"""What stands open to a guest: somebody from outside who supervises here and is nothing else.

A guest sees their own pairs. Every page and door is closed to them unless it is named here, so that a new
one is closed until somebody says otherwise.
"""

from supervision.people.models import Member

OPEN_PAGES = frozenset(
    {
        *("accessibility", "address_back", "address_link", "answer", "help", "live", "offline", "ready"),
        *("service-worker", "sign_in_link"),
        *("who-sees-what", "outside:asked", "outside:answer", "outside:times", "feedback:overview"),
        "supervisors:answer",  # the list itself names colleagues, and stays closed
        *("circles:open", "circles:guest", "circles:guest_file"),  # open to anybody from outside
        *(f"availability:{name}" for name in ("page", "day", "day-clear", "give-up", "heavy", "usual")),
        *(f"availability:{name}" for name in ("week", "protect", "protected")),
    }
)
OPEN_ROOMS = frozenset(
    {
        *("admin", "agreements", "calendars", "desk", "invoicing", "linked", "notes", "notices"),
        *("pause", "people", "rights", "sessions", "together"),
    }
)
CLOSED_PAGES = frozenset(f"sessions:{name}" for name in ("cover", "covers", "hand_over", "decline_cover"))
"""Where colleagues would be named to choose from."""
OPEN_DOORS = frozenset(
    {
        *("agreement", "agreements", "availability", "bookings", "browse", "calendar", "calendars", "desk"),
        *(
            "device",
            "devices",
            "feed",
            "feedback-about-me",
            "hold",
            "holds",
            "inbox",
            "invoices",
            "me",
            "my-data",
        ),
        *("note-row", "notes", "passed-on", "preferences", "rates", "readings", "schema"),
        *("session", "sessions", "slots", "supervisor-request", "token", "tokens", "way", "ways"),
    }
)
"""Doors of the API: those called so, and those of the things they hold, with a dash after it."""


def may_open(member: Member, view_name: str) -> bool:
    """Say whether a page or door is not closed to somebody for being a guest."""
    return not member.is_guest or is_open(view_name)


def is_open(view_name: str) -> bool:
    """Say whether a guest may knock at the page or door of this name."""
    room, _, name = view_name.rpartition(":")
    if room == "api":
        return any(name == one or name.startswith(f"{one}-") for one in OPEN_DOORS)
    if not room and name.startswith(("account_", "mfa_")):
        return True
    return view_name in OPEN_PAGES or (room in OPEN_ROOMS and view_name not in CLOSED_PAGES)
