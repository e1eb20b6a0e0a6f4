"""Machine accounts: the systems that may call the REST interface (OAuth2 client credentials)."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from oauth2_provider.models import AbstractApplication

from jeugdketen.kern.velden import AgbCode, GemeenteCode

RECHTEN: dict[str, str] = {
    "toets": "vragen stellen over de regels van de regio",
    "berichten.controle": "een iJw-bericht laten controleren voordat het wordt verstuurd",
    "berichten.aanleveren": "iJw-berichten aanleveren namens de eigen partij",
    "berichten.ophalen": "berichten ophalen die voor de eigen partij zijn, en de ontvangst bevestigen",
}
"""Every scope there is, with what it allows."""


class Machineaccount(AbstractApplication):
    """One system of one organisation. Its secret is stored hashed; tokens are stored as a checksum only.

    Attributes:
        rechten: the scopes that this account may ask for, a part of `RECHTEN`.
        organisatie: whose system it is, in words, so that somebody can be called when it misbehaves.
        aanbieders: AGB codes of the providers in whose name it acts.
        gemeenten: CBS codes of the municipalities in whose name it acts; an account has providers or municipalities,
            never both.
        geheim_verloopt_op: from then on the secret opens nothing; None for an account of before this was kept.
        ingetrokken_op: when an administrator took the account away; it opens nothing since.
    """

    rechten = ArrayField(models.CharField(max_length=40), default=list)
    organisatie = models.CharField(max_length=120)
    aanbieders = ArrayField(AgbCode(), default=list)
    gemeenten = ArrayField(GemeenteCode(), default=list)
    geheim_verloopt_op = models.DateTimeField(null=True)
    ingetrokken_op = models.DateTimeField(null=True)

    def is_usable(self, request: object) -> bool:
        """Asked when a token is given and each time one is used: not taken away, and its secret is not over."""
        verlopen = self.geheim_verloopt_op is not None and self.geheim_verloopt_op <= timezone.now()
        return self.ingetrokken_op is None and not verlopen

    class Meta(AbstractApplication.Meta):
        verbose_name = "machineaccount"
        verbose_name_plural = "machineaccounts"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(aanbieders=[]) | models.Q(gemeenten=[]),
                name="machineaccount_een_soort_partij",
            ),
        ]


class Bevestiging(models.Model):
    """A system says that it has taken over a message that was for its party; from then on the message is no longer
    offered to that party. Append-only, once for each message and side.

    Attributes:
        gemeente_code, aanbieder_agb: the parties of the message; row security rests on them.
        zijde: which of the two took it over, `ZIJDEN`.
        account: name of the machine account.
    """

    AANBIEDER, GEMEENTE = "aanbieder", "gemeente"
    ZIJDEN = (AANBIEDER, GEMEENTE)

    bericht = models.ForeignKey("berichten.Bericht", on_delete=models.PROTECT, related_name="bevestigingen")
    gemeente_code = GemeenteCode()
    aanbieder_agb = AgbCode()
    zijde = models.CharField(max_length=9, choices=[(z, z) for z in ZIJDEN])
    account = models.CharField(max_length=255)
    op = models.DateTimeField()

    class Meta:
        verbose_name = "bevestiging van ontvangst door een systeem"
        verbose_name_plural = "bevestigingen van ontvangst door een systeem"
        constraints = [
            models.UniqueConstraint(fields=["bericht", "zijde"], name="bevestiging_eenmaal"),
            models.CheckConstraint(
                condition=models.Q(zijde__in=("aanbieder", "gemeente")), name="bevestiging_zijde"
            ),
        ]

    def __str__(self) -> str:
        return f"bevestiging {self.pk}"


class Aanlevering(models.Model):
    """The key under which a system brought a message: the same key again is the same message. Append-only.

    Attributes:
        sleutel: the caller's Idempotency-Key, unique for its account.
        sha256: of the bytes that came under it.
        bericht_id: the message in the post box.
    """

    account = models.ForeignKey(Machineaccount, on_delete=models.PROTECT, related_name="aanleveringen")
    sleutel = models.CharField(max_length=100)
    sha256 = models.CharField(max_length=64)
    bericht_id = models.UUIDField()
    op = models.DateTimeField()

    class Meta:
        verbose_name = "sleutel van een aangeleverd bericht"
        verbose_name_plural = "sleutels van aangeleverde berichten"
        constraints = [
            models.UniqueConstraint(fields=["account", "sleutel"], name="aanlevering_sleutel_uniek"),
        ]

    def __str__(self) -> str:
        return f"aanlevering {self.pk}"
