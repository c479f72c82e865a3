"""Does a plan grant a request? Read from the plan alone, people included."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from golden import day, golden_problem
from golden_plan import golden_plan

from core.errors import DapengError
from scheduler.requests import Request
from scheduler.slots.answer import Desk, Granted
from scheduler.verify.granted import lacks
from services.granted import require_granted


def request(stop_id: str | None, **changes: Any) -> Request:
    """Return a request of county A for the days of the golden plan's visits there, s4 and s5, both communities."""
    made = Request(
        request_id="Q1", asker="某村", wants="caravan", county_id="A", stop_id=stop_id, hall_id=None, themes=(),
        exhibit_ids=(), audience=(), first=day("03-20"), last=day("03-30"), weeks=None,
    )  # fmt: skip
    return replace(made, **changes)


@pytest.mark.parametrize(
    ("stop_id", "audience", "lacked"),
    [(None, (), ()), (None, ("elderly",), ()), (None, ("pupils",), ("audience",)), ("s4", ("pupils",), ())],
)
def test_a_visit_counts_where_the_people_can_be_met(stop_id, audience, lacked):
    """A stop that is named was chosen by who asks."""
    assert lacks(golden_problem(), golden_plan(), request(stop_id, audience=audience)) == lacked


def test_no_slot_is_handed_out_that_does_not_grant_the_request():
    asked = request("s8", county_id="D")
    granted = Desk(golden_problem(), golden_plan()).answer(asked)
    require_granted(golden_problem(), asked, granted)
    nothing = Granted(granted.answer, tuple(golden_plan() for _ in granted.plans))
    with pytest.raises(DapengError, match="plan-refused"):
        require_granted(golden_problem(), asked, nothing)
