"""Field types that all apps share: codes of municipalities and providers, and periods of whole days."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

_M = TypeVar("_M", bound=models.Model)

geldige_gemeentecode = RegexValidator(
    r"^[0-9]{4}\Z", "Een gemeentecode heeft vier cijfers, bijvoorbeeld 0405 voor Hoorn.", "gemeentecode"
)
geldige_agb = RegexValidator(r"^[0-9]{8}\Z", "Een AGB-code heeft acht cijfers, bijvoorbeeld 99001234.", "agb")


class _Code(models.CharField):
    """A code of a fixed length, with the check that belongs to it."""

    lengte: int
    toets: RegexValidator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = self.lengte
        kwargs.setdefault("validators", [self.toets])
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Length and validator belong to the type and stay out of migrations."""
        naam, pad, args, kwargs = super().deconstruct()
        for weg in ("max_length", "validators"):
            kwargs.pop(weg, None)
        return naam, pad, args, kwargs


class GemeenteCode(_Code):
    """CBS code of a municipality, four digits; the column on which row security rests."""

    lengte, toets = 4, geldige_gemeentecode


class AgbCode(_Code):
    """AGB code of a provider, eight digits."""

    lengte, toets = 8, geldige_agb


class PeriodeQuerySet(models.QuerySet[_M]):
    """Rows with a first day `van` and a last day `tot`, both counted in; an empty `tot` is open-ended."""

    def geldig_op(self, dag: date) -> PeriodeQuerySet[_M]:
        """The rows that hold on this day."""
        return self.filter(Q(van__lte=dag) & (Q(tot__isnull=True) | Q(tot__gte=dag)))

    def raakt(self, van: date, tot: date | None) -> PeriodeQuerySet[_M]:
        """The rows that share at least one day with the period `van` up to and including `tot`."""
        deel = self.filter(Q(tot__isnull=True) | Q(tot__gte=van))
        return deel if tot is None else deel.filter(van__lte=tot)


EIND_VOOR_BEGIN = "De einddatum ligt voor de begindatum. Kies een einddatum op of na de begindatum."


class MetPeriode(models.Model):
    """Refuses an end before the start at the field, before a constraint asks the database about such a period."""

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Check the period.

        Raises:
            ValidationError: the last day lies before the first.
        """
        super().clean()
        van, tot = getattr(self, "van", None), getattr(self, "tot", None)
        if van is not None and tot is not None and tot < van:
            raise ValidationError({"tot": EIND_VOOR_BEGIN})


def tot_niet_voor_van(naam: str) -> models.CheckConstraint:
    """The constraint that a period does not end before it starts."""
    return models.CheckConstraint(
        condition=Q(tot__isnull=True) | Q(tot__gte=models.F("van")),
        name=naam,
        violation_error_message=EIND_VOOR_BEGIN,
    )
