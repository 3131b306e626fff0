"""The audit can be added to and never changed: the database itself refuses.

Whoever holds the database can take the triggers away; the chain of digests is what shows that.
"""

from django.db import migrations

TABLE = "supervision_people_auditentry"
REFUSAL = "the audit is added to, never changed"

SQLITE_UP = [
    f"create trigger audit_no_{verb} before {verb} on {TABLE} begin select raise(abort, '{REFUSAL}'); end"
    for verb in ("update", "delete")
]
SQLITE_DOWN = ["drop trigger if exists audit_no_update", "drop trigger if exists audit_no_delete"]

POSTGRES_UP = [
    f"""create function holdspace_audit_refuses() returns trigger language plpgsql as
    'begin raise exception ''{REFUSAL}'' using errcode = ''restrict_violation''; end'""",
    f"""create trigger audit_no_change before update or delete or truncate on {TABLE}
    for each statement execute function holdspace_audit_refuses()""",
]
POSTGRES_DOWN = [
    f"drop trigger if exists audit_no_change on {TABLE}",
    "drop function if exists holdspace_audit_refuses()",
]


def run(statements):
    def operation(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return operation


class Migration(migrations.Migration):
    dependencies = [("supervision_people", "0004_cache_table")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE_UP, "postgresql": POSTGRES_UP}),
            run({"sqlite": SQLITE_DOWN, "postgresql": POSTGRES_DOWN}),
        )
    ]
