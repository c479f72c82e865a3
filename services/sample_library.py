"""An invented shared library: what it holds, what it has lent, what is asked of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

from core.calendar import DateSpan
from exhibits.library import Library, Loan, LoanRequest, Purpose, ThemeShow
from exhibits.model import Exhibit
from scheduler.problem import Problem
from services import sample_pick as pick
from services.sample_history import SOURCE
from services.sample_scene import INVENTED, words

SINGLE, SHOWN = 42, 8
"""Exhibits that are lent singly, and those of each theme exhibition."""
SHOWS = ("健康生活", "安全生活")
SPLIT_OFF = 5


def with_library(problem: Problem) -> Problem:
    """Add the province's library with stock, two theme exhibitions, loans and two requests."""
    rng, province = pick.random_of(problem, "library"), pick.province_of(problem)
    themes = [zone["name"] for zone in words()["zones"]]
    stock = [_exhibit(rng, f"E-L-{n + 1:02d}", themes[n % len(themes)], n, province) for n in range(SINGLE)]
    shown = [
        [_exhibit(rng, f"E-L-TS{number}-{n + 1:02d}", theme, n, province) for n in range(SHOWN)]
        for number, theme in enumerate(SHOWS, 1)
    ]
    themed = enumerate(zip(SHOWS, shown, strict=True), 1)
    shows = tuple(_show(number, theme, mine, province) for number, (theme, mine) in themed)
    split, lent = pick.touring_set(problem, pick.SPLIT), pick.touring_set(problem, pick.LENT)
    caravan = pick.some_caravan(problem, pick.BORROWED)
    single = tuple(one.exhibit_id for one in stock)
    library = Library(
        library_id="LIB1",
        name=f"流动科普展览资源库{INVENTED}",
        org_id=province,
        county_id=problem.counties[0].county_id,
        exhibit_ids=(*single, *(split.exhibit_ids[:SPLIT_OFF] if split else ())),
        show_ids=tuple(show.show_id for show in shows),
        set_ids=(lent.set_id,) if lent else (),
        caravan_ids=(caravan.caravan_id,) if caravan else (),
        community_exhibit_ids=single[::3],
        turnaround_days=3,
        source=SOURCE,
    )
    return replace(
        problem,
        exhibits=(*problem.exhibits, *stock, *(one for mine in shown for one in mine)),
        libraries=(library,),
        theme_shows=shows,
        loans=_loans(problem, library),
        loan_requests=_requests(problem),
    )


def _exhibit(rng: Random, exhibit_id: str, theme: str, number: int, province: str) -> Exhibit:
    names = next(zone["exhibits"] for zone in words()["zones"] if zone["name"] == theme)
    return Exhibit(
        exhibit_id=exhibit_id,
        name=f"{names[number % len(names)]}（小型）{INVENTED}",
        theme=theme,
        footprint_m2=round(rng.uniform(0.8, 2.4), 1),
        mass_g=rng.randrange(8, 45) * 1000,
        volume_l=rng.randrange(80, 320, 10),
        power_w=rng.choice((0, 0, 30, 60, 120)),
        age_min=rng.choice((4, 5, 6)),
        age_max=99,
        condition="working" if rng.random() < 0.9 else "in_repair",
        owner_id=province,
        custodian_id=province,
    )


def _show(number: int, theme: str, exhibits: list[Exhibit], province: str) -> ThemeShow:
    return ThemeShow(
        show_id=f"TS{number}",
        name=f"“{theme}”主题展{INVENTED}",
        theme=theme,
        exhibit_ids=tuple(one.exhibit_id for one in exhibits),
        owner_id=province,
        custodian_id=province,
    )


def _loans(problem: Problem, library: Library) -> tuple[Loan, ...]:
    """Return loans of a theme exhibition, of a set, of a few exhibits of another, and of a caravan."""
    first, window = problem.horizon.first_monday, problem.caravan_rules.window
    county = problem.counties[1 % len(problem.counties)]
    borrower = next(org.org_id for org in problem.organisations if org.level == "prefecture")
    empty = Loan(
        loan_id="",
        library_id=library.library_id,
        borrower_id=borrower,
        county_id=county.county_id,
        stop_id=None,
        span=pick.span_of(window.first, 28, SOURCE),
        exhibit_ids=(),
        show_ids=(),
        set_ids=(),
        caravan_ids=(),
        kit_id=None,
        splits_set=False,
        request_id=None,
    )
    split_off = library.exhibit_ids[SINGLE:]
    loans = [replace(empty, loan_id="L1", show_ids=library.show_ids[:1])]
    if split_off:
        span = pick.span_of(first + timedelta(weeks=10), 70, SOURCE)
        loans.append(replace(empty, loan_id="L2", exhibit_ids=split_off, splits_set=True, span=span))
    if library.set_ids:
        span = pick.span_of(first + timedelta(weeks=20), 35, SOURCE)
        loans.append(replace(empty, loan_id="L3", set_ids=library.set_ids, span=span))
    if library.caravan_ids:
        span = pick.span_of(window.first + timedelta(weeks=3), 10, SOURCE)
        loans.append(replace(empty, loan_id="L4", caravan_ids=library.caravan_ids, span=span))
    return tuple(loans)


def _requests(problem: Problem) -> tuple[LoanRequest, ...]:
    """Return what a community asks for, and what a caravan is to carry."""
    borrower = next(org.org_id for org in problem.organisations if org.level == "prefecture")
    window = problem.caravan_rules.window
    span = DateSpan(first=window.first, last=window.first + timedelta(days=13), reason=SOURCE)
    base = LoanRequest(
        request_id="LQ1",
        library_id="LIB1",
        borrower_id=borrower,
        county_id=problem.counties[0].county_id,
        stop_id=None,
        purpose="community",
        span=span,
        themes=("健康生活",),
        theme_min=1,
        age_min=6,
        age_max=80,
        exhibits_min=4,
        exhibits_max=8,
        footprint_max_m2=16.0,
        mass_max_g=None,
        volume_max_l=None,
        power_max_w=None,
        intact_min_percent=90,
        caravan_id=None,
    )
    caravan = pick.some_caravan(problem, pick.ON_BOARD)
    if caravan is None:
        return (base,)
    aboard: Purpose = "on_board"
    return (
        base,
        replace(
            base,
            request_id="LQ2",
            purpose=aboard,
            themes=("健康生活", "安全生活"),
            theme_min=2,
            exhibits_min=12,
            exhibits_max=None,
            footprint_max_m2=40.0,
            caravan_id=caravan.caravan_id,
        ),
    )
