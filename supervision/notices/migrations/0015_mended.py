"""Whatever an administrator settled or sent again is listed from one index: what they dropped is among it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("supervision_notices", "0014_reported_as_spam")]

    operations = [
        migrations.RemoveIndex(model_name="notice", name="notice_dropped_by_hand"),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("mended_at__isnull", False)),
                fields=["organisation", "id"],
                name="notice_mended",
            ),
        ),
    ]
