from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('peers_circles', '0002_handing_on'),
    ]

    operations = [
        migrations.AddField(
            model_name='circle',
            name='goes_through',
            field=models.JSONField(blank=True, default=list, help_text='Of a learning series: keys of what it goes through, in order.'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='came_number',
            field=models.PositiveSmallIntegerField(blank=True, help_text='Of a learning series: how many came, and nobody’s name.', null=True),
        ),
        migrations.AlterField(
            model_name='circle',
            name='kind',
            field=models.CharField(choices=[('open', 'An open circle'), ('group', 'A standing group'), ('team', 'A team’s support meeting'), ('series', 'A learning series')], default='open', max_length=6),
        ),
    ]
