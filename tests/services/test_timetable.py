"""What keeps a set from touring stands on the timetable, day by day."""

from __future__ import annotations

from dataclasses import replace

from golden import day, golden_problem, span
from golden_plan import golden_plan

from exhibits.library import Library, Loan
from scheduler.exchange import SetLoan
from scheduler.problem import Organisation, Problem
from services.timetable import timetable_of


def booked(problem: Problem) -> list[tuple[str, str, str, str]]:
    bars = timetable_of(problem, golden_plan()).bars
    return [(bar.row, str(bar.first), str(bar.last), bar.hall) for bar in bars if bar.kind == "booked"]


def test_what_is_with_others_or_lent_is_on_the_timetable():
    base = replace(golden_problem(), loans=())
    assert booked(base) == []
    out = SetLoan(
        loan_id="E1",
        set_id="S4",
        direction="in",
        lender_id="org",
        borrower_id="other",
        window=span("03-09", "05-31"),
        county_id="D",
        lon=107.0,
        lat=26.0,
    )
    other = Organisation(org_id="other", name="外省科技馆", level="province", parent_id=None)
    lent = replace(base, organisations=(*base.organisations, other), set_loans=(out,))
    end = str(base.horizon.last_day)
    assert booked(lent) == [("S4", "2026-03-02", "2026-03-08", "科协"), ("S4", "2026-06-01", end, "科协")]
    shelf = Library(
        library_id="lib",
        name="资源库",
        org_id="org",
        county_id="A",
        exhibit_ids=(),
        show_ids=(),
        set_ids=("S3",),
        caravan_ids=(),
        community_exhibit_ids=(),
        turnaround_days=0,
        source="invented",
    )
    loan = Loan(
        loan_id="L9",
        library_id="lib",
        borrower_id="org",
        county_id="B",
        stop_id=None,
        span=span("08-10", "08-12"),
        exhibit_ids=(),
        show_ids=(),
        set_ids=("S3",),
        caravan_ids=(),
        kit_id=None,
        splits_set=False,
        request_id=None,
    )
    whole = replace(base, libraries=(shelf,), theme_shows=(), loan_requests=(), loans=(loan,))
    assert booked(whole) == [("S3", str(day("08-10")), "2026-08-12", "外借 / loan L9")]
