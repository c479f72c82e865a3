"""``dapeng library compose``: what it says is proved, and to the gram."""

from __future__ import annotations

import pytest

from api.commands.library import _kg, _print_met
from scheduler.composition import Composition, PackStage
from scheduler.problem import Problem
from tests.small import small_problem


@pytest.mark.parametrize(
    ("mass_g", "text"), [(0, "0"), (40_000, "40"), (1_500, "1.5"), (1_234_567, "1234.567"), (1_000_000, "1000")]
)
def test_kilograms_keep_every_gram(mass_g, text):
    assert _kg(mass_g) == text


def test_one_gram_from_the_bound_is_not_proved(capsys, monkeypatch):
    """Above a tonne both used to print as 1234.57."""
    monkeypatch.setenv("DAPENG_LANG", "en")
    monkeypatch.setattr("api.commands.library._print_asked", lambda *_: None)
    stages = (
        PackStage(stage="shown", sense="max", value=3, bound=3),
        PackStage(stage="mass", sense="min", value=1_234_567, bound=1_234_566),
    )
    _print_met(_bare(), _composed(stages))
    said = capsys.readouterr().out
    assert "mass (kg): 1234.567 (bound 1234.566)" in said
    assert said.count("proved best") == 1


def _bare() -> Problem:
    return small_problem()


def _composed(stages: tuple[PackStage, ...]) -> Composition:
    return Composition(
        request_id="Q1",
        met=True,
        exhibit_ids=(),
        show_ids=(),
        stages=stages,
        lacking=(),
        eased=(),
        together=(),
        other_first=None,
    )
