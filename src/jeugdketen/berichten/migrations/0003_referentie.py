from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('berichten', '0002_rijbeveiliging'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ketenverzoek',
            name='referentie_aanbieder',
            field=models.CharField(max_length=36),
        ),
    ]
