"""Rural-school science rooms in the need index: counted where known, unknown where the list may have holes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from maps.model import CountyHistory, ScienceRoom
from maps.policy import Component
from scheduler.check import check_problem
from scheduler.need import need_of, need_permille
from scheduler.problem import Problem
from scheduler.wire import dump_problem, parse_problem
from services.workbook_import import read_workbook
from services.workbook_template import write_template
from tests.small import small_problem

ROOMS = Component(
    component_id="science_rooms", weight=5, unit="1/10000", low=0.5, high=0.0, source="assumption of this test"
)
BARE = small_problem()
COUNTY = next(county for county in BARE.counties if county.population_5_14)
PEOPLE = COUNTY.population_5_14 or 0


def room(number: int, since: date | None = None) -> ScienceRoom:
    return ScienceRoom(
        room_id=f"R{number}", name=f"第{number}中学（虚构）", county_id=COUNTY.county_id, since=since, source="invented"
    )


def asked(*rooms: ScienceRoom, complete: bool = True) -> Problem:
    """Return the small problem with the component, and the county's list complete or not."""
    policy = replace(BARE.need_policy, components=(*BARE.need_policy.components, ROOMS))
    history = tuple(
        replace(one, science_rooms_known=complete) if one.county_id == COUNTY.county_id else one
        for one in BARE.history
        if one.county_id == COUNTY.county_id
    ) or (
        CountyHistory(
            county_id=COUNTY.county_id,
            known_since=None,
            services=(),
            fixed_museum_known=False,
            science_rooms_known=complete,
        ),
    )
    others = tuple(one for one in BARE.history if one.county_id != COUNTY.county_id)
    return replace(BARE, need_policy=policy, history=(*history, *others), science_rooms=rooms)


def value(problem: Problem):
    return next(c for c in need_of(problem).row(COUNTY.county_id).components if c.component_id == "science_rooms")


def test_rooms_per_ten_thousand_children_take_need_away():
    """Need counts in full where a complete list is empty, and less with every room."""
    none, one = asked(), asked(room(1))
    assert check_problem(one) == []
    assert (value(none).raw, value(none).normalised) == (0.0, 1.0)
    assert value(one).raw == pytest.approx(10_000 / PEOPLE, abs=1e-4)
    plain = need_permille(BARE)[COUNTY.county_id]
    many = asked(*(room(number) for number in range(1 + PEOPLE // 20_000)))
    assert value(many).normalised == 0.0
    needs = [need_permille(each)[COUNTY.county_id] for each in (none, one, many)]
    assert needs == sorted(needs, reverse=True)
    assert needs[0] >= plain >= needs[2]


def test_unknown_is_not_none():
    """An empty list that may have holes says nothing and leaves the weight to the others; enough rooms say enough."""
    unknown = asked(complete=False)
    assert value(unknown).raw is None
    assert need_permille(unknown)[COUNTY.county_id] == need_permille(BARE)[COUNTY.county_id]
    enough = asked(*(room(number) for number in range(1 + PEOPLE // 20_000)), complete=False)
    assert value(enough).normalised == 0.0


def test_a_room_that_opens_after_the_policys_day_does_not_count_yet():
    as_of = BARE.need_policy.as_of
    assert value(asked(room(1, since=as_of))).raw == value(asked(room(1))).raw
    assert value(asked(room(1, since=as_of.replace(year=as_of.year + 1)))).raw == 0.0


def test_without_rooms_and_component_nothing_changes():
    assert need_permille(replace(BARE, science_rooms=(room(1),))) == need_permille(BARE)


def test_rooms_go_through_json_and_excel_and_unknown_ids_are_faults(tmp_path: Path):
    problem = asked(room(1, since=date(2014, 9, 1)), room(2))
    assert parse_problem(dump_problem(problem), "test") == problem
    write_template(tmp_path / "book.xlsx", problem)
    assert read_workbook(tmp_path / "book.xlsx").science_rooms == problem.science_rooms
    lost = replace(problem, science_rooms=(replace(room(1), county_id="nowhere"), room(2), room(2)))
    assert {each.code for each in check_problem(lost)} == {"id-unknown", "id-duplicate"}
