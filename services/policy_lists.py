"""Which lists and weights are in force on a day, and how many counties are on each list."""

from __future__ import annotations

from datetime import date

from core.record import record
from maps.policy import NeedPolicy, PolicyList, in_force
from scheduler.problem import Problem


@record
class ListStanding:
    """A list on one day."""

    entry: PolicyList
    in_force: bool
    members: int
    """Counties of the problem that are on it that day; 0 where it is not in force."""
    known: int
    """Counties of which it is known whether they are on it."""


def list_standings(problem: Problem, day: date) -> tuple[ListStanding, ...]:
    """Return how each list of the problem's policy stands on ``day``, in the policy's order."""
    policy = problem.need_policy.on(day)
    return tuple(_standing(problem, policy, entry) for entry in policy.lists)


def _standing(problem: Problem, policy: NeedPolicy, entry: PolicyList) -> ListStanding:
    holds = in_force(entry, policy.as_of)
    members = known = 0
    for county in problem.counties if holds else ():
        flags = {flag.list_id for flag in county.flags if in_force(flag, policy.as_of)}
        flags |= {notice.list_id for notice in policy.listed([name.code for name in county.codes])}
        on = entry.list_id in flags
        members += on
        known += on or entry.list_id in county.flags_known or entry.list_id in policy.lists_complete
    return ListStanding(entry=entry, in_force=holds, members=members, known=known)
