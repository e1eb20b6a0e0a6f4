"""Messages that wait for one that was overtaken (OP080)."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('berichten', '0010_overgenomen'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='bericht',
            name='bericht_toestand',
        ),
        migrations.AddIndex(
            model_name='bericht',
            index=models.Index(condition=models.Q(('toestand', 'wacht')), fields=['gemeente_code', 'aanbieder_agb', 'bsn_sleutel'], name='bericht_wacht'),
        ),
        migrations.AddConstraint(
            model_name='bericht',
            constraint=models.CheckConstraint(condition=models.Q(('toestand__in', ['aangenomen', 'aanvaard', 'afgekeurd', 'afgewezen', 'dubbel', 'geweigerd', 'ingetrokken', 'klaar', 'mislukt', 'onbekoppeld', 'ontvangen', 'verzonden', 'wacht'])), name='bericht_toestand'),
        ),
    ]
