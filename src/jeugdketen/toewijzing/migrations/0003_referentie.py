from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('toewijzing', '0002_rijbeveiliging'),
    ]

    operations = [
        migrations.AlterField(
            model_name='toewijzing',
            name='referentie_aanbieder',
            field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AlterField(
            model_name='verzoek',
            name='referentie_aanbieder',
            field=models.CharField(max_length=36),
        ),
    ]
