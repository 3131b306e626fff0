"""Find a member's clocks by the index that goes on to the rule, and only ended flags by what ended them.

The indexes alone are dropped: changing the columns on SQLite would write the whole tables anew, without their
triggers.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision_policy", "0005_one_index_of_flags")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "drop index if exists supervision_policy_clock_member_id_93b0ef76",
                    "create index if not exists supervision_policy_clock_member_id_93b0ef76 on supervision_policy_clock (member_id)",
                ),
                migrations.RunSQL(
                    "drop index if exists supervision_policy_flag_closed_by_id_3f8b777d",
                    "create index if not exists supervision_policy_flag_closed_by_id_3f8b777d on supervision_policy_flag (closed_by_id)",
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="clock",
                    name="member",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="clocks",
                        to="supervision_people.member",
                    ),
                ),
                migrations.AlterField(
                    model_name="flag",
                    name="closed_by",
                    field=models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="supervision_sessions.session",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="flag",
            index=models.Index(
                condition=models.Q(("closed_by__isnull", False)), fields=["closed_by"], name="flag_closed_by"
            ),
        ),
    ]
