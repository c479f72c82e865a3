"""Lists, weights and notices count on the days they are in force, and on no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from maps.counties import parse_counties
from maps.defaults import default_need_policy
from maps.model import PolicyFlag
from maps.need import NeedRow, need_table
from maps.policy import Component, ListMembers, NeedPolicy, PolicyList
from maps.travel import GreatCircleSource
from scheduler.check_policy import policy_faults
from tests.golden import golden_problem

HEAD = "adcode,former_adcode,name,pref_code,prefecture,lon,lat,pop_2020,rural_pop_2020\n"
COUNTIES = parse_counties(
    HEAD + "520102,,甲,520100,市,106.7,26.5,1000,250\n520204,520221,乙,520200,市,107.0,27.0,1000,750\n", "t.csv", {}
)
LAST_OF_OLD, FIRST_OF_NEW = date(2025, 12, 31), date(2026, 1, 1)


def component(component_id: str, weight: int, **dates: date) -> Component:
    return Component(component_id=component_id, weight=weight, unit="-", low=0.0, high=100.0, source="t", **dates)


POLICY = NeedPolicy(
    version="t/1",
    as_of=FIRST_OF_NEW,
    components=(
        component("rural_share", 30, effective_to=LAST_OF_OLD),
        component("rural_share", 10, effective_from=FIRST_OF_NEW),
        component("policy_flags", 10),
    ),
    lists=(
        PolicyList(list_id="old", name_zh="旧", name_en="old", points=50, source="t", effective_to=LAST_OF_OLD),
        PolicyList(list_id="new", name_zh="新", name_en="new", points=50, source="t", effective_from=FIRST_OF_NEW),
    ),
    members=(
        ListMembers(list_id="new", codes=("520221", "110101"), complete=True, source="notice of the new list"),
        ListMembers(
            list_id="old", codes=("520102",), complete=True, source="notice of the old", effective_to=LAST_OF_OLD
        ),
    ),
    museum_reach_km=50.0,
    missing_rule="reweight",
)


def rows(policy: NeedPolicy) -> dict[str, NeedRow]:
    table = need_table(COUNTIES, (), (), policy, GreatCircleSource(golden_problem().travel))
    return {row.name: row for row in table.rows}


def test_a_list_and_a_weight_change_at_the_turn_of_the_year():
    """By hand: 30 and 10 before, 甲 on the list: (30 x 0.25 + 10) / 40; 10 and 10 after, 乙: (10 x 0.75 + 10) / 20."""
    before, after = rows(POLICY.on(LAST_OF_OLD)), rows(POLICY)
    assert (before["甲"].permille, before["乙"].permille) == (438, 563)
    assert (after["甲"].permille, after["乙"].permille) == (125, 875)
    assert [value.weight for value in after["乙"].components] == [10, 10]


def test_a_county_is_found_by_a_former_code_and_told_by_which_notice():
    flags = rows(POLICY)["乙"].components[1]
    assert (flags.raw, flags.source, flags.note_zh) == (100.0, "notice of the new list", "新")


def test_an_incomplete_notice_leaves_the_others_unknown():
    notice = replace(POLICY.members[0], complete=False)
    found = rows(replace(POLICY, members=(notice,)))
    assert (found["乙"].components[1].raw, found["甲"].components[1].raw) == (100.0, None)


def test_a_flag_of_the_county_itself_counts_on_its_days_only():
    flag = PolicyFlag(list_id="new", effective_from=date(2026, 2, 1), effective_to=None, source="own flag")
    flagged = tuple(replace(county, flags=(flag,)) for county in COUNTIES)
    policy = replace(POLICY, members=())
    for day, raw in ((date(2026, 1, 31), None), (date(2026, 2, 1), 100.0)):
        table = need_table(flagged, (), (), policy.on(day), GreatCircleSource(golden_problem().travel))
        assert {row.components[1].raw for row in table.rows} == {raw}


NOT_CODES = replace(POLICY.members[0], codes=("5201", "甲"))
TWO_ON_A_DAY = (*POLICY.components[1:], component("rural_share", 5))
WRONG = [
    ({}, []),
    ({"components": TWO_ON_A_DAY}, [("weight-twice", "/components/2/component_id")]),
    ({"as_of": date(2020, 1, 1), "components": POLICY.components[1:2]}, [("weights-zero", "/components")]),
    ({"members": (NOT_CODES,)}, [("code-invalid", "/members/0/codes/0"), ("code-invalid", "/members/0/codes/1")]),
]


@pytest.mark.parametrize(("change", "expected"), WRONG)
def test_what_is_wrong_with_a_policy_is_named(change, expected):
    assert [(found.code, found.place) for found in policy_faults(replace(POLICY, **change))] == expected


def test_the_lists_that_the_product_ships_are_dated_and_sourced():
    shipped = {entry.list_id: entry for entry in default_need_policy().lists}
    assert {"poverty_832", "key_revital_160", "old_rev_base", "ethnic_county", "border_computed"} < set(shipped)
    assert {"contiguous_poor", "science_model", "practice_pilot"} < set(shipped)
    assert shipped["poverty_832"].effective_to == shipped["contiguous_poor"].effective_to == date(2020, 12, 31)
    assert shipped["key_revital_160"].effective_from == date(2021, 8, 27)
    assert all(entry.source for entry in shipped.values())
