"""What loans mean for the tour plan: a problem in which what is lent is unavailable, for the solvers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from core.calendar import DateSpan, uncovered
from exhibits.library import Loan
from exhibits.model import ExhibitSet
from fleet.model import Caravan
from scheduler.library.index import Index
from scheduler.problem import Problem

ONE_DAY = timedelta(days=1)
Taken = tuple[Loan, frozenset[str]]
"""A loan and the exhibits that it takes along."""


def without_lent(problem: Problem) -> Problem:
    """Return ``problem`` with the days on which sets and caravans are lent, whole or in part, as unavailable.

    The same problem where there are no loans. Rules ``set.lent`` and ``caravan.lent``.
    """
    if not problem.loans:
        return problem
    index = Index(problem)
    taken = [(loan, frozenset(index.exhibits_of(loan))) for loan in problem.loans]
    return replace(
        problem,
        sets=tuple(_less(one, _set_spans(index, one, taken)) for one in problem.sets),
        caravans=tuple(_fewer(one, _caravan_spans(index, one, taken)) for one in problem.caravans),
    )


def lent_spans(problem: Problem, set_id: str) -> tuple[DateSpan, ...]:
    """Return the days on which loans keep a set at home."""
    if not problem.loans:
        return ()
    index = Index(problem)
    taken = [(loan, frozenset(index.exhibits_of(loan))) for loan in problem.loans]
    return tuple(_set_spans(index, index.sets[set_id], taken))


def _less(one: ExhibitSet, spans: Iterator[DateSpan]) -> ExhibitSet:
    return replace(one, unavailable=(*one.unavailable, *spans))


def _fewer(one: Caravan, spans: Iterator[DateSpan]) -> Caravan:
    return replace(one, unavailable=(*one.unavailable, *spans))


def _set_spans(index: Index, one: ExhibitSet, taken: Sequence[Taken]) -> Iterator[DateSpan]:
    """Yield the days on which a set stays at home for loans."""
    own = frozenset(one.exhibit_ids)
    parts: list[Taken] = []
    for loan, exhibits in taken:
        if one.set_id in loan.set_ids or (exhibits & own and not loan.splits_set):
            yield _out(loan)
        elif exhibits & own:
            parts.append((loan, exhibits & own))
    yield from _worn_spans(index, own, parts)


def _out(loan: Loan) -> DateSpan:
    """Return the days of a loan with its id as the reason."""
    return replace(loan.span, reason=f"外借 / loan {loan.loan_id}")


def _worn_spans(index: Index, own: frozenset[str], parts: Sequence[Taken]) -> Iterator[DateSpan]:
    """Yield the spans between changes in which loans that split a set leave too little of it."""
    first_days = {loan.span.first for loan, _ in parts} | {loan.span.last + ONE_DAY for loan, _ in parts}
    for first, after in pairwise(sorted(first_days)):
        gone = frozenset(name for loan, names in parts if first in loan.span for name in names)
        left = sum(index.exhibits[name].condition == "working" for name in own - gone)
        if gone and 100 * left < index.problem.set_rules.min_intact_percent * len(own):
            yield DateSpan(first=first, last=after - ONE_DAY)


def _caravan_spans(index: Index, one: Caravan, taken: Sequence[Taken]) -> Iterator[DateSpan]:
    """Yield the days on which a caravan, or some of its kit, is lent, and those on which a kit made up is not there."""
    kit = frozenset(index.kits[one.kit_id].exhibit_ids)
    made_up: list[DateSpan] = []
    for loan, exhibits in taken:
        if one.caravan_id in loan.caravan_ids or (exhibits & kit and loan.kit_id != one.kit_id):
            yield _out(loan)
        if loan.kit_id == one.kit_id:
            made_up.append(loan.span)
    if made_up:
        yield from uncovered(index.problem.caravan_rules.window, made_up)
