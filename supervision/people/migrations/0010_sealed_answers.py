from django.db import migrations, models


def forget_answers(apps, schema_editor):
    """Calls answered before were kept open; a key lives for a retry, so they are forgotten."""
    apps.get_model('supervision_people', 'IdempotentCall').objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('supervision_people', '0009_help_lines'),
    ]

    operations = [
        migrations.RunPython(forget_answers, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField(
            model_name='idempotentcall',
            name='body',
        ),
        migrations.AddField(
            model_name='idempotentcall',
            name='sealed',
            field=models.BinaryField(default=b''),
        ),
    ]
