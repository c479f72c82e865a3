"""Why somebody who was asked for is not there: each able person's reason, and what of it is proved."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from core.record import record
from fleet.people import StaffMember, StaffWant
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.staffing.jobs import can_do, is_told, jobs_of, on_leave, services_of
from scheduler.staffing.model import Job, Roster

Reason = Literal["territory", "leave", "elsewhere", "days", "rest"]
REASONS: tuple[Reason, ...] = ("territory", "leave", "elsewhere", "days", "rest")


@record
class Gap:
    """A want of one day out or week that the roster does not cover."""

    job: Job
    want: StaffWant
    short: int
    """People missing."""
    able: int
    """People who have the skill and language at all."""
    reasons: dict[Reason, int]
    """Why the able ones who are not there are not, the first reason each; ``elsewhere``: busy in this roster."""
    proved: bool
    """No roster at all could cover it: too few have the skill, serve there and are not on leave."""

    @property
    def short_at_least(self) -> int:
        """Return how many people every roster lacks here."""
        free = self.able - self.reasons.get("territory", 0) - self.reasons.get("leave", 0)
        return max(0, self.want.people - free)


@record
class Doubt:
    """A want of counties on a list, and services in counties of which it is not known whether they are on it.

    Nobody is asked for there, and nothing says that nobody is needed.
    """

    want: StaffWant
    county_ids: tuple[str, ...]
    """In the problem's order."""
    services: int
    """Days out and weeks of stays in these counties."""


def doubts_of(problem: Problem, plan: Plan) -> list[Doubt]:
    """Return what the lists leave open of the wants, one for each want that names a list."""
    counties = {county.county_id: county for county in problem.counties}
    served = [*services_of(problem, plan)]
    found = []
    for want in problem.staff_wants:
        open_ones = [
            [
                county_id
                for county_id in job.county_ids
                if (not want.county_ids or county_id in want.county_ids)
                and not is_told(problem, counties[county_id], want.list_id, job.day)
            ]
            for job in served
            if want.list_id is not None and job.service == want.service and want not in job.wants
        ]
        names = {county_id for some in open_ones for county_id in some}
        if names:
            inside = tuple(county_id for county_id in counties if county_id in names)
            found.append(Doubt(want=want, county_ids=inside, services=sum(map(bool, open_ones))))
    return found


def gaps_of(problem: Problem, plan: Plan, roster: Roster) -> list[Gap]:
    """Return what the roster leaves uncovered, by day, with the reasons."""
    return list(_Gaps(problem, plan, roster).all())


class _Gaps:
    def __init__(self, problem: Problem, plan: Plan, roster: Roster) -> None:
        self.problem = problem
        self.jobs = jobs_of(problem, plan)
        days_of = {(job.service, job.subject_id, job.day): job.days for job in self.jobs}
        self.there: dict[tuple[str, str, date], set[str]] = defaultdict(set)
        self.busy: dict[str, set[date]] = defaultdict(set)
        for duty in roster.duties:
            key = (duty.service, duty.subject_id, duty.day)
            self.there[key].add(duty.staff_id)
            self.busy[duty.staff_id].update(days_of.get(key, ()))

    def all(self) -> Iterator[Gap]:
        for job in self.jobs:
            here = self.there[job.service, job.subject_id, job.day]
            for want in job.wants:
                able = [person for person in self.problem.staff if can_do(person, want)]
                away = [person for person in able if person.staff_id not in here]
                short = want.people - (len(able) - len(away))
                if short > 0:
                    yield self._gap(job, want, short, able, away)

    def _gap(self, job: Job, want: StaffWant, short: int, able: list[StaffMember], away: list[StaffMember]) -> Gap:
        found = Counter(self._reason(person, job) for person in away)
        never = found["territory"] + found["leave"]
        return Gap(
            job=job,
            want=want,
            short=short,
            able=len(able),
            reasons={reason: found[reason] for reason in REASONS if found[reason]},
            proved=len(able) - never < want.people,
        )

    def _reason(self, person: StaffMember, job: Job) -> Reason:
        if person.county_ids and not set(job.county_ids) <= set(person.county_ids):
            return "territory"
        if on_leave(person, job):
            return "leave"
        busy = self.busy[person.staff_id]
        if busy.intersection(job.days):
            return "elsewhere"
        if len(busy) + len(job.days) > person.days_max:
            return "days"
        return "rest" if _longest_run(busy.union(job.days)) > person.row_days_max else "elsewhere"


def _longest_run(days: set[date]) -> int:
    longest = run = 0
    for day in sorted(days):
        run = run + 1 if day - timedelta(days=1) in days else 1
        longest = max(longest, run)
    return longest
