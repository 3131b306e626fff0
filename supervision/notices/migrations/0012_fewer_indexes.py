"""Less to write for each message: no index of the organisation alone, nor of how a key begins.

What is asked of an organisation's messages has partial indexes of its own; PostgreSQL's second index of the
key serves a search that always names the recipient too. PostgreSQL does not look the organisation up for each
message either, which the recipient's row says already. Dropped alone: changing the columns on SQLite would
write the whole table anew, without its triggers.
"""

import django.db.models.deletion
from django.db import migrations, models


CONSTRAINT = "supervision_notices__organisation_id_9b991fb0_fk_supervisi"


def drop_constraint(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(f"alter table supervision_notices_notice drop constraint if exists {CONSTRAINT}")


def add_constraint(apps, editor):
    if editor.connection.vendor == "postgresql":
        editor.execute(
            f"alter table supervision_notices_notice add constraint {CONSTRAINT} foreign key (organisation_id) "
            "references supervision_people_organisation (id) deferrable initially deferred"
        )


class Migration(migrations.Migration):
    dependencies = [("supervision_notices", "0011_one_index_of_recipients")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "drop index if exists supervision_notices_notice_organisation_id_9b991fb0",
                    "create index if not exists supervision_notices_notice_organisation_id_9b991fb0 on supervision_notices_notice (organisation_id)",
                ),
                migrations.RunSQL(
                    "drop index if exists supervision_notices_notice_key_37994b96_like", migrations.RunSQL.noop
                ),
                migrations.RunPython(drop_constraint, add_constraint),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="notice",
                    name="organisation",
                    field=models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="supervision_people.organisation",
                    ),
                )
            ],
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("kind", "welcome")), fields=["organisation"], name="notice_welcome"
            ),
        ),
    ]
