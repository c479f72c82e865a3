"""From a plan to the jobs that ask for people, and who can do them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from fleet.people import StaffMember, StaffWant
from maps.model import County
from maps.policy import in_force
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.staffing.model import Job


def jobs_of(problem: Problem, plan: Plan) -> list[Job]:
    """Return the jobs of a plan that ask for anybody, by day, service and subject."""
    return [job for job in services_of(problem, plan) if job.wants]


def services_of(problem: Problem, plan: Plan) -> list[Job]:
    """Return every day out and week of a stay, whether it asks for anybody or not, in the same order."""
    found = [*_tour_days(problem, plan), *_stay_weeks(problem, plan)]
    return sorted(found, key=lambda job: (job.day, job.service, job.subject_id))


def _tour_days(problem: Problem, plan: Plan) -> Iterator[Job]:
    county_of = {stop.stop_id: stop.county_id for stop in problem.stops}
    for tour in plan.tours:
        for out in tour.days:
            visited = [county_of[part.stop_id] for part in out.activities if part.stop_id is not None]
            counties = tuple(dict.fromkeys(visited))
            yield Job(
                service="caravan",
                subject_id=tour.tour_id,
                day=out.day,
                days=(out.day,),
                county_ids=counties,
                wants=wants_of(problem, "caravan", counties, out.day),
            )


def _stay_weeks(problem: Problem, plan: Plan) -> Iterator[Job]:
    for stay in plan.stays:
        for number in range(stay.weeks):
            monday = stay.opens + timedelta(weeks=number)
            yield Job(
                service="set",
                subject_id=stay.set_id,
                day=monday,
                days=tuple(monday + timedelta(days=weekday - 1) for weekday in problem.set_rules.open_weekdays),
                county_ids=(stay.county_id,),
                wants=wants_of(problem, "set", (stay.county_id,), monday),
            )


def wants_of(problem: Problem, service: str, county_ids: Sequence[str], day: date) -> tuple[StaffWant, ...]:
    """Return what a service in these counties asks for on a day: what any of them asks for, each want once."""
    counties = [county for county in problem.counties if county.county_id in county_ids]
    return tuple(
        want
        for want in problem.staff_wants
        if want.service == service and any(_asks(problem, want, county, day) for county in counties)
    )


def _asks(problem: Problem, want: StaffWant, county: County, day: date) -> bool:
    if want.county_ids and county.county_id not in want.county_ids:
        return False
    return want.list_id is None or want.list_id in lists_of(problem, county, day)


def lists_of(problem: Problem, county: County, day: date) -> set[str]:
    """Return the policy lists in force that a county is on, on a day."""
    policy = problem.need_policy.on(day)
    on = {flag.list_id for flag in county.flags if in_force(flag, day)}
    on |= {notice.list_id for notice in policy.listed([name.code for name in county.codes])}
    return on & {entry.list_id for entry in policy.lists if in_force(entry, day)}


def is_told(problem: Problem, county: County, list_id: str, day: date) -> bool:
    """Tell whether it is known if a county is on a list on a day; a list that is not in force has no members."""
    policy = problem.need_policy.on(day)
    holds = any(in_force(entry, day) for entry in policy.lists if entry.list_id == list_id)
    told = list_id in county.flags_known or list_id in policy.lists_complete
    return told or not holds or list_id in lists_of(problem, county, day)


def can_do(person: StaffMember, want: StaffWant) -> bool:
    """Tell whether a person has the skill and the language that a want names."""
    has_skill = want.skill is None or want.skill in person.skills
    return has_skill and (want.language is None or want.language in person.languages)


def may_do(person: StaffMember, job: Job) -> bool:
    """Tell whether a person serves in every county of a job and can do something that it asks for."""
    here = not person.county_ids or set(job.county_ids) <= set(person.county_ids)
    return here and any(can_do(person, want) for want in job.wants)


def on_leave(person: StaffMember, job: Job) -> bool:
    """Tell whether a person is on leave on a day of a job."""
    return any(day in span for span in person.leave for day in job.days)
