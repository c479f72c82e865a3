"""Rosters as files, and what each person serves."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from core.errors import fail
from core.record import record
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.staffing.jobs import jobs_of
from scheduler.staffing.model import Job, Roster
from scheduler.staffing.solve import assign_staff
from scheduler.staffing.verify import verify_roster
from scheduler.wire import parse

ROSTER: TypeAdapter[Roster] = TypeAdapter(Roster)


@record
class PersonLoad:
    """What one person serves."""

    staff_id: str
    name: str
    duties: int
    days: int
    days_max: int


def make_roster(problem: Problem, plan: Plan, seconds: float, seed: int) -> Roster:
    """Return a roster that the check accepts; raises ``roster-refused``, or ``staff-missing`` where nobody is there."""
    if not problem.staff or not problem.staff_wants:
        raise fail("staff-missing", "/staff")
    roster = assign_staff(problem, plan, seconds, seed)
    broken = verify_roster(problem, plan, roster)
    if broken:
        raise fail("roster-refused", "/", count=len(broken), first=broken[0].line("en"))
    return roster


def dump_roster(roster: Roster) -> Any:
    """Return the roster as JSON-like content."""
    return ROSTER.dump_python(roster, mode="json")


def read_roster(path: Path) -> Roster:
    """Read a roster; raises :class:`DapengError` with every fault that was found."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise fail("file-missing", str(path), path=path) from None
    except ValueError as error:
        raise fail("json-invalid", str(path), detail=error) from None
    return parse(ROSTER, content, str(path))


def loads_of(problem: Problem, plan: Plan, roster: Roster) -> tuple[PersonLoad, ...]:
    """Return what each person serves, in the problem's order."""
    jobs = {(job.service, job.subject_id, job.day): job for job in jobs_of(problem, plan)}
    duties, days = Counter[str](), Counter[str]()
    for duty in roster.duties:
        duties[duty.staff_id] += 1
        days[duty.staff_id] += len(jobs[duty.service, duty.subject_id, duty.day].days)
    return tuple(
        PersonLoad(
            staff_id=person.staff_id,
            name=person.name,
            duties=duties[person.staff_id],
            days=days[person.staff_id],
            days_max=person.days_max,
        )
        for person in problem.staff
    )


def job_of(problem: Problem, plan: Plan) -> dict[tuple[str, str, Any], Job]:
    """Return (service, subject, day) -> job."""
    return {(job.service, job.subject_id, job.day): job for job in jobs_of(problem, plan)}
