"""Find an organisation's audit by the index that keeps its sequence.

The index alone is dropped: changing the column on SQLite would write the whole table anew, without its triggers.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision_people", "0011_member_erased_at")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "drop index if exists supervision_people_auditentry_organisation_id_e87914fc",
                    "create index if not exists supervision_people_auditentry_organisation_id_e87914fc on supervision_people_auditentry (organisation_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="auditentry",
                    name="organisation",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="supervision_people.organisation",
                    ),
                )
            ],
        )
    ]
