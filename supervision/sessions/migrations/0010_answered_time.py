from datetime import UTC, datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision_sessions", "0009_take_booked")]

    operations = [
        migrations.AddField(
            model_name="calendaranswer",
            name="starts_at",
            field=models.DateTimeField(
                default=datetime(1970, 1, 1, tzinfo=UTC), help_text="The time that was answered."
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="calendaranswer",
            name="sequence",
            field=models.PositiveIntegerField(help_text="Of the entry that was answered."),
        ),
    ]
