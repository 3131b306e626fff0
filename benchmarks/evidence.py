"""Making the inspection pack of an organisation, one page a team: from the asking until it is kept.

`make` is all of it: looking at every member's months, drawing, sealing, keeping. `draw` is the PDF alone.
"""

from datetime import UTC, datetime
from io import BytesIO

from benchmarks._measure import Results, apart, say, timed
from benchmarks._population import NOW, Shape, empty, populate, settle
from supervision.evidence import documents, making, paper
from supervision.evidence.drawing import draw
from supervision.evidence.models import Document, Released
from supervision.evidence.periods import Period, last_of, last_settled, month_after
from supervision.people.models import Member

DEFAULT_SIZE = 200
"""Teams: each is a page."""
TEAM = 6
RUNS = 3


def run(db: str, size: int | None) -> int:
    teams = size or DEFAULT_SIZE
    members = teams * TEAM
    results = Results("evidence", db)
    say(f"making {teams} teams of {TEAM}")
    empty()
    populate(members, Shape("teams", members, TEAM))
    settle(members)
    pages = 0
    for _ in range(RUNS):
        (seconds, drawing, pages), peak = apart(lambda: one_pack())
        results.add("make", teams, "holdspace", seconds, peak)
        results.add("draw", teams, "holdspace", drawing, peak)
    say(f"{pages} pages")
    is_within = results.median("make", teams, "holdspace") <= 60
    results.show()
    return 0 if pages >= teams and is_within else 1


def one_pack() -> tuple[float, float, int]:
    """Return the seconds that a pack of a year took, those of its PDF alone, and how many pages it has."""
    Released.objects.all().delete()
    Document.objects.all().delete()
    now = datetime(NOW.year, NOW.month, NOW.day, 12, tzinfo=UTC)
    member = Member.objects.select_related("organisation", "person").order_by("pk").first()
    Member.objects.filter(pk=member.pk).update(is_admin=True)
    member.is_admin = True
    latest = last_settled(now.date())
    period = Period(month_after(latest, -11), last_of(latest))
    wish = documents.inspection_pack(member, period.since, period.until, now=now)
    document = documents.ask(member, wish, now=now)
    seconds = timed(lambda: making.make(document.pk, clock=lambda: now))
    document.refresh_from_db()
    content = paper.from_json(documents.content_of(document, "paper"))
    drawing = timed(lambda: draw(content, BytesIO(), author="", foot=""))
    return seconds, drawing, document.pages
