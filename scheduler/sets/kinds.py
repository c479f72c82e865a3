"""Sets that the rules cannot tell apart are one kind; a kind's flow is modelled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import groupby

import numpy as np

from core.ids import set_home_place
from exhibits.model import Exhibit, ExhibitSet
from maps.model import Hall
from maps.travel import TravelMatrix
from scheduler.absences import in_territory, journeys_of, without_contract
from scheduler.campaigns.of_sets import served_by
from scheduler.exchange import SetLoan
from scheduler.problem import Problem
from scheduler.sets.permits import loans_of, rings_of, themes_of
from scheduler.sets.weeks import Bools, Weeks, day_spans
from scheduler.travel import set_homes

Spans = tuple[tuple[int, int], ...]
"""First and last days, counted from the horizon's first."""


@dataclass(frozen=True)
class OverhaulOption:
    """An overhaul that starts in week ``start`` and takes a set from phase ``before`` to phase ``after``.

    The phase of a set is how many of its repair spans have had their overhaul.
    """

    start: int
    before: int
    after: int


@dataclass(frozen=True)
class Kind:
    """Sets with equal fit, days, absences, overhauls and costs."""

    homes: tuple[tuple[int, tuple[str, ...]], ...]
    """Matrix row of a home, and the ids of the sets that start there. One home only where there are overhauls."""
    setup_days: int
    teardown_days: int
    cost_fen_per_km: int
    cost_fen_per_move: int
    repair_weeks: int
    phases: int
    """Number of repair spans in the horizon."""
    overhauls: tuple[OverhaulOption, ...]
    absent: Spans = ()
    """Neither stays nor overhauls; set-up and tear-down outside the horizon are not asked about."""
    away: Spans = ()
    """Booked journeys: neither stays nor overhauls, set-up and tear-down outside the horizon included."""
    uncontracted: Spans = ()
    """Days outside an operator's contract: no stays, but overhauls. Clipped to the horizon like ``absent``."""
    themes: frozenset[str] = frozenset()
    """Themes of the zones, where themes must not be repeated."""
    loans: tuple[SetLoan, ...] = ()
    rings: tuple[str, ...] = ()
    """Ids of the rings that it shows themes for."""
    serves: tuple[int, ...] = ()
    """Which of the campaigns' demands for sets its stays count for, by theme."""
    fits: Bools = field(compare=False, default_factory=lambda: np.zeros(0, dtype=bool))
    """Per hall: area and power suffice, and it lies in the territory of the set's operator."""

    @property
    def size(self) -> int:
        """Return the number of sets."""
        return sum(len(ids) for _, ids in self.homes)

    @property
    def set_ids(self) -> tuple[str, ...]:
        """Return the ids of the sets."""
        return tuple(set_id for _, ids in self.homes for set_id in ids)


def make_kinds(
    problem: Problem, halls: Sequence[Hall], weeks: Weeks, matrix: TravelMatrix, by_cost: bool
) -> tuple[Kind, ...]:
    """Return the kinds of the sets that may tour; without ``by_cost``, sets may differ in cost within a kind."""
    exhibits = {item.exhibit_id: item for item in problem.exhibits}
    pinned = {pin.set_id for pin in problem.stay_pins}
    first_at: dict[tuple[float, float, str], int] = {}
    homes = set_homes(problem)
    touring = [item for item in problem.sets if _intact(item, exhibits, problem.set_rules.min_intact_percent)]
    terrain = {county.county_id: county.terrain for county in problem.counties}
    singles = []
    for item in touring:
        lon, lat, county_id = homes[item.set_id]
        home = first_at.setdefault((lon, lat, terrain[county_id]), matrix.index[set_home_place(item.set_id)])
        singles.append(_single(problem, item, exhibits, halls, weeks, home))
    keyed = [(_key(kind, kind.set_ids[0] in pinned, by_cost), kind) for kind in singles]
    keyed.sort(key=lambda pair: (repr(pair[0]), pair[1].set_ids))
    return tuple(_merged([kind for _, kind in same]) for _, same in groupby(keyed, key=lambda pair: pair[0]))


def _intact(item: ExhibitSet, exhibits: dict[str, Exhibit], min_percent: int) -> bool:
    working = sum(exhibits[name].condition == "working" for name in item.exhibit_ids)
    return 100 * working >= min_percent * len(item.exhibit_ids)


