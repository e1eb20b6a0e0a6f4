"""The BSN: the eleven-proof, encryption at rest, rotation of keys, the keyed hash."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from hypothesis import given
from hypothesis import strategies as st

from jeugdketen.kern import bsn

OUD = base64.urlsafe_b64encode(b"o" * 32).decode()
NIEUW = base64.urlsafe_b64encode(b"n" * 32).decode()


@pytest.mark.parametrize("waarde", ["999900432", "999901187", "999900717", "111222333"])
def test_passes_the_eleven_proof(waarde: str) -> None:
    assert bsn.is_bsn(waarde)


@pytest.mark.parametrize(
    "waarde", ["999900433", "000000000", "99990043", "9999004321", "99990043x", "", "٩٩٩٩٠٠٤٣٢"]
)
def test_fails_the_eleven_proof(waarde: str) -> None:
    assert not bsn.is_bsn(waarde)


@given(st.integers(min_value=100_000_000, max_value=999_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(getal: int, plek: int, verschil: int) -> None:
    goed = str(getal)
    if not bsn.is_bsn(goed):
        return
    cijfer = str((int(goed[plek]) + verschil) % 10)
    assert not bsn.is_bsn(goed[:plek] + cijfer + goed[plek + 1 :])


def test_what_somebody_types_is_cleaned() -> None:
    assert bsn.schoon_bsn("9999 00 432") == "999900432"
    assert bsn.schoon_bsn("9999.00.432") == "999900432"


def test_the_error_says_what_to_do_and_does_not_repeat_the_number() -> None:
    with pytest.raises(ValidationError) as fout:
        bsn.schoon_bsn("999900433")
    assert "999900433" not in str(fout.value)
    assert "elfproef" in str(fout.value)


def test_shown_in_groups() -> None:
    assert bsn.toon_bsn("999901187") == "9999 01 187"


def test_encryption_hides_and_gives_back() -> None:
    eerste, tweede = bsn.versleutel("999900432"), bsn.versleutel("999900432")
    assert eerste != tweede
    assert "999900432" not in eerste
    assert bsn.ontsleutel(eerste) == bsn.ontsleutel(tweede) == "999900432"


def test_keys_rotate(settings: Any) -> None:
    settings.JEUGDKETEN_BSN_SLEUTELS = [OUD]
    onder_oud = bsn.versleutel("999900432")
    naam_oud = bsn.huidige_sleutel()
    settings.JEUGDKETEN_BSN_SLEUTELS = [NIEUW, OUD]
    assert bsn.ontsleutel(onder_oud) == "999900432"
    onder_nieuw = bsn.versleutel("999900432")
    assert onder_nieuw.split(":")[0] == bsn.huidige_sleutel() != naam_oud
    settings.JEUGDKETEN_BSN_SLEUTELS = [NIEUW]
    assert bsn.ontsleutel(onder_nieuw) == "999900432"
    with pytest.raises(bsn.BsnOnleesbaar, match=naam_oud):
        bsn.ontsleutel(onder_oud)


def test_tampering_is_seen() -> None:
    naam, _, geheim = bsn.versleutel("999900432").partition(":")
    ruw = bytearray(base64.b64decode(geheim))
    ruw[-1] ^= 1
    with pytest.raises(bsn.BsnOnleesbaar):
        bsn.ontsleutel(f"{naam}:{base64.b64encode(bytes(ruw)).decode()}")


@pytest.mark.parametrize("sleutels", [[], ["geen base64!"], [base64.urlsafe_b64encode(b"kort").decode()]])
def test_a_missing_or_wrong_key_stops_everything(settings: Any, sleutels: list[str]) -> None:
    settings.JEUGDKETEN_BSN_SLEUTELS = sleutels
    with pytest.raises(ImproperlyConfigured, match="JEUGDKETEN_BSN_SLEUTELS"):
        bsn.versleutel("999900432")


def test_the_hash_needs_the_key(settings: Any) -> None:
    een = bsn.bsn_sleutel("999900432")
    assert een == bsn.bsn_sleutel("999900432")
    assert len(een) == 64
    assert een != bsn.bsn_sleutel("999901187")
    settings.JEUGDKETEN_BSN_HASHSLEUTEL = "een andere"
    assert bsn.bsn_sleutel("999900432") != een


def test_hashes_of_two_purposes_cannot_be_compared() -> None:
    assert bsn.kenmerk("999900432", "bsn") != bsn.kenmerk("999900432", "zoekterm")


def test_searching_by_ciphertext_is_refused() -> None:
    from jeugdketen.dossier.models import Jeugdige

    with pytest.raises(TypeError, match="bsn_sleutel"):
        Jeugdige.objects.filter(bsn="999900432")
