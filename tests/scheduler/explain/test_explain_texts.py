"""Explanations read well in both languages and say what they prove."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from typing import get_args

import pytest
from golden import golden_problem
from golden_plan import golden_plan

from core.errors import fault
from scheduler.explain.caravans import explain_caravans
from scheduler.explain.county import CountyExplanation, names_for
from scheduler.explain.ground import make_ground
from scheduler.explain.model import Change, Price, PricedStage, Relaxation, ServiceExplanation
from scheduler.explain.relax import CHANGES
from scheduler.explain.sets import explain_sets
from scheduler.explain.tally import explained
from scheduler.explain.texts import phrases
from scheduler.explain.wording import price_text
from scheduler.verify.view import View

COVERAGE = PricedStage(stage="coverage", planned=1000, planned_bound=1010, forced=900, forced_bound=950, whole=2000)
COST = PricedStage(stage="cost", planned=500_000, planned_bound=500_000, forced=700_000, forced_bound=600_000, whole=0)
SAME = PricedStage(stage="shortage", planned=0, planned_bound=0, forced=0, forced_bound=0, whole=0)


FAULTS = (fault("not-monday", "/stay_pins/0", day="2026-03-03"),)


def price(*stages: PricedStage, outcome: str = "priced", displaced: tuple[str, ...] = ("A", "C")) -> Price:
    return Price(outcome=outcome, stages=stages, displaced=displaced, seconds=5.0, faults=FAULTS)  # type: ignore[arg-type]


def county_text(sets: ServiceExplanation, caravans: ServiceExplanation, language: str = "zh") -> list[str]:
    names = names_for(golden_problem(), sets, caravans)
    made = CountyExplanation(county_id="B", name="县B", sets=sets, caravans=caravans, names=names)
    return made.text(language).split("\n")  # type: ignore[arg-type]


@pytest.mark.parametrize("name", sorted(phrases()))
def test_every_phrase_is_in_both_languages_with_the_same_facts(name):
    texts = phrases()[name]
    assert set(texts) == {"zh", "en"}
    zh, en = ({fact for _, fact, _, _ in string.Formatter().parse(texts[key]) if fact} for key in ("zh", "en"))
    assert zh == en
    assert not re.search(r"[\u4e00-\u9fff]", texts["en"])


def test_every_change_has_a_phrase_and_can_be_applied():
    changes = set(get_args(Change))
    assert {name.removeprefix("change_") for name in phrases() if name.startswith("change_")} == changes
    assert set(CHANGES) == changes


def test_a_price_states_both_values_both_gaps_and_who_loses():
    text = price_text(price(COVERAGE, COST), {"A": "县A", "C": "县C"}, "zh")
    assert "加权覆盖 50.00 %→45.00 %（-5.00 个百分点；两个方案离各自的最优最多差 1.0 %、5.3 %）" in text
    assert "费用（元） 5,000→7,000（+2,000, +40.0 %；" in text
    assert text.endswith("因此减少服务的县：县A、县C。")


def test_what_does_not_change_is_not_told_except_coverage():
    english = price_text(price(replace(COVERAGE, forced=1000), SAME), {"A": "A", "C": "C"}, "en")
    assert "no coverage is lost" in english
    assert "shortage" not in english


def test_an_open_gap_never_reads_as_nought():
    nearly = replace(COVERAGE, planned=1_000_000, planned_bound=1_000_001, forced_bound=900)
    assert "< 0.1 %、0.0 %" in nearly.text("zh")


def test_many_losers_are_cut_short():
    many = tuple(f"c{n}" for n in range(11))
    text = price_text(price(COVERAGE, displaced=many), {name: name for name in many}, "en")
    assert text.endswith("c6, c7 and 3 more.")
    assert "none" in price_text(price(COVERAGE, displaced=()), {}, "en")


def test_a_proof_is_never_confused_with_no_time():
    proved = price_text(price(outcome="proved_impossible"), {}, "en")
    unknown = price_text(price(outcome="none_found"), {}, "en")
    assert "proved impossible" in proved
    assert "no proof" in unknown
    assert "5.0 s" in unknown
    for flag, words in ((True, "已证明"), (False, "未证明")):
        lines = county_text(explained("sets", "impossible", proved=flag), explained("caravans", "not_asked"))
        assert words in lines[1]


def test_a_whole_explanation():
    problem = replace(golden_problem(), sets=golden_problem().sets[:1], floors=(), stay_pins=())
    plan = replace(golden_plan(), stays=golden_plan().stays[:2])
    view = View(problem, plan)
    view.warm_up()
    sets, caravans = explain_sets(view, "C"), explain_caravans(make_ground(view), "C")
    lines = county_text(sets, caravans)
    assert lines[0] == "县B（B）"
    assert lines[1] == "流动科技馆：没有安排。其他安排不动，逐一试了 19 种“展品套＋开展周”的搭配，都不可行："
    assert re.fullmatch(r"  · \d+ 种不满足“转场时间足够”［set.move］，例如：.*", lines[2])
    assert re.fullmatch(
        r"科普大篷车：没有安排，但仍有空档：大篷车 车V\d 可在 2026-0\d-\d\d 到访 点s3，不影响其他安排。", lines[-1]
    )
    english = county_text(sets, caravans, "en")
    assert len(english) == len(lines)
    assert english[1].startswith("Museum set: not planned. With all else left as it is, 19 pairs")


def test_what_is_served_says_how_much():
    lines = county_text(
        explained("sets", "served", services=2), explained("caravans", "served", services=3, share_permille=456)
    )
    assert lines[1] == "流动科技馆：已安排 2 站。"
    assert "3 次" in lines[2]
    assert "45.6 %" in lines[2]


def test_mends_are_told_together():
    mends = (
        Relaxation(rule_id="set.hall_fit", change="hall_area", target_id="hB", amount=700),
        Relaxation(rule_id="set.hall_fit", change="hall_power", target_id="hB", amount=9000),
    )
    lines = county_text(explained("sets", "impossible", proved=True, mends=mends), explained("caravans", "not_asked"))
    assert lines[2] == "  做到以下各项即可安排：展厅 展厅hB (hB) 面积达到 700 平方米；展厅 展厅hB (hB) 供电达到 9000 瓦"


def test_a_county_without_a_hall_is_told_so_without_counting_pairs():
    problem = replace(golden_problem(), halls=tuple(h for h in golden_problem().halls if h.county_id != "C"))
    view = View(replace(problem, floors=(), stay_pins=()), replace(golden_plan(), stays=(), overhauls=()))
    sets = explain_sets(view, "C")
    lines = county_text(sets, explained("caravans", "not_asked"))
    assert lines[1] == "流动科技馆：无法安排（已证明）："
    assert "没有展厅" in lines[2]
    assert "不满足" not in lines[2]
    assert lines[3].startswith("  做到以下各项即可安排：在 ")
