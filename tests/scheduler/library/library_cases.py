"""A library small enough to try every choice, and the slow oracle that does."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import chain, combinations
from random import Random
from typing import Any

from golden import golden_problem, span

from exhibits.library import Library, Loan, LoanRequest, ThemeShow
from exhibits.model import Exhibit
from scheduler.problem import Problem

THEMES = ("health", "safety", "light")


def item(number: int, **changes: Any) -> Exhibit:
    made = Exhibit(
        exhibit_id=f"x{number}",
        name=f"展品{number}",
        theme=THEMES[number % 3],
        footprint_m2=2.5,
        mass_g=10_000,
        volume_l=50,
        power_w=100,
        age_min=3,
        age_max=90,
        condition="working",
        owner_id="org",
        custodian_id="org",
    )
    return replace(made, **changes)


def some_items(rng: Random, count: int) -> tuple[Exhibit, ...]:
    return tuple(
        item(
            number,
            theme=rng.choice(THEMES),
            footprint_m2=rng.choice((1.1, 2.2, 3.3, 4.5)),
            mass_g=rng.randrange(5_000, 40_000),
            volume_l=rng.randrange(20, 120),
            power_w=rng.choice((0, 100, 450)),
            age_min=rng.choice((3, 6, 12)),
            condition=rng.choice(("working", "working", "working", "in_repair")),
        )
        for number in range(count)
    )


def theme_show(show_id: str, *exhibit_ids: str) -> ThemeShow:
    return ThemeShow(
        show_id=show_id,
        name="抗疫主题展",
        theme="health",
        exhibit_ids=exhibit_ids,
        owner_id="org",
        custodian_id="org",
    )


def library(**changes: Any) -> Library:
    made = Library(
        library_id="lib",
        name="资源库",
        org_id="org",
        county_id="A",
        exhibit_ids=(),
        show_ids=(),
        set_ids=(),
        caravan_ids=(),
        community_exhibit_ids=(),
        turnaround_days=2,
        source="invented",
    )
    return replace(made, **changes)


def request(**changes: Any) -> LoanRequest:
    made = LoanRequest(
        request_id="Q1",
        library_id="lib",
        borrower_id="org",
        county_id="B",
        stop_id=None,
        purpose="exhibition",
        span=span("04-01", "04-10"),
        themes=(),
        theme_min=1,
        age_min=6,
        age_max=15,
        exhibits_min=1,
        exhibits_max=None,
        footprint_max_m2=None,
        mass_max_g=None,
        volume_max_l=None,
        power_max_w=None,
        intact_min_percent=0,
        caravan_id=None,
    )
    return replace(made, **changes)


def loan(**changes: Any) -> Loan:
    made = Loan(
        loan_id="L1",
        library_id="lib",
        borrower_id="org",
        county_id="B",
        stop_id=None,
        span=span("04-01", "04-10"),
        exhibit_ids=(),
        show_ids=(),
        set_ids=(),
        caravan_ids=(),
        kit_id=None,
        splits_set=False,
        request_id=None,
    )
    return replace(made, **changes)


@cache
def ground() -> Problem:
    """The golden problem without its own library."""
    return replace(golden_problem(), libraries=(), theme_shows=(), loans=(), loan_requests=())


def problem_with(items: tuple[Exhibit, ...], asked: LoanRequest, **changes: Any) -> Problem:
    """Return the ground with exhibits on the library's shelf and one request; ``lib`` changes the library."""
    shelf = library(exhibit_ids=tuple(one.exhibit_id for one in items), **changes.pop("lib", {}))
    exhibits = (*ground().exhibits, *items)
    return replace(ground(), exhibits=exhibits, libraries=(shelf,), loan_requests=(asked,), **changes)


Choice = tuple[frozenset[str], tuple[str, ...]]


def every_choice(problem: Problem, gone: frozenset[str] = frozenset()) -> list[Choice]:
    """Every set of exhibits on the shelf and theme exhibitions that could go, limits left aside."""
    shelf = problem.libraries[0]
    single = [name for name in shelf.exhibit_ids if name not in gone]
    shows = [one for one in problem.theme_shows if not gone & set(one.exhibit_ids)]
    return [
        (frozenset(chain(picked, *(one.exhibit_ids for one in whole))), tuple(one.show_id for one in whole))
        for count in range(len(single) + 1)
        for picked in combinations(single, count)
        for some in range(len(shows) + 1)
        for whole in combinations(shows, some)
    ]


def keeps(problem: Problem, asked: LoanRequest, names: frozenset[str]) -> bool:
    """Tell, limit by limit, whether a choice is what was asked for."""
    items = [one for one in problem.exhibits if one.exhibit_id in names]
    working = [one for one in items if one.condition == "working"]
    area = sum(Fraction(str(one.footprint_m2)) for one in working)
    tests = [
        all(sum(one.theme == theme for one in working) >= asked.theme_min for theme in asked.themes),
        len(working) >= asked.exhibits_min,
        asked.exhibits_max is None or len(items) <= asked.exhibits_max,
        asked.footprint_max_m2 is None or area <= Fraction(str(asked.footprint_max_m2)),
        asked.mass_max_g is None or sum(one.mass_g for one in items) <= asked.mass_max_g,
        asked.volume_max_l is None or sum(one.volume_l for one in items) <= asked.volume_max_l,
        asked.power_max_w is None or sum(one.power_w for one in working) <= asked.power_max_w,
        100 * len(working) >= asked.intact_min_percent * len(items),
        all(one.age_min <= asked.age_min and asked.age_max <= one.age_max for one in items),
    ]
    return all(tests)


def rank(problem: Problem, asked: LoanRequest, names: frozenset[str]) -> tuple[int, int, int]:
    """Smaller is better: sets and kits kept home, exhibits shown (negated), mass."""
    items = [one for one in problem.exhibits if one.exhibit_id in names]
    shown = [o for o in items if o.condition == "working" and (not asked.themes or o.theme in asked.themes)]
    parts = [one.exhibit_ids for one in problem.sets] + [one.exhibit_ids for one in problem.kits]
    home = sum(bool(names & set(part)) for part in parts)
    return home, -len(shown), sum(one.mass_g for one in items)
