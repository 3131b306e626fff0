"""What went by devices and gateways lately is counted from an index of its own, as what went by e-mail is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision_notices", "0012_fewer_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "sent")),
                fields=["ended_at", "organisation"],
                name="delivery_sent_lately",
            ),
        ),
    ]
