"""Stays that recorded history, loans, rounds and decided rings bar alone: they are no options at all."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from core.calendar import days, months_later
from core.ids import hall_place, loan_place
from exhibits.model import ExhibitSet
from maps.model import Hall
from maps.travel import TravelMatrix
from scheduler.exchange import Ring, SetLoan
from scheduler.problem import Problem, StayPin
from scheduler.repeats import NO_REPEATS
from scheduler.sets.order import Order
from scheduler.sets.weeks import Bools, Ints, Weeks, make_weeks
from scheduler.travel import set_matrix

ONE_DAY = timedelta(days=1)


def themes_of(item: ExhibitSet) -> frozenset[str]:
    """Return the themes of a set's zones."""
    return frozenset(zone.theme for zone in item.zones)


def loans_of(problem: Problem, set_id: str) -> tuple[SetLoan, ...]:
    """Return the loans of a set."""
    return tuple(loan for loan in problem.set_loans if loan.set_id == set_id)


def rings_of(problem: Problem, item: ExhibitSet) -> tuple[Ring, ...]:
    """Return the rings that a set shows themes for."""
    return tuple(ring for ring in problem.rings if item.set_id in ring.set_ids and item.zones)


class Permits:
    """Tells which stays, given as opening and last weeks, a set may have in a hall."""

    def __init__(self, problem: Problem, weeks: Weeks, matrix: TravelMatrix, opens: Ints, ends: Ints) -> None:
        self.problem, self.matrix = problem, matrix
        self.first = [weeks.monday(week) for week in opens]
        self.last = [weeks.monday(week) + timedelta(days=6) for week in ends]
        self.order = Order(problem)
        self.round_of = [self.order.round_of(day) for day in self.first]
        spans = problem.calendar.holidays
        self.holidays = sorted({day for span in spans for day in days(span.first, span.last)})
        self.by_county = {hall.county_id: self._of_county(hall.county_id) for hall in problem.halls}

    def of(self, item: ExhibitSet, hall: Hall) -> Bools:
        """Return, per stay, whether ``item`` may have it in ``hall`` as far as history, rounds, loans and rings go."""
        permitted: Bools = self.by_county[hall.county_id].copy()
        years = self.problem.repeats.theme_years
        if years:
            mine = [(first, last) for first, last, themes in self._past(hall.county_id) if themes & themes_of(item)]
            permitted &= self._apart(mine, 12 * years)
        loans = loans_of(self.problem, item.set_id)
        lent_in = [self._within(loan, item, hall) for loan in loans if loan.direction == "in"]
        if lent_in:
            permitted &= np.any(lent_in, axis=0)
        for loan in loans:
            if loan.direction == "out":
                permitted &= self._beside(loan, item, hall)
        for ring in rings_of(self.problem, item):
            if hall.county_id in ring.county_ids:
                permitted &= self._decided(ring, item, hall)
        return permitted

    def _of_county(self, county_id: str) -> Bools:
        months = self.problem.repeats.revisit_months
        past = [(first, last) for first, last, _ in self._past(county_id)] if months else []
        too_early = [self.order.is_too_early(county_id, place) for place in range(len(self.order.rounds))]
        barred = np.array([place >= 0 and too_early[place] for place in self.round_of], dtype=bool)
        permitted: Bools = self._apart(past, months) & ~barred
        return permitted

    def _past(self, county_id: str) -> Iterator[tuple[date, date, frozenset[str]]]:
        for history in self.problem.history:
            if history.county_id == county_id:
                for record in history.services:
                    if record.kind == "set":
                        yield record.first, record.last, frozenset(record.themes)

    def _apart(self, past: Sequence[tuple[date, date]], months: int) -> Bools:
        """Return, per stay, whether ``months`` lie between it and each recorded one, whichever is the earlier."""
        return np.array(
            [
                all(
                    one >= months_later(last, months)
                    if (first, last) <= (one, two)
                    else first >= months_later(two, months)
                    for first, last in past
                )
                for one, two in zip(self.first, self.last, strict=True)
            ],
            dtype=bool,
        )

    def _within(self, loan: SetLoan, item: ExhibitSet, hall: Hall) -> Bools:
        """Return, per stay, whether it lies in the window with time to come from the hand-over place and go back."""
        comes, goes = self._needed(loan, item, hall)
        window = loan.window
        return np.array(
            [
                window.first <= one
                and two <= window.last
                and self._free(window.first - ONE_DAY, one) >= comes
                and self._free(two, window.last + ONE_DAY) >= goes
                for one, two in zip(self.first, self.last, strict=True)
            ],
            dtype=bool,
        )

    def _beside(self, loan: SetLoan, item: ExhibitSet, hall: Hall) -> Bools:
        """Return, per stay, whether the set is handed over in time after it, or has come back before it."""
        comes, goes = self._needed(loan, item, hall)
        window = loan.window
        return np.array(
            [
                (one > window.last and self._free(window.last, one) >= comes)
                or (two < window.first and self._free(two, window.first) >= goes)
                for one, two in zip(self.first, self.last, strict=True)
            ],
            dtype=bool,
        )

    def _decided(self, ring: Ring, item: ExhibitSet, hall: Hall) -> Bools:
        """Return, per stay, whether the pins say so or it counts for nothing in the ring, which they bring round."""
        steps = {ring.opens(step) for step in range(ring.steps)}
        pinned = {
            (pin.opens, pin.opens + timedelta(weeks=pin.weeks) - ONE_DAY)
            for pin in self.problem.stay_pins
            if (pin.set_id, pin.hall_id) == (item.set_id, hall.hall_id)
        }
        length = timedelta(weeks=ring.stay_weeks) - ONE_DAY
        return np.array(
            [
                (one, two) in pinned or one not in steps or two - one != length
                for one, two in zip(self.first, self.last, strict=True)
            ],
            dtype=bool,
        )

    def _needed(self, loan: SetLoan, item: ExhibitSet, hall: Hall) -> tuple[int, int]:
        truck_day = self.problem.set_rules.truck_day_drive_max_min
        here, there = loan_place(loan.loan_id), hall_place(hall.hall_id)
        comes = -(-self.matrix.minutes(here, there) // truck_day) + item.setup_days
        return comes, -(-self.matrix.minutes(there, here) // truck_day) + item.teardown_days

    def _free(self, after: date, before: date) -> int:
        """Return the days strictly between two days that are no public holidays."""
        holidays = bisect_left(self.holidays, before) - bisect_right(self.holidays, after)
        return max(0, (before - after).days - 1 - holidays)


def barred_by(problem: Problem, pin: StayPin) -> str:
    """Return the rule of history, rounds or loans that bars a pinned stay whatever else is planned, or nothing."""
    weeks = make_weeks(problem.horizon, problem.calendar, problem.set_rules)
    opens = np.array([weeks.week_of(pin.opens)], dtype=np.int64)
    item = next(each for each in problem.sets if each.set_id == pin.set_id)
    hall = next(each for each in problem.halls if each.hall_id == pin.hall_id)
    asked = problem.repeats
    parts = {
        "set.spacing": replace(NO_REPEATS, revisit_months=asked.revisit_months),
        "set.theme": replace(NO_REPEATS, theme_years=asked.theme_years),
        "set.once_first": replace(NO_REPEATS, once_first=asked.once_first, counted_from=asked.counted_from),
    }
    tried = {rule_id: replace(problem, repeats=part, set_loans=()) for rule_id, part in parts.items()}
    tried["set.loan"] = replace(problem, repeats=NO_REPEATS)
    for rule_id, other in tried.items():
        permits = Permits(other, weeks, set_matrix(problem), opens, opens + pin.weeks - 1)
        if not permits.of(item, hall).all():
            return rule_id
    return ""
