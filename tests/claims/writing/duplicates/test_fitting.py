"""An installation's own weights: fitted from what people said is the same, taken if they do no worse, and given up."""

import logging
from pathlib import Path
from typing import Any

import orjson
import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import writing as actions
from claims.finding import own, ranking
from claims.finding.fitting import Figures
from claims.models import ClaimPair
from claims.writing.duplicates import fitting
from claimtrack.dates import WorldDate
from tests.factories import ClaimFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_pair_of_eyes")]

NAMES = ("Abarov", "Belmonde", "Corvast", "Dulmane", "Eskeril")
DEEDS = (("sold the harbour", "harbour was sold"), ("burned the archive", "archive was burned"))


@pytest.fixture
def pairs(editor: User, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> list[ClaimPair]:
    monkeypatch.setattr(fitting, "LEAST", 10)
    settings.HOME = tmp_path
    told, asked = [], []
    for name in NAMES:
        for active, passive in DEEDS:
            told.append(ClaimFactory(statement=f"Minister {name} {active} of {name}ville.", language="en"))
            asked.append(
                ClaimFactory(statement=f"The {passive} by {name}.", language="en", made=WorldDate("2020-02-03"))
            )
    actions.publish(claims=told, by=editor)
    return [
        ClaimPair.objects.create(one=one, other=other, answer="same", decided_at=timezone.now())
        for one, other in zip(told, asked, strict=True)
        if one.pk < other.pk
    ]


def fit(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("fit_matching", *options)
    return capsys.readouterr().out


def test_own_weights_are_fitted_used_and_forgotten(pairs: list[ClaimPair], capsys: pytest.CaptureFixture[str]) -> None:
    shipped = ranking.shipped("undated")
    told = fit(capsys, "--dry-run")
    assert "undated: 10 questions" in told
    assert "dated: 10 questions" in told
    assert told.count("shipped ") == told.count("fitted ") == 2
    assert not own.place_of("undated").exists()
    assert "used from now on" in fit(capsys)
    document = orjson.loads(own.place_of("undated").read_bytes())
    assert "10 pairs" in document["origin"]
    assert ranking.shipped("undated").threshold == document["threshold"]
    assert ranking.shipped("undated") is not shipped
    fit(capsys, "--forget")
    assert ranking.shipped("undated") is shipped


def test_too_few_pairs_are_refused_with_how_many_there_are(pairs: list[ClaimPair]) -> None:
    pairs[0].answer = "related"
    pairs[0].save()
    with pytest.raises(CommandError, match="9 pairs of claims are confirmed as the same; 10 are needed"):
        call_command("fit_matching")


def test_weights_that_do_worse_are_not_taken(
    pairs: list[ClaimPair], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting, "measured", lambda questions, weights: Figures(1.0, 1.01, 0.5))
    assert fit(capsys).count("not taken: they do worse than the shipped ones") == 2
    assert not own.place_of("dated").exists()


def test_a_file_of_another_version_is_left_alone_and_told(
    pairs: list[ClaimPair], caplog: pytest.LogCaptureFixture
) -> None:
    shipped = ranking.shipped("dated")
    own.place_of("dated").parent.mkdir()
    own.place_of("dated").write_bytes(orjson.dumps({"features": [{"name": "of yore"}]}))
    with caplog.at_level(logging.WARNING):
        assert ranking.shipped("dated") is shipped
    assert "lists other features" in caplog.text
