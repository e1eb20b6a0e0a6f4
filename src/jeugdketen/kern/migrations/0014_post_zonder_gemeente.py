from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kern", "0013_logvernietiging_beveiliging")]

    operations = [
        migrations.AlterField(
            model_name="logvernietiging",
            name="logboek",
            field=models.CharField(
                choices=[
                    ("inzage", "leeslogboek"),
                    ("wijziging", "wijzigingenlogboek"),
                    ("veiligheid", "beveiligingslogboek"),
                    ("post", "post zonder gemeente"),
                ],
                max_length=10,
                verbose_name="logboek",
            ),
        ),
    ]
