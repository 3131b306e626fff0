import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('supervision_sessions', '0006_asked_later'),
    ]

    operations = [
        migrations.AddField(
            model_name='line',
            name='side',
            field=models.CharField(choices=[('supervisor', 'The supervisor'), ('supervisee', 'The supervisee'), ('organisation', 'The organisation')], default='supervisor', max_length=12),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='proposedtime',
            name='hold',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposed_time', to='supervision_sessions.hold'),
        ),
    ]
