"""What messages hold of people."""

from supervision.notices.acts.services import REMEMBERED
from supervision.notices.services import KEPT, kept_long_enough
from supervision.people.holdings import NOBODYS, UNTIL_DELETED, Activity, Keeping, activity, holds, keeps
from supervision.people.visibility import Thing
from supervision.wording import counted

AREA = "notices"


def register_holdings() -> None:
    activity(
        Activity(
            AREA,
            "Messages",
            "To tell people what they need to know, by the ways they chose and within their hours.",
            "Legitimate interests: Art. 6(1)(f). A number or a device: consent, Art. 6(1)(a).",
        )
    )
    days = counted("{number} day", "{number} days", KEPT.days)
    holds(
        "supervision_notices.Notice",
        "That messages went to you: kind, time, whether they got through; and your inbox",
        area=AREA,
        whose=("recipient",),
        kept=days,
        thing=Thing.INBOX,
        leave_out=("about", "topic", "reason"),
    )
    holds(
        "supervision_notices.Preference",
        "Which messages you want, and which way",
        area=AREA,
        whose=("member",),
        thing=Thing.WAYS,
    )
    holds(
        "supervision_notices.PausedKind",
        "Messages that you put off for a while",
        area=AREA,
        whose=("member",),
        thing=Thing.WAYS,
    )
    holds(
        "supervision_notices.Hours", "Your hours for messages", area=AREA, whose=("member",), thing=Thing.WAYS
    )
    holds(
        "supervision_notices.Feed",
        "The private address for your own calendar",
        area=AREA,
        whose=("member",),
        kept=UNTIL_DELETED,
        thing=Thing.FEED,
    )
    holds(
        "supervision_notices.Way",
        "Your devices and numbers for messages",
        area=AREA,
        whose=("member",),
        kept=UNTIL_DELETED,
        thing=Thing.WAYS,
    )
    holds(
        "supervision_notices.Delivery",
        "That a message went by a way beside e-mail",
        area=AREA,
        whose=("notice__recipient",),
        kept=days,
        thing=Thing.MESSAGES,
    )
    holds(
        "supervision_notices.AnswerLink",
        "The address in a letter at which it is answered",
        area=AREA,
        whose=("notice__recipient",),
        kept=days,
        in_export=False,
    )
    holds(
        "supervision_notices.Answer",
        "Which answer you gave in a message",
        area=AREA,
        whose=("notice__recipient",),
        kept=counted("{number} day", "{number} days", REMEMBERED.days),
        thing=Thing.ANSWERS,
        leave_out=("kept",),
    )
    for name in ("Heartbeat", "MailHost", "InstallationSecret", "Gateway"):
        holds(f"supervision_notices.{name}", "", area=AREA, fate=NOBODYS)
    keeps(
        Keeping(
            "notices",
            "Messages, and what stands in inboxes",
            lambda organisation: days,
            would_go=lambda organisation, now: (
                kept_long_enough(now).filter(organisation=organisation).count()
            ),
        )
    )
