"""Nobody is taken twice in one minute: the database itself refuses, whatever door a booking came by."""

from django.db import migrations

# ruff: noqa: S608 - the name of a table is all that is put in

TABLE = "supervision_sessions_takentime"
REFUSAL = "taken_time_overlaps"

OVERLAP = (
    f"select 1 from {TABLE} as other where other.person_id = new.person_id and other.id <> new.id"
    " and other.starts < new.ends and other.ends > new.starts"
)
# After, not before: a new row has its id by then.
SQLITE_UP = [
    f"create trigger taken_time_no_overlap_{verb} after {event} on {TABLE}"
    f" when exists ({OVERLAP}) begin select raise(abort, '{REFUSAL}'); end"
    for verb, event in (("insert", "insert"), ("update", "update of person_id, starts, ends"))
]
SQLITE_DOWN = [f"drop trigger if exists taken_time_no_overlap_{verb}" for verb in ("insert", "update")]

# A person is a range of one number here: ranges have the index that exclusion needs without an extension.
POSTGRES_UP = [
    f"alter table {TABLE} add constraint {REFUSAL} exclude using gist"
    " (int8range(person_id, person_id, '[]') with &&, int4range(starts, ends) with &&)"
]
POSTGRES_DOWN = [f"alter table {TABLE} drop constraint if exists {REFUSAL}"]


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("supervision_sessions", "0003_booking")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE_UP, "postgresql": POSTGRES_UP}),
            run({"sqlite": SQLITE_DOWN, "postgresql": POSTGRES_DOWN}),
        )
    ]
