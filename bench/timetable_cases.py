"""Timetabling cases: real counties, invented sets; plain ones (fixed stays, constant moves) and the product's own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil, cos, radians
from pathlib import Path
from random import Random

from core.calendar import Calendar, DateSpan
from core.concave import Breakpoint, GainCurve
from exhibits.model import Exhibit, ExhibitSet, RepairCycle, Zone
from fleet.model import SetupTeam
from maps.counties import read_counties
from maps.model import County, Hall
from scheduler.problem import Horizon, Problem, Round
from services.sample import make_sample
from services.sample_scene import FIRST_MONDAY

CENTRE = (106.71, 26.57)
"""Degrees; the counties around it are planned."""
STAY_WEEKS = 8
LENT = 0.3
"""Share of the halls that are lent for a part of the year only."""
LENT_WEEKS = (14, 22)


@dataclass(frozen=True)
class TimetableCase:
    """So many counties and sets over so many weeks."""

    name: str
    counties: int
    sets: int
    weeks: int = 52

    def problem(self, table: Path, seed: int) -> Problem:
        """Return the plain problem of the counties nearest to the centre, of ``table``."""
        rows = sorted(read_counties(table), key=_from_centre)[: self.counties]
        return plain_problem(tuple(sorted(rows, key=lambda county: county.code)), self.sets, self.weeks, seed)


CASES = (
    TimetableCase("88x12", 88, 12),
    TimetableCase("88x6-104", 88, 6, 104),
    TimetableCase("180x20", 180, 20),
    TimetableCase("500x55", 500, 55),
    TimetableCase("2800x300", 2800, 300),
)


def _from_centre(county: County) -> float:
    shrink = cos(radians(CENTRE[1]))
    return ((county.lon - CENTRE[0]) * shrink) ** 2 + (county.lat - CENTRE[1]) ** 2


def plain_problem(counties: tuple[County, ...], sets: int, weeks: int, seed: int) -> Problem:
    """Return a problem of the product in which stays last 8 weeks, a move a week, and teams are never short.

    What is left of the rules: a county once, halls that are lent for a part of the year, sets that start at home. All
    counties count as one prefecture, so that the stage ``worst_prefecture`` asks for nothing more than coverage.
    """
    horizon = Horizon(first_monday=FIRST_MONDAY, weeks=weeks)
    span = DateSpan(first=horizon.first_monday, last=horizon.last_day)
    base = make_sample(counties[:2], counties[0].code[:2], 1, 0, 0, seed, weeks=weeks)
    one = replace(base.sets[0], setup_days=1, teardown_days=1, cost_fen_per_km=100, cost_fen_per_move=0)
    exhibits, made = _sets(one, base.exhibits[0], counties, sets)
    return replace(
        base,
        problem_id=f"plain-{len(counties)}-{sets}-{weeks}-{seed}",
        horizon=horizon,
        rounds=(Round(round_id="R1", span=span),),
        calendar=Calendar(
            version="plain",
            status="provisional",
            source="no holidays",
            holidays=(),
            makeup_workdays=(),
            terms=(span,),
            terms_source="always",
        ),
        organisations=base.organisations[:1],
        counties=tuple(replace(county, prefecture_id="CN-000000", prefecture_name="-") for county in counties),
        boundaries=None,
        history=(),
        museums=(),
        exhibits=exhibits,
        sets=made,
        kits=(),
        halls=_halls(counties, horizon, seed),
        setup_teams=tuple(SetupTeam(team_id=f"T{row}", name="-", leave=()) for row in range(sets)),
        set_rules=replace(
            base.set_rules,
            stay_weeks=(STAY_WEEKS,),
            vacation_day_percent=100,
            gain=GainCurve(corners=(Breakpoint(at=40, gain_permille=1000),), source="plain"),
            truck_day_drive_max_min=1440,
        ),
        depots=(),
        caravans=(),
        crews=(),
        stops=(),
        floors=(),
        ceilings=(),
        stay_pins=(),
        visit_pins=(),
        not_asked=(),
    )


def _sets(
    one: ExhibitSet, shown: Exhibit, counties: tuple[County, ...], count: int
) -> tuple[tuple[Exhibit, ...], tuple[ExhibitSet, ...]]:
    """Return sets of one exhibit each; homes are spread evenly over the counties."""
    exhibits, made = [], []
    for row in range(count):
        home = counties[row * len(counties) // count]
        exhibit = replace(
            shown,
            exhibit_id=f"E{row}",
            footprint_m2=300.0,
            condition="working",
            owner_id="ORG-CN",
            custodian_id="ORG-CN",
        )
        zone = Zone(zone_id=f"Z{row}", name="-", theme=exhibit.theme, exhibit_ids=(exhibit.exhibit_id,))
        exhibits.append(exhibit)
        made.append(
            replace(
                one,
                set_id=f"S{row:03d}",
                name=f"{row}",
                zones=(zone,),
                lon=home.lon,
                lat=home.lat,
                home_county_id=home.county_id,
                repair=RepairCycle(weeks=0, within=()),
                unavailable=(),
                owner_id="ORG-CN",
                custodian_id="ORG-CN",
            )
        )
    return tuple(exhibits), tuple(made)


def _halls(counties: tuple[County, ...], horizon: Horizon, seed: int) -> tuple[Hall, ...]:
    return tuple(
        Hall(
            hall_id=f"H{county.code}",
            name="-",
            county_id=county.county_id,
            lon=county.lon,
            lat=county.lat,
            area_m2=500.0,
            power_w=50_000,
            available=_open(horizon, Random(f"{seed}/{county.code}")),
        )
        for county in counties
    )


def _open(horizon: Horizon, rng: Random) -> tuple[DateSpan, ...]:
    """Return all of the horizon, or for some halls a part of each year."""
    if rng.random() >= LENT:
        return (DateSpan(first=horizon.first_monday, last=horizon.last_day),)
    weeks = rng.randint(*LENT_WEEKS)
    first = rng.randint(0, 52 - weeks)
    starts = [horizon.first_monday + timedelta(weeks=52 * year + first) for year in range(ceil(horizon.weeks / 52))]
    return tuple(DateSpan(first=day, last=day + timedelta(days=7 * weeks - 1)) for day in starts)
