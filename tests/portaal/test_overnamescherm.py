"""Taking over a caseload in the browser: bring files, read the report, take over; with and without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from overname.overnamehulp import bericht301, lijst, product, rij
from portaalsite import BREED, SMAL

pytestmark = pytest.mark.browser


def nummer_van(pagina: Page) -> UUID:
    """The key of the take-over whose page this is."""
    return UUID(pagina.url.rstrip("/").rsplit("/", 1)[1].split("?")[0])


@pytest.mark.eis("S-134")
@pytest.mark.parametrize(
    ("javascript", "eerste", "kind"), [(True, 2590001, "999900432"), (False, 2590101, "999900456")]
)
def test_from_files_to_allocations(
    als: Callable[..., Page], axe: Callable[[Page], Any], javascript: bool, eerste: int, kind: str
) -> None:
    from jeugdketen.overname import services

    def kijk() -> None:
        if javascript:
            axe(pagina)

    pagina = als("roos", javascript=javascript, scherm=BREED if javascript else SMAL)
    pagina.get_by_role("link", name="Overname", exact=True).click()
    pagina.get_by_role("button", name="Lever aan").click()
    expect(pagina).to_have_title("Fout: Overname van lopende toewijzingen - Jeugdketen")
    expect(pagina.get_by_role("alert")).to_contain_text("Vul een omschrijving in")
    kijk()

    pagina.get_by_label("Omschrijving").fill("Oud systeem")
    pagina.get_by_label("Dag van de overgang").fill("1-1-2026")
    pagina.locator("#id_bestanden").set_input_files(
        [
            {
                "name": "t1.xml",
                "mimeType": "text/xml",
                "buffer": bericht301(
                    f"T{eerste}", product(eerste, code="45A77"), bsn=kind, aanbieder="99001234"
                ),
            },
            {
                "name": "lijst.csv",
                "mimeType": "text/csv",
                "buffer": lijst(
                    rij(eerste, bsn=kind, productcode="45A77", volume=9),
                    rij(eerste + 1, bsn=kind, productcode="45A78"),
                    rij(eerste + 2, bsn="123456789"),
                ),
            },
        ]
    )
    pagina.get_by_role("button", name="Lever aan").click()
    expect(pagina.get_by_text("De bestanden worden nagekeken")).to_be_visible()
    sleutel = nummer_van(pagina)
    services.kijk_na(sleutel, "0420")
    pagina.reload()
    expect(pagina.get_by_role("row", name="lijst en berichten verschillen 1")).to_be_visible()
    expect(pagina.get_by_text("volume: lijst 9, berichten 6")).to_be_visible()
    kijk()

    pagina.get_by_role("button", name="Neem over").click()
    expect(pagina.get_by_role("alert")).to_contain_text("Kies wat er gebeurt")
    pagina.get_by_label("Neem ze over zoals de berichten zeggen").check()
    pagina.get_by_role("button", name="Neem over").click()
    services.laad(sleutel, "0420")
    pagina.reload()
    expect(pagina.get_by_text("2 overgenomen")).to_be_visible()
    expect(pagina.get_by_role("button", name="Onderteken")).to_have_count(0)
    kijk()
