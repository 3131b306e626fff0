from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('supervision_notices', '0009_mail_hosts'),
    ]

    operations = [
        migrations.AddField(
            model_name='way',
            name='ended_at',
            field=models.DateTimeField(blank=True, help_text='Since when it takes nothing, ever: a device that was reset. Shown.', null=True),
        ),
    ]
