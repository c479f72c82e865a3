"""Where the time is too short to know, nothing is called impossible, and what was found stands."""

from __future__ import annotations

import pytest
from library_cases import item, problem_with, request

from core.errors import DapengError
from scheduler.library.compose import compose
from scheduler.library.packing import Packing, Undecided
from scheduler.verify.library import verify_composition


class OutOfTime:
    """The solver, out of time at some of its calls."""

    def __init__(self, *calls: int) -> None:
        self.calls, self.count, self.solve = calls, 0, Packing.solver

    def __call__(self, packing, **options):
        self.count += 1
        if self.count in self.calls:
            raise Undecided
        return self.solve(packing, **options)


@pytest.fixture
def out_of_time(monkeypatch):
    def at(*calls: int) -> OutOfTime:
        made = OutOfTime(*calls)
        monkeypatch.setattr(Packing, "solver", lambda packing, **options: made(packing, **options))
        return made

    return at


PROBLEM = problem_with(tuple(item(number) for number in range(6)), request(exhibits_max=4))


def test_no_answer_is_no_refusal(out_of_time):
    out_of_time(1)
    with pytest.raises(DapengError) as caught:
        compose(PROBLEM, "Q1")
    assert [each.code for each in caught.value.faults] == ["library-undecided"]


@pytest.mark.parametrize("call", [2, 3])
def test_what_the_first_stages_found_stands_with_what_is_not_proved(out_of_time, call):
    out_of_time(call)
    found = compose(PROBLEM, "Q1")
    assert found.met
    assert verify_composition(PROBLEM, found) == []
    proved = [stage.value == stage.bound for stage in found.stages]
    assert proved[: call - 1] == [True] * (call - 1)
    assert found.stages[call - 1].bound in (0, 6)


def test_a_limit_that_was_not_decided_is_not_called_useless(out_of_time):
    """Two limits are in the way; of the first one the solver does not come to an end."""
    hopeless = problem_with(tuple(item(number) for number in range(4)), request(exhibits_min=9, mass_max_g=20_000))
    whole = compose(hopeless, "Q1")
    assert not whole.met
    assert whole.undecided == ()
    out_of_time(2)
    found = compose(hopeless, "Q1")
    assert not found.met
    assert found.undecided == ("least",)
    assert found.together == ()


def test_a_solver_without_time_says_so(monkeypatch):
    monkeypatch.setattr("scheduler.library.packing.SECONDS", 0.0)
    with pytest.raises(Undecided):
        Packing(stock_of_many(), ()).solver(best=True)


def stock_of_many():
    from scheduler.library.index import Index
    from scheduler.library.stock import stock_for

    problem = problem_with(tuple(item(number) for number in range(40)), request())
    return stock_for(Index(problem), problem.loan_requests[0], None)