def _single(
    problem: Problem,
    item: ExhibitSet,
    exhibits: dict[str, Exhibit],
    halls: Sequence[Hall],
    weeks: Weeks,
    home: int,
) -> Kind:
    loans = loans_of(problem, item.set_id)
    absent = tuple(day_spans(weeks.first, item.unavailable))
    away = tuple(day_spans(weeks.first, journeys_of(problem, item)))
    phases, overhauls = _overhauls(item, weeks, (*absent, *away), loans)
    return Kind(
        homes=((home, (item.set_id,)),),
        setup_days=item.setup_days,
        teardown_days=item.teardown_days,
        cost_fen_per_km=item.cost_fen_per_km,
        cost_fen_per_move=item.cost_fen_per_move,
        repair_weeks=item.repair.weeks if phases else 0,
        phases=phases,
        overhauls=overhauls,
        absent=absent,
        away=away,
        uncontracted=tuple(day_spans(weeks.first, without_contract(problem, item))),
        themes=themes_of(item) if problem.repeats.theme_years else frozenset(),
        loans=loans,
        rings=tuple(ring.ring_id for ring in rings_of(problem, item)),
        serves=served_by(problem, item.set_id),
        fits=_fits(item, exhibits, halls, problem.set_rules.min_hall_area_percent)
        & np.array(in_territory(problem, item, [hall.county_id for hall in halls]), dtype=bool),
    )


def _fits(item: ExhibitSet, exhibits: dict[str, Exhibit], halls: Sequence[Hall], area_percent: int) -> Bools:
    shown = [exhibits[name] for name in item.exhibit_ids if exhibits[name].condition == "working"]
    area = sum((Fraction(str(exhibit.footprint_m2)) for exhibit in shown), Fraction(0)) * area_percent / 100
    power = sum(exhibit.power_w for exhibit in shown)
    return np.array([Fraction(str(hall.area_m2)) >= area and hall.power_w >= power for hall in halls], dtype=bool)


def _overhauls(
    item: ExhibitSet, weeks: Weeks, barred: Spans, loans: Sequence[SetLoan]
) -> tuple[int, tuple[OverhaulOption, ...]]:
    """Return the number of repair spans in the horizon and the ways to overhaul.

    Spans are taken in order; an overhaul must serve the next span or spans and none that was served before.
    """
    length = 7 * item.repair.weeks
    inside = [span for span in day_spans(weeks.first, item.repair.within) if span[0] >= 0 and span[1] < 7 * weeks.count]
    spans = sorted(inside) if length else []
    options = []
    for week in range(weeks.count):
        first, last = 7 * week, 7 * week + length - 1
        served = [index for index, span in enumerate(spans) if span[0] <= first and last <= span[1]]
        contiguous = served == list(range(served[0], served[0] + len(served))) if served else False
        free = not any(a <= last and first <= b for a, b in barred)
        if contiguous and free and _is_here(weeks, loans, first, last):
            options.append(OverhaulOption(start=week, before=served[0], after=served[-1] + 1))
    return len(spans), tuple(options)


def _is_here(weeks: Weeks, loans: Sequence[SetLoan], first: int, last: int) -> bool:
    """Tell whether a set is not lent out on some days, and on all of them within one window, if it is lent in."""
    out = day_spans(weeks.first, [loan.window for loan in loans if loan.direction == "out"])
    here = day_spans(weeks.first, [loan.window for loan in loans if loan.direction == "in"])
    return not any(a <= last and first <= b for a, b in out) and (
        not here or any(a <= first and last <= b for a, b in here)
    )


def _key(kind: Kind, pinned: bool, by_cost: bool) -> tuple[object, ...]:
    """Return what sets of one kind share; a pinned set stays alone, one with overhauls keeps its home."""
    return (
        kind.fits.tobytes(),
        kind.setup_days,
        kind.teardown_days,
        (kind.cost_fen_per_km, kind.cost_fen_per_move) if by_cost else (),
        kind.repair_weeks,
        kind.phases,
        kind.overhauls,
        kind.absent,
        kind.away,
        kind.uncontracted,
        tuple(sorted(kind.themes)),
        kind.set_ids[0] if kind.loans else "",
        kind.rings,
        kind.serves,
        kind.homes[0][0] if kind.phases else -1,
        kind.set_ids[0] if pinned else "",
    )


def _merged(kinds: Sequence[Kind]) -> Kind:
    ids: dict[int, list[str]] = {}
    for kind in kinds:
        for row, set_ids in kind.homes:
            ids.setdefault(row, []).extend(set_ids)
    return replace(kinds[0], homes=tuple((row, tuple(sorted(ids[row]))) for row in sorted(ids)))
