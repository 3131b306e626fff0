"""Find a member's flags by the index that goes on to when they opened.

The index alone is dropped: changing the column on SQLite would write the whole table anew, without its triggers.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision_policy", "0004_policy_ended")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "drop index if exists supervision_policy_flag_member_id_549518f2",
                    "create index if not exists supervision_policy_flag_member_id_549518f2 on supervision_policy_flag (member_id)",
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="flag",
                    name="member",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flags",
                        to="supervision_people.member",
                    ),
                )
            ],
        )
    ]
