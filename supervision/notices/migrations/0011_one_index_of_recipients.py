"""Find a recipient's messages by the index that goes on to topic and time.

The index alone is dropped: changing the column on SQLite would write the whole table anew, without its triggers.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision_notices", "0010_way_ended")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "drop index if exists supervision_notices_notice_recipient_id_e533f42b",
                    "create index if not exists supervision_notices_notice_recipient_id_e533f42b on supervision_notices_notice (recipient_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="notice",
                    name="recipient",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notices",
                        to="supervision_people.member",
                    ),
                )
            ],
        )
    ]
