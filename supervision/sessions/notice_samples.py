"""Invented facts for the messages about sessions."""

from datetime import date

from supervision.notices.samples import FRIDAY, LONG_PAST, OTHERS, TUESDAY, Sample, register_samples

TIME = {"time": TUESDAY}
WAS = {**TUESDAY, "day": "Tuesday 3 November"}


def register_all() -> None:
    register_samples("session_booked", Sample("To everybody in it", TIME))
    register_samples("session_reminder", Sample("The working day before", {"told_as": "day", **TIME}))
    register_samples("session_soon", Sample("An hour before", {"told_as": "hour", **TIME}))
    register_samples("session_moved", Sample("To everybody in it", {**TIME, "was": WAS}))
    off = {"told_as": "off", **TIME, "times": OTHERS, "before": "Friday 13 November"}
    register_samples(
        "session_cancelled",
        Sample("With times that are free", off),
        Sample("With none", {**off, "times": [], "before": ""}, asks=False),
        Sample("To who left a group", {"told_as": "left", **TIME, "times": [], "before": ""}, asks=False),
    )
    register_samples(
        "session_handed_over",
        Sample("To who stays in it", {"told_as": "stays", **TIME}),
        Sample("To whom it comes", {"told_as": "comes", **TIME}),
        Sample("To whom it went from", {"told_as": "goes", **TIME}),
        Sample("When one beside them withdrew", {"told_as": "fewer", **TIME}),
    )
    register_samples(
        "session_proposed",
        Sample("To the other side", {**TIME, "times": OTHERS, "until": "Friday 6 November"}),
    )
    register_samples(
        "session_proposal_answered",
        Sample("One was chosen", {**TIME, "is_taken": True}),
        Sample("None suits", {**TIME, "is_taken": False}),
    )
    register_samples(
        "session_asked",
        Sample("To whose calendar says no", {"told_as": "own", **TIME, "times": OTHERS}),
        Sample("To the other side", {"told_as": "other", **TIME, "times": OTHERS}),
    )
    register_samples(
        "session_recorded", Sample("To the other side", {"day": LONG_PAST, "stands_on": date(2026, 10, 30)})
    )
    register_samples("session_offer", Sample("To the supervisee", {"since": FRIDAY}))
    register_samples("session_get_in_touch", Sample("To the supervisor", {"since": FRIDAY}))
