"""What clocks need of a held session stands on the attendance, and the database keeps it there.

SQLite loses a table's triggers when a migration makes the table anew, and refuses to rename one that a
trigger of another table names: such a migration of either table takes DOWN off before and puts UP on after.
"""

from django.db import migrations, models
from django.db.models import Q

# ruff: noqa: S608 - the names of tables and columns are all that is put in

PLACE = "supervision_sessions_attendance"
SESSION = "supervision_sessions_session"
COPY = "counted_at, counted_minutes, counted_kind"
HELD = f"select s.starts_at, s.held_minutes, s.kind from {SESSION} s where s.status = 'held'"

REFRESH = f"update {PLACE} set ({COPY}) = ({HELD} and s.id = {PLACE}.session_id and {PLACE}.attended)"
"""Of an attendance whose session was not held, or that nobody came to, the copy is empty."""

SQLITE_UP = [
    f"create trigger attendance_counted_insert after insert on {PLACE}"
    f" when new.attended or new.counted_at is not null begin {REFRESH} where id = new.id; end",
    f"create trigger attendance_counted_update after update of attended, session_id, {COPY} on {PLACE}"
    f" begin {REFRESH} where id = new.id; end",
    f"create trigger session_counted after update of status, starts_at, held_minutes, kind on {SESSION}"
    " when old.status = 'held' or new.status = 'held'"
    f" begin {REFRESH} where session_id = new.id; end",
]
SQLITE_DOWN = [
    f"drop trigger if exists {name}"
    for name in ("attendance_counted_insert", "attendance_counted_update", "session_counted")
]

POSTGRES_UP = [
    f"""
    create function attendance_counted() returns trigger language plpgsql as $$
    begin
        new.counted_at := null; new.counted_minutes := null; new.counted_kind := null;
        if new.attended then
            {HELD.replace(" from ", " into new.counted_at, new.counted_minutes, new.counted_kind from ")}
                and s.id = new.session_id;
        end if;
        return new;
    end $$
    """,
    f"""
    create trigger attendance_counted before insert or update on {PLACE}
    for each row execute function attendance_counted()
    """,
    f"""
    create function session_counted() returns trigger language plpgsql as $$
    begin
        update {PLACE} set attended = attended where session_id = new.id;
        return null;
    end $$
    """,
    f"""
    create trigger session_counted after update of status, starts_at, held_minutes, kind on {SESSION}
    for each row when (old.status = 'held' or new.status = 'held') execute function session_counted()
    """,
]
POSTGRES_DOWN = [
    f"drop trigger if exists session_counted on {SESSION}",
    f"drop trigger if exists attendance_counted on {PLACE}",
    "drop function if exists session_counted()",
    "drop function if exists attendance_counted()",
]

UP = {"sqlite": SQLITE_UP, "postgresql": POSTGRES_UP}
DOWN = {"sqlite": SQLITE_DOWN, "postgresql": POSTGRES_DOWN}


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("supervision_sessions", "0014_moves")]
    operations = [
        migrations.AddField(
            "attendance",
            "counted_at",
            models.DateTimeField(editable=False, help_text="When the session began.", null=True),
        ),
        migrations.AddField(
            "attendance", "counted_minutes", models.PositiveSmallIntegerField(editable=False, null=True)
        ),
        migrations.AddField(
            "attendance",
            "counted_kind",
            models.CharField(
                choices=[("individual", "Individual"), ("group", "Group")],
                editable=False,
                max_length=10,
                null=True,
            ),
        ),
        migrations.RunSQL(f"{REFRESH} where attended", migrations.RunSQL.noop),
        migrations.RunPython(run(UP), run(DOWN)),
        migrations.RemoveIndex("attendance", "attendance_counted"),
        migrations.AddIndex(
            "attendance",
            models.Index(
                condition=Q(counted_at__isnull=False),
                fields=["member", "counted_at", "counted_minutes", "counted_kind", "session"],
                name="attendance_counted",
            ),
        ),
    ]
