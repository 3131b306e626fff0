"""What was booked before there was taken time takes its people's time, where nobody has it twice."""

from collections import defaultdict

from django.db import migrations
from django.utils import timezone


def minute_of(moment):
    return int(moment.timestamp()) // 60


def take(apps, schema_editor):
    """Take the time of booked sessions to come, without margins. Of two that overlap the second stays out."""
    Session = apps.get_model("supervision_sessions", "Session")
    Attendance = apps.get_model("supervision_sessions", "Attendance")
    TakenTime = apps.get_model("supervision_sessions", "TakenTime")
    ahead = Session.objects.filter(status="booked", ends_at__gt=timezone.now(), taken_times=None)
    people = defaultdict(list)
    for session, person in ahead.values_list("pk", "supervisor__person"):
        people[session].append(person)
    places = Attendance.objects.filter(session__in=ahead).values_list("session", "member__person")
    for session, person in places:
        people[session].append(person)
    taken = defaultdict(list)
    for person, starts, ends in TakenTime.objects.values_list("person", "starts", "ends"):
        taken[person].append((starts, ends))
    rows = []
    for pk, starts_at, ends_at in ahead.order_by("starts_at", "pk").values_list("pk", "starts_at", "ends_at"):
        starts, ends = minute_of(starts_at), minute_of(ends_at)
        if any(first < ends and last > starts for person in people[pk] for first, last in taken[person]):
            continue
        for person in set(people[pk]):
            taken[person].append((starts, ends))
            rows.append(TakenTime(session_id=pk, person_id=person, starts=starts, ends=ends))
    TakenTime.objects.bulk_create(rows, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("supervision_sessions", "0008_calendar_answer")]
    operations = [migrations.RunPython(take, migrations.RunPython.noop)]
