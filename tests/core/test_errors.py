"""Errors speak both languages, name their place, and come all at once."""

from __future__ import annotations

import ast
import pickle
import re
import string
import tomllib
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from core.calendar import DateSpan
from core.errors import DapengError, Fault, fail, fault, fault_codes
from core.origin import ROOTS
from core.record import record
from scheduler.wire import parse

ROOT = Path(__file__).resolve().parents[2]
TEXTS = tomllib.loads((ROOT / "core/data/faults.toml").read_text("utf-8"))
KEYS = {"cause_en", "cause_zh", "remedy_en", "remedy_zh"}


@record
class Trip:
    """A record to read."""

    spans: tuple[DateSpan, ...]
    seats: int


def facts_in(text: str) -> set[str]:
    """Return the names of the facts; one that is given in both languages (``clash_en``, ``clash_zh``) is one fact."""
    return {re.sub("_(en|zh)$", "", name) for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_each_code_has_cause_and_remedy_in_both_languages(code):
    texts = TEXTS[code]
    assert set(texts) == KEYS
    assert re.search(r"[\u4e00-\u9fff]", texts["cause_zh"])
    assert re.search(r"[\u4e00-\u9fff]", texts["remedy_zh"])
    for name in ("cause_en", "remedy_en"):  # it may quote a Chinese word, as 是 or a sheet's name
        assert not re.search(r"[，。；：]", texts[name])
        assert len(re.findall(r"[A-Za-z]", texts[name])) > len(re.findall(r"[\u4e00-\u9fff]", texts[name]))


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_both_languages_state_the_same_facts(code):
    texts = TEXTS[code]
    assert facts_in(texts["cause_en"]) == facts_in(texts["cause_zh"])
    assert facts_in(texts["remedy_en"]) <= facts_in(texts["cause_en"] + texts["remedy_zh"])


def product_files() -> list[Path]:
    return [path for root in ROOTS for path in (ROOT / root).rglob("*.py")]


def raised_codes() -> dict[str, str]:
    """Every literal first argument of ``fault(...)`` or ``fail(...)`` in the product, with where it stands."""
    found = {}
    for path in product_files():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("fault", "fail"):
                match node.args[:1]:
                    case [ast.Constant(value=str(code))]:
                        found[code] = f"{path.relative_to(ROOT)}:{node.lineno}"
    return found


def test_each_code_that_is_raised_has_texts():
    assert {code: place for code, place in raised_codes().items() if code not in TEXTS} == {}


def test_each_code_with_texts_is_used():
    product = "\n".join(path.read_text("utf-8") for path in product_files())
    assert [code for code in fault_codes() if f'"{code}"' not in product] == []


def test_text_holds_code_place_cause_and_remedy():
    made = fault("id-duplicate", "fleet.xlsx:车辆!7", kind="caravan", id="C1")
    assert made.text("en") == (
        "id-duplicate fleet.xlsx:车辆!7: The caravan id C1 stands more than once. Give each caravan its own id."
    )
    assert made.text("zh").startswith("id-duplicate fleet.xlsx:车辆!7: 大篷车 编号 C1 重复。")


def test_unknown_code_or_missing_fact_fails_at_once():
    with pytest.raises(KeyError):
        fault("no-such-code", "here")
    with pytest.raises(KeyError):
        fault("id-duplicate", "here", kind="caravan")


def test_braces_in_a_fact_are_not_read_as_a_place_for_another():
    assert "{kind}" in fault("id-unknown", "here", kind="set", id="{kind}").cause()


def test_error_carries_every_fault_and_prints_each_on_its_line():
    faults = [fault("field-missing", "/a", field="a"), fault("field-unknown", "/b", field="b")]
    error = DapengError(faults)
    assert error.faults == tuple(faults)
    assert str(error).splitlines() == [f.text() for f in faults]


def test_fail_makes_a_single_fault():
    assert fail("field-missing", "/a", field="a").faults == (
        Fault(code="field-missing", place="/a", facts={"field": "a"}),
    )


def test_all_faults_of_a_record_are_collected_with_their_json_path():
    content = {
        "spans": [
            {"first": "2026-03-02", "last": "2026-03-01"},
            {"first": "2026-03-02", "last": "2026-03-02"},
            {"first": "not a day", "last": "2026-03-01"},
        ],
        "seat": 3,
    }
    with pytest.raises(DapengError) as caught:
        parse(TypeAdapter(Trip), content, "trip.json")
    found = {(f.code, f.place) for f in caught.value.faults}
    assert found == {
        ("dates-reversed", "trip.json:/spans/0"),
        ("value-invalid", "trip.json:/spans/2/first"),
        ("field-missing", "trip.json:/seats"),
        ("field-unknown", "trip.json:/seat"),
    }
    reversed_dates = next(f for f in caught.value.faults if f.code == "dates-reversed")
    assert reversed_dates.facts == {"first": "2026-03-02", "last": "2026-03-01"}


def test_an_error_crosses_processes_whole():
    error = fail("id-unknown", "place", kind="county", id="x")
    again = pickle.loads(pickle.dumps(error))
    assert again.faults == error.faults
    assert str(again) == str(error)
