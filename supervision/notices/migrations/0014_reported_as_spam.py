from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision_notices", "0013_delivery_sent_lately")]

    operations = [
        migrations.AddField(
            model_name="preference",
            name="reported_at",
            field=models.DateTimeField(
                blank=True, null=True, help_text="When a mail provider said that its reader called it spam."
            ),
        ),
    ]
