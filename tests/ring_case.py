"""The ring of Suining (2019): four themed sets, four counties, moved every half-year for two years.

Public reports give the numbers; which set was where, the halls and the days are invented here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from core.calendar import DateSpan
from maps.model import County
from scheduler.exchange import Ring
from scheduler.problem import Problem, Round
from tests.small import small_problem

THEMES = ("声光", "健康", "安全", "数字")
WEEKS, HALF_YEAR, OPEN = 106, 26, 24
"""Weeks of the horizon, from one move to the next, and open in each county; the first set-up takes two weeks."""


def ring_problem(counties: int = 4, themes: tuple[str, ...] = THEMES, steps: int = 4, **changes: Any) -> Problem:
    """Return counties with a hall each, a themed set for each theme, a round per step, and one ring of them all."""
    base = small_problem(counties=max(counties, 4), sets=len(themes), caravans=0, stops=0, weeks=WEEKS)
    first = base.horizon.first_monday
    names = tuple(county.county_id for county in base.counties[:counties])
    halls = tuple(next(hall for hall in base.halls if hall.county_id == name) for name in names)
    ample = replace(halls[0], area_m2=2000.0, power_w=10**6, available=(whole(base),))
    ring = Ring(
        ring_id="ring",
        name="换展环",
        set_ids=tuple(each.set_id for each in base.sets),
        county_ids=names,
        first_monday=first + timedelta(weeks=2),
        every_weeks=HALF_YEAR,
        stay_weeks=OPEN,
        steps=steps,
    )
    made = replace(
        base,
        rounds=tuple(_round(base, step) for step in range(4)),
        sets=tuple(_themed(each, theme) for each, theme in zip(base.sets, themes, strict=True)),
        halls=tuple(
            replace(ample, hall_id=hall.hall_id, name=hall.name, county_id=hall.county_id, lon=hall.lon, lat=hall.lat)
            for hall in halls
        ),
        setup_teams=tuple(replace(base.setup_teams[0], team_id=f"T{n}", name=f"{n} 队", leave=()) for n in range(5)),
        set_rules=replace(base.set_rules, stay_weeks=(OPEN,), min_intact_percent=0),
        stay_pins=(),
        floors=(),
        not_asked=(),
        rings=(ring,),
    )
    return replace(made, **changes)


def whole(problem: Problem) -> DateSpan:
    return DateSpan(first=problem.horizon.first_monday, last=problem.horizon.last_day)


def _round(base: Problem, step: int) -> Round:
    first = base.horizon.first_monday + timedelta(weeks=HALF_YEAR * step)
    last = base.horizon.last_day if step == 3 else first + timedelta(weeks=HALF_YEAR, days=-1)
    return Round(round_id=f"R{step + 1}", span=DateSpan(first=first, last=last))


def _themed(museum_set: Any, theme: str) -> Any:
    zones = tuple(replace(zone, theme=theme) for zone in museum_set.zones)
    repair = replace(museum_set.repair, weeks=0, within=())
    return replace(museum_set, name=f"{theme}主题套", zones=zones, repair=repair, unavailable=())


def with_county(counties: tuple[County, ...], problem: Problem) -> Problem:
    """Return ``problem`` in other counties, in the same order, its halls at their seats."""
    old = [county.county_id for county in problem.counties]
    new = dict(zip(old, counties, strict=True))
    return replace(
        problem,
        counties=counties,
        boundaries=None,
        halls=tuple(
            replace(
                hall,
                county_id=new[hall.county_id].county_id,
                lon=new[hall.county_id].lon,
                lat=new[hall.county_id].lat,
            )
            for hall in problem.halls
        ),
    )
