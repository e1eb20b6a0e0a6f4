"""What the sender can do about a broken rule of the chain, in one plain sentence (level 3 and 4 of the standard).

The finding itself says what is wrong, with the values. A schema rule needs no more than that.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

HERSTEL: Final[Mapping[str, str]] = {
    "TR019": "Gebruik het nummer van de toewijzing uit de JW301.",
    "TR056": "Geef het bericht een nieuwe identificatie.",
    "TR063": "Verwijder alleen wat eerder is gemeld, met dezelfde toewijzing en begindatum en hetzelfde product.",
    "TR071": "Verwijder eerst de stop, en daarna de start.",
    "TR074": "Dit is al gemeld. Klopt het niet, verwijder dan eerst de eerdere melding.",
    "TR304": "Neem het BSN over uit de JW301.",
    "TR307": "Laat de periode niet eerder beginnen dan de toewijzing.",
    "TR308": "Laat de periode eindigen op de laatste dag van de toewijzing, of vraag met een JW317 om verlenging.",
    "TR314": "Geef de regel een eigen referentienummer.",
    "TR318": "Zet de regels in een declaratie over de laatst ingediende maand, of een latere.",
    "TR319": "Zet de regel in de declaratie over de maand van de hulp, of een latere.",
    "TR321": "Declareer niet meer dan er in deze periode is toegewezen, of vraag met een JW317 om meer.",
    "TR322": "Declareer niet meer dan er in totaal nog over is, of vraag met een JW317 om meer.",
    "TR323": "Verwijs naar het referentienummer van een regel die is goedgekeurd.",
    "TR326": "Meld eerst de stop van de hulp die loopt, of verwijder die start.",
    "TR333": "Geef de declaratie een nieuw nummer.",
    "TR338": "Gebruik het nummer van een toewijzing aan deze aanbieder.",
    "TR339": "Neem de categorie over uit de JW301.",
    "TR340": "Neem de productcode over uit de JW301.",
    "TR341": "Gebruik de eenheid uit de JW301; staat daar geen eenheid in, dan die uit het contract.",
    "TR347": "Geef het verzoek een nieuwe referentie.",
    "TR349": "Noem alle toewijzingen van deze jeugdige die nu gelden, ook wat niet verandert.",
    "TR350": "Noem alleen toewijzingen die nu gelden of nog ingaan.",
    "TR351": "Noem alleen toewijzingen die nu gelden of nog ingaan.",
    "TR357": "Laat de wijziging ingaan op de eerste dag van de toewijzing, of op een dag die nog komt.",
    "TR361": "Vraag hetzelfde product één keer, of in perioden die niet overlappen.",
    "TR369": "Declareer niet meer dan er van het budget over is, of vraag met een JW317 om meer.",
    "TR373": "Laat het nieuwe budget of totaal ingaan op de eerste dag van de toewijzing.",
    "TR374": "Wacht op het antwoord op het eerdere verzoek.",
    "TR375": "Laat de omvang leeg.",
    "TR382": "Neem toewijzing, product en begindatum over uit de start die is gemeld.",
    "TR384": "De toewijzing is verwijderd. Overleg met de gemeente.",
    "TR387": "Laat de periode beginnen op de eerste van de maand, of op de eerste dag van de toewijzing.",
    "TR388": "Laat de periode eindigen op de laatste van de maand, of op de laatste dag van de toewijzing.",
    "TR389": "Crediteer eerst de eerdere regel, of laat deze weg.",
    "TR390": "Laat de creditregel weg: de regel is al gecrediteerd.",
    "TR411": "Vul de omvang in.",
    "TR412": "Laat de omvang leeg.",
    "TR413": "Is de hulp echt gestopt, meld dan een stop die niet tijdelijk is.",
    "TR414": "Geef een laatste dag op of na die van de eerdere stop.",
    "TR415": "Klopt de eerdere stop niet, verwijder die dan eerst.",
    "TR418": "Gebruik het tarief uit het contract.",
}
"""Rule → what to do."""


def herstel_bij(regel: str) -> str:
    """What the sender can do about this rule; empty where the finding says it all."""
    return HERSTEL.get(regel, "")
