"""What may be wrong with a problem: one coded fault per error, all of them at once."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import Fault
from scheduler.check_bookings import bookings_apart, lent_from_workshop
from scheduler.check_campaigns import campaigns
from scheduler.check_coverage import coverage_targets
from scheduler.check_exchange import exchange_ids, rings, set_loans
from scheduler.check_library import loan_faults
from scheduler.check_outlines import missing_outlines, unusable_outlines
from scheduler.check_references import duplicates, organisation_tree, shared_exhibits, unknown_ids
from scheduler.check_requests import requests
from scheduler.check_rules import missing_keys, need_policy, pins, stay_weeks, targets
from scheduler.check_times import horizon, reversed_spans, spans, timezone, windows
from scheduler.check_values import values
from scheduler.check_who import who
from scheduler.problem import Problem


def check_problem(problem: Problem) -> list[Fault]:
    """Return every fault of ``problem``; an empty list means that it can be planned.

    Parameters
    ----------
    problem
        A problem whose single records are valid (they validate themselves on construction).

    Returns
    -------
    list of Fault
        Places are JSON paths such as ``/halls/3/county_id``. Values out of range, unknown ids and reversed dates
        are reported first and alone: the further checks would trip over them.
    """
    checks = (values, unusable_outlines, duplicates, unknown_ids, exchange_ids, reversed_spans)
    first = [each for check in checks for each in check(problem)]
    return first or list(_relations(problem))


def _relations(problem: Problem) -> Iterator[Fault]:
    yield from missing_outlines(problem)
    yield from organisation_tree(problem)
    yield from shared_exhibits(problem)
    yield from timezone(problem)
    yield from horizon(problem)
    yield from spans(problem)
    yield from windows(problem)
    yield from stay_weeks(problem)
    yield from missing_keys(problem)
    yield from need_policy(problem)
    yield from targets(problem)
    yield from coverage_targets(problem)
    yield from who(problem)
    yield from pins(problem)
    yield from loan_faults(problem)
    yield from set_loans(problem)
    yield from bookings_apart(problem)
    yield from lent_from_workshop(problem)
    yield from rings(problem)
    yield from campaigns(problem)
    yield from requests(problem)
