"""Assign docents and volunteers to a plan by CP-SAT: first as few wants uncovered as can be, then an even load."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from ortools.sat.python import cp_model

from core.fingerprint import fingerprint
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.staffing.jobs import can_do, jobs_of, may_do, on_leave
from scheduler.staffing.model import ROSTER_SCHEMA_VERSION, Duty, Job, Roster, RosterStage
from scheduler.wire import dump_plan, problem_fingerprint

UNCOVERED_PART = 0.6
"""Share of the time for the first stage."""
SECONDS_MIN = 0.5


def assign_staff(problem: Problem, plan: Plan, seconds: float = 10.0, seed: int = 1) -> Roster:
    """Return who goes along with which tour day and stands with which set in which week.

    Parameters
    ----------
    problem, plan
        A plan of the problem; the problem's ``staff`` and ``staff_wants`` say who there is and what is asked for.
    seconds
        Time for solving; both stages together.
    seed
        Of the solver.

    Returns
    -------
    Roster
        Obeys every rule ``staff.*`` of docs/model.md; both stages with their proven bounds.
    """
    model = _Model(problem, jobs_of(problem, plan))
    stages = [model.minimise_uncovered(seconds * UNCOVERED_PART, seed)]
    stages.append(model.minimise_load(max(SECONDS_MIN, seconds * (1 - UNCOVERED_PART)), seed))
    return Roster(
        schema_version=ROSTER_SCHEMA_VERSION,
        problem=problem_fingerprint(problem),
        plan=fingerprint(dump_plan(plan)),
        duties=tuple(model.duties),
        stages=tuple(stages),
    )


@dataclass
class _Model:
    """Rows and columns of one roster; ``sent[person, job]`` says who goes."""

    problem: Problem
    jobs: list[Job]
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    sent: dict[tuple[int, int], cp_model.IntVar] = field(default_factory=dict)
    short: list[cp_model.IntVar] = field(default_factory=list)
    load: list[cp_model.LinearExprT] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)

    def __post_init__(self) -> None:
        for who, person in enumerate(self.problem.staff):
            for number, job in enumerate(self.jobs):
                if may_do(person, job) and not on_leave(person, job):
                    self.sent[who, number] = self.model.new_bool_var("")
        self._wants()
        for who in range(len(self.problem.staff)):
            self._person(who)

    def _wants(self) -> None:
        """What is asked for and not covered: people short of each want of each job."""
        able = defaultdict(list)
        for (who, number), sent in self.sent.items():
            for place, want in enumerate(self.jobs[number].wants):
                if can_do(self.problem.staff[who], want):
                    able[number, place].append(sent)
        for number, job in enumerate(self.jobs):
            for place, want in enumerate(job.wants):
                short = self.model.new_int_var(0, want.people, "")
                self.model.add(short + sum(able[number, place]) >= want.people)
                self.short.append(short)

    def _person(self, who: int) -> None:
        """One place at a time, days in all, days in a row; and the load."""
        person = self.problem.staff[who]
        mine = {number: sent for (other, number), sent in self.sent.items() if other == who}
        by_day: dict[date, list[cp_model.IntVar]] = defaultdict(list)
        for number, sent in mine.items():
            for day in self.jobs[number].days:
                by_day[day].append(sent)
        for here in by_day.values():
            self.model.add_at_most_one(here)
        days = sum(len(self.jobs[number].days) * sent for number, sent in mine.items())
        most = min(person.days_max, len(by_day))
        self.model.add(days <= most)
        for first in by_day:
            window = [first + timedelta(days=offset) for offset in range(person.row_days_max + 1)]
            if all(day in by_day for day in window):
                self.model.add(sum(sent for day in window for sent in by_day[day]) <= person.row_days_max)
        steps = [self.model.new_bool_var("") for _ in range(most)]
        self.model.add(days <= sum(steps))
        for one, two in pairwise(steps):
            self.model.add_implication(two, one)
        self.load += [(2 * number + 1) * step for number, step in enumerate(steps)]

    def minimise_uncovered(self, seconds: float, seed: int) -> RosterStage:
        """Solve the first stage, and keep what it reached."""
        self.model.minimize(sum(self.short))
        solver, status = self._solve(seconds, seed)
        if status == "none":
            self.duties, value = [], sum(want.people for job in self.jobs for want in job.wants)
        else:
            self._take(solver)
            value = round(solver.objective_value)
        self.model.add(sum(self.short) <= value)
        return _stage("uncovered", value, max(0, round(solver.best_objective_bound)), status == "optimal")

    def minimise_load(self, seconds: float, seed: int) -> RosterStage:
        """Solve the second stage, from the roster of the first."""
        chosen = {(duty.staff_id, duty.subject_id, duty.day) for duty in self.duties}
        for (who, number), sent in self.sent.items():
            job = self.jobs[number]
            self.model.add_hint(sent, (self.problem.staff[who].staff_id, job.subject_id, job.day) in chosen)
        self.model.minimize(sum(self.load))
        solver, status = self._solve(seconds, seed)
        if status != "none":
            self._take(solver)
        return _stage("load", self._load(), max(0, round(solver.best_objective_bound)), status == "optimal")

    def _load(self) -> int:
        days_of = {(job.service, job.subject_id, job.day): len(job.days) for job in self.jobs}
        spent: dict[str, int] = defaultdict(int)
        for duty in self.duties:
            spent[duty.staff_id] += days_of[duty.service, duty.subject_id, duty.day]
        return sum(days * days for days in spent.values())

    def _solve(self, seconds: float, seed: int) -> tuple[cp_model.CpSolver, str]:
        solver = cp_model.CpSolver()
        solver.parameters.catch_sigint_signal = False
        solver.parameters.max_time_in_seconds = seconds
        solver.parameters.random_seed = seed
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 2  # the rows are nearly a flow: its linear optimum is the proof
        status = solver.solve(self.model)
        return solver, {cp_model.OPTIMAL: "optimal", cp_model.FEASIBLE: "feasible"}.get(status, "none")

    def _take(self, solver: cp_model.CpSolver) -> None:
        self.duties = [
            Duty(
                staff_id=self.problem.staff[who].staff_id,
                service=self.jobs[number].service,
                subject_id=self.jobs[number].subject_id,
                day=self.jobs[number].day,
            )
            for (who, number), sent in sorted(self.sent.items(), key=lambda item: (item[0][1], item[0][0]))
            if solver.boolean_value(sent)
        ]


def _stage(name: str, value: int, bound: int, optimal: bool) -> RosterStage:
    return RosterStage(
        stage=name,  # type: ignore[arg-type]
        value=value,
        bound=value if optimal else min(bound, value),
        status="optimal" if optimal else "feasible",
    )
