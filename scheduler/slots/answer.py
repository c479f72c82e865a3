"""Answer a request from an existing plan: accepted, another slot offered, or declined with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from core.errors import fail
from scheduler.explain.ground import Ground, make_ground
from scheduler.explain.sets import with_stay
from scheduler.explain.tally import Obstacle, Tally
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.requests import Request
from scheduler.slots.judge import Judge
from scheduler.slots.model import Answer, Limit, Slot
from scheduler.slots.room import Room
from scheduler.slots.stays import planned_stay, stay_slot, stay_trials
from scheduler.slots.visits import Candidate, candidates, days_of, planned
from scheduler.slots.wanted import suiting_caravans, suiting_sets, suiting_stops
from scheduler.slots.why import why_no_visit
from scheduler.verify.view import View
from scheduler.wire import with_id

MOST = 5


@dataclass(frozen=True)
class _Try:
    """A slot to be judged; it is written down only if it is asked about."""

    written: Callable[[], tuple[Slot, View]]
    barred: str = ""
    """A rule over all visits that is known to refuse it."""


@dataclass(frozen=True)
class Granted:
    """An answer, and for each of its slots the plan with it."""

    answer: Answer
    plans: tuple[Plan, ...]


@dataclass
class _Found:
    """Slots that the verifier accepts, with the plans that have them; and what it had against the others."""

    good: list[tuple[Slot, View]]
    tally: Tally
    limit: Limit | None = None


class Desk:
    """Answers requests from one plan, which is read once; raises ``plan-refused`` for a plan of another problem."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.view = View(problem, plan)
        self.view.warm_up()
        self.ground: Ground = make_ground(self.view)
        self.judge = Judge(self.view)
        if pinned := self.judge.pinned:
            listed = "; ".join(each.text("en") for each in pinned)
            raise fail("plan-refused", plan.plan_id, count=len(pinned), listed=listed)

    def answer(self, request: Request, *, most: int = MOST, cost_max_fen: int | None = None) -> Granted:
        """Return the cheapest slots for a request, each accepted by the verifier, or why there is none.

        Parameters
        ----------
        request
            A request without faults (:mod:`scheduler.check_requests`).
        most
            Slots wanted, at most.
        cost_max_fen
            A slot that is dearer is declined for its price; ``None``: none is too dear.
        """
        asked = self.judge.asked
        found = self._visits(request, most) if request.wants == "caravan" else self._stays(request, most)
        tried = self.judge.asked - asked
        cheap = [pair for pair in found.good if cost_max_fen is None or pair[0].price.cost_fen <= cost_max_fen]
        dear = found.good and not cheap
        answer = Answer(
            request_id=request.request_id,
            verdict="declined" if not cheap else "accepted" if cheap[0][0].in_dates else "offered",
            slots=tuple(slot for slot, _ in cheap),
            limit=None if cheap else "price" if dear else found.limit or "rule",
            reasons=() if found.good else found.tally.reasons(),
            cheapest=min((s.price for s, _ in found.good), key=lambda price: price.cost_fen) if dear else None,
            tried=tried,
        )
        return Granted(answer, tuple(self.judge.accepted(view) for _, view in cheap))

    def _visits(self, request: Request, most: int) -> _Found:
        stops, tally = suiting_stops(self.ground, request), Tally()
        caravans = suiting_caravans(self.view.problem, request)
        if not stops or not caravans:
            return _Found([], tally, "kit" if stops else "place")
        asked, others = days_of(self.ground, request)
        if known := planned(self.ground, request, stops, caravans, asked):
            return _Found([(known.slot, self.view)], tally)
        room = Room(self.ground)
        for days, told in ((asked, tally), (others, Tally())):
            found = candidates(self.ground, request, stops, caravans, days)
            tries = (_Try(partial(_offered, each), room.barred(each.changes)) for each in found)
            already = planned(self.ground, request, stops, caravans, days)
            there = [(already.slot, self.view)] if already else []
            if good := [*there, *self._accepted(tries, most - len(there), told)]:
                return _Found(good, told)
        why_no_visit(self.ground, request, stops, caravans, asked, tally)
        return _Found([], tally)

    def _stays(self, request: Request, most: int) -> _Found:
        set_ids, tally = suiting_sets(self.view.problem, request), Tally()
        halls = [h for h in self.view.problem.halls if h.county_id == request.county_id]
        if not set_ids or not halls:
            return _Found([], tally, "kit" if halls else "place")
        if known := planned_stay(self.view, request, set_ids):
            return _Found([(known, self.view)], tally)
        for in_dates in (True, False):
            told = tally if in_dates else Tally()
            pairs = sorted(self._stay_slots(request, set_ids, told, in_dates=in_dates), key=_stay_rank)
            if good := self._accepted((_Try(partial(_same, pair)) for pair in pairs), most, told):
                return _Found(good, told)
        return _Found([], tally)

    def _stay_slots(
        self, request: Request, set_ids: list[str], tally: Tally, *, in_dates: bool
    ) -> Iterator[tuple[Slot, View]]:
        for trial in stay_trials(self.view, request, set_ids, in_dates=in_dates):
            if trial.violations:
                tally.add([(each, None) for each in trial.violations])
            else:
                plan = with_stay(self.view.plan, trial.stay, trial.overhauls)
                yield stay_slot(self.view, request, trial, plan), self.view.with_plan(plan)

    def _accepted(self, tries: Iterable[_Try], most: int, tally: Tally) -> list[tuple[Slot, View]]:
        """Return the first slots that the verifier accepts, whatever was refused before them.

        What it has against others goes into the tally: of those that the same rule over all visits bars, it is asked
        about the first, and the others count with it.
        """
        good: list[tuple[Slot, View]] = []
        if most < 1:
            return good
        known: dict[str, list[Obstacle]] = {}
        for each in tries:
            if each.barred in known:
                tally.add(known[each.barred])
                continue
            slot, view = each.written()
            refused: list[Obstacle] = [(found, None) for found in self.judge.refused(view)]
            if refused:
                tally.add(refused)
                known |= {each.barred: refused} if each.barred else {}
                continue
            good.append((slot, view))
            if len(good) == most:
                break
        return good


def _offered(candidate: Candidate) -> tuple[Slot, View]:
    offer = candidate.offer()
    return offer.slot, offer.ground.view


def _stay_rank(pair: tuple[Slot, View]) -> tuple[int, int, int, date]:
    slot = pair[0]
    return slot.price.shortage, slot.price.cost_fen, -slot.price.coverage, slot.day


def _same(pair: tuple[Slot, View]) -> tuple[Slot, View]:
    return pair


def repinned(problem: Problem, plan: Plan) -> Plan:
    """Return a plan with an id of its own content, and nothing said of prices of the plan that it was made from."""
    return with_id(replace(plan, shadow_prices=()), problem.problem_id)
