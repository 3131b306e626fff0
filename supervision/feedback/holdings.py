"""What feedback on supervision holds of people."""

from supervision.people.holdings import NAMELESS, Activity, Keeping, activity, holds, keeps
from supervision.people.visibility import Thing
from supervision.wording import noted

AREA = "feedback"
TOGETHER = noted("Who is counted together was fixed beforehand, so that nobody’s answer can be worked out.")


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "How supervision is for people",
            "So that supervisors hear, in broad bands, how it is for those they supervise.",
            "Consent: Art. 6(1)(a). Saying nothing has no consequence.",
        )
    )
    holds(
        "supervision_feedback.Window",
        "Half-years in which those you supervise may say how it is",
        area=AREA,
        whose=("supervisor",),
        kept="Some years",
        thing=Thing.FEEDBACK,
    )
    holds(
        "supervision_feedback.Place",
        "That you may be counted with others",
        area=AREA,
        fate=NAMELESS,
        named=("member",),
        kept="Until the half-year is counted",
        why=TOGETHER,
        thing=Thing.FEEDBACK,
    )
    holds(
        "supervision_feedback.Answer",
        "What you say of how supervision is for you",
        area=AREA,
        whose=("member",),
        kept="Until the half-year is counted; by name as long as the window",
        thing=Thing.FEEDBACK,
    )
    holds(
        "supervision_feedback.Release",
        "What you are shown of a half-year, in bands",
        area=AREA,
        whose=("window__supervisor",),
        kept="Some years",
        leave_out=("people",),
        thing=Thing.FEEDBACK,
    )
    keeps(
        Keeping(
            "feedback",
            "Answers on supervision that were not given by name",
            lambda organisation: noted("Until their half-year is counted"),
        )
    )
