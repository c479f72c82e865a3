"""The calendar of the 2020 policy papers, day by day; dates that contradict each other are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from campaign_help import SCIENCE_DAY_2020, campaign, target
from small import small_problem

from core.calendar import DateSpan
from core.campaign_dates import CampaignDates, campaign_dates, nth_weekday
from scheduler.campaigns.due import due_items
from scheduler.campaigns.log import NOTHING, CampaignLog, DutyDone, parse_log
from scheduler.campaigns.model import Convoy, JointAction
from scheduler.check import check_problem
from scheduler.wire import dump_problem, parse_problem


def states(day: date, log: CampaignLog = NOTHING) -> list[tuple[str, str, int | None]]:
    return [(item.duty, item.state, item.days_left) for item in due_items([SCIENCE_DAY_2020], log, day)]


def done(duty: str, month: int, day: int) -> CampaignLog:
    return replace(NOTHING, done=(DutyDone(campaign_id="kpr-2020", duty=duty, day=date(2020, month, day)),))


def test_the_week_of_2020_is_known():
    known = {item.kind: item for item in campaign_dates(2020)}
    week = known["national_science_day"]
    assert (week.basis, week.span.first, week.span.last) == ("announced", date(2020, 9, 19), date(2020, 9, 25))
    assert known["science_week"].span is None
    assert "national_science_month" not in known  # a law of 2024
    assert all(item.source for item in known.values())


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 8, 2), ["to_come", "due", "due", "due"]),
        (date(2020, 8, 3), ["due", "due", "due", "due"]),
        (date(2020, 9, 25), ["due", "due", "due", "due"]),
        (date(2020, 9, 26), ["overdue", "due", "due", "due"]),
        (date(2020, 10, 9), ["overdue", "due", "due", "due"]),
        (date(2020, 10, 10), ["overdue", "overdue", "due", "due"]),
        (date(2020, 10, 17), ["overdue", "overdue", "overdue", "due"]),
        (date(2020, 10, 24), ["overdue", "overdue", "overdue", "overdue"]),
    ],
)
def test_calendar_of_the_2020_papers(day, expected):
    assert [state for _, state, _ in states(day)] == expected


def test_days_left_are_counted_to_the_deadline():
    assert states(date(2020, 10, 1)) == [
        ("register", "overdue", -6), ("complete", "due", 8), ("summary", "due", 15), ("recommend", "due", 22),
    ]  # fmt: skip


def test_what_was_done_is_not_due_and_what_was_done_late_says_so():
    assert states(date(2020, 9, 30), done("register", 9, 20))[0] == ("register", "done", None)
    assert states(date(2020, 9, 30), done("register", 9, 28))[0] == ("register", "done_late", None)
    assert states(date(2020, 9, 27), done("register", 9, 28))[0] == ("register", "overdue", -2)  # not yet done then


def test_a_date_that_is_not_known_is_neither_due_nor_overdue():
    unknown = replace(SCIENCE_DAY_2020, summary_by=None)
    found = {item.duty: item.state for item in due_items([unknown], NOTHING, date(2021, 1, 1))}
    assert found["summary"] == "unknown"


def test_nth_weekday_against_counting():
    for year in range(2005, 2031):
        saturdays = [d for d in range(1, 31) if date(year, 9, d).isoweekday() == 6]
        assert nth_weekday(year, 9, 6, 3) == date(year, 9, saturdays[2])


def test_a_log_with_an_unknown_duty_is_refused():
    with pytest.raises(ValueError, match="value-invalid"):
        parse_log(
            {"schema_version": "1", "done": [{"campaign_id": "a", "duty": "party", "day": "2020-09-01"}],
             "outreach": [], "efforts": []}, "log.json")  # fmt: skip


def faults(**changes) -> set[str]:
    return {fault.code for fault in check_problem(small_problem(**changes))}


def test_campaigns_survive_json():
    window = small_problem().caravan_rules.window
    problem = small_problem(
        campaigns=(SCIENCE_DAY_2020, campaign(window.first, window.last)), campaign_targets=(target(),)
    )
    assert parse_problem(dump_problem(problem), "x") == problem


def test_bad_campaigns_are_refused():
    window = small_problem().caravan_rules.window
    own = campaign(window.first, window.last)
    stop, county = small_problem().stops[0].stop_id, small_problem().counties[0].county_id
    convoy = Convoy(
        convoy_id="C", campaign_id="own", stop_id=stop, day=window.first, vehicles=2, caravan_ids=(),
        arrive_within_min=30,
    )  # fmt: skip
    joint = JointAction(
        joint_id="J", campaign_id="own", county_id=county, day=window.first, museum_ids=(), with_set=True, caravans=1
    )
    assert faults(campaigns=(own,), campaign_targets=(target(),), convoys=(convoy,), joint_actions=(joint,)) == set()
    late = replace(SCIENCE_DAY_2020, complete_by=date(2020, 9, 24))
    assert faults(campaigns=(late,)) == {"campaign-duties-order"}
    assert faults(campaign_targets=(target(),)) == {"id-unknown"}
    assert faults(campaigns=(own,), campaign_targets=(target(scope="venue"),)) == {"campaign-venue-missing"}
    assert faults(campaigns=(own,), convoys=(replace(convoy, vehicles=1),)) == {"out-of-range"}
    assert faults(campaigns=(own,), convoys=(convoy, replace(convoy, convoy_id="D"))) == {"convoy-stop-pinned"}
    before = replace(convoy, day=date(2020, 1, 1))
    assert faults(campaigns=(own,), convoys=(before,)) == {"campaign-day-outside", "span-outside"}
    assert faults(campaigns=(own,), joint_actions=(replace(joint, caravans=0),)) == {"joint-action-empty"}
    assert faults(campaigns=(own, own)) == {"id-duplicate"}


def test_notices_stand_above_the_rule_and_nothing_is_told_of_years_before_it():
    """Third Saturday but where a year's notice says otherwise: 2021 was a week earlier, 2024 lasted eleven days."""

    def science_day(year: int) -> CampaignDates | None:
        return next((item for item in campaign_dates(year) if item.kind == "national_science_day"), None)

    assert science_day(1990) is None
    expected = {
        2019: ("rule", 21, 27),
        2021: ("announced", 11, 17),
        2024: ("announced", 15, 25),
        2026: ("rule", 19, 25),
    }
    for year, (basis, first, last) in expected.items():
        found = science_day(year)
        span = DateSpan(first=date(year, 9, first), last=date(year, 9, last))
        assert found is not None
        assert (found.basis, found.span) == (basis, span)


def test_a_theme_that_no_notice_gave_is_called_an_assumption():
    themed = [item for item in campaign_dates(2026) if item.themes]
    assert themed
    assert all("assumption" in item.source for item in themed)
