"""Registration table, status and the seven figures of a campaign, on the plan made by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from golden import day, golden_problem
from python_calamine import CalamineWorkbook

from core.calendar import DateSpan
from core.errors import DapengError
from maps.model import FixedMuseum
from scheduler.campaigns.log import NOTHING, CampaignLog, DutyDone, Effort, Outreach
from services.campaign_add import add_campaign, add_target, span_of
from services.campaign_assessment import FIGURES, assessment
from services.campaign_events import events_of
from services.campaign_status import campaign_status
from services.export_campaigns import write_campaign_workbook
from tests.scheduler.verify.corruptions_campaigns import CAMPAIGN, campaign_problem, good_plan, with_target
from tests.small import small_problem

SEEN = date(2026, 4, 1)
LOG = CampaignLog(
    schema_version="1",
    done=(DutyDone(campaign_id="K", duty="register", day=day("03-20")),),
    outreach=(
        Outreach(
            campaign_id="K", noticed_on=day("03-13"), enquiry="12345", enquiries=None, feedback_until=None, answers=40,
            satisfied=36,
        ),
    ),
    efforts=(
        Effort(
            campaign_id="K", organisations=7, online_events=0, online_audience=None, media_reports=None, volunteers=12,
            volunteer_hours=None,
        ),
    ),
)  # fmt: skip


def world():
    campaign = replace(CAMPAIGN, register_by=day("03-29"), complete_by=day("04-10"))
    problem = replace(campaign_problem(), campaigns=(campaign,))
    return problem, good_plan(problem), campaign


def test_events_are_the_visits_and_open_stays_of_the_campaigns_days():
    problem, plan, campaign = world()
    events = events_of(problem, plan, campaign)
    visits = [(event.first, event.place, event.convoy_id) for event in events if event.kind == "caravan"]
    assert sorted(visit[0] for visit in visits) == [day("03-23"), day("03-24"), day("03-25"), day("03-25")]
    assert [visit[2] for visit in sorted(visits)] == [None, None, "C", "C"]
    stays = [event for event in events if event.kind == "set"]
    assert all(event.first >= day("03-25") and event.last == day("03-29") for event in stays)  # Wed to Sun
    there = {stay.set_id for stay in plan.stays if stay.opens <= day("03-29") and stay.last_day >= day("03-25")}
    assert len(stays) == len(there) > 0
    assert [event.number for event in events] == list(range(1, len(events) + 1))
    assert {event.label for event in events} == {"科普日活动"}
    assert events_of(problem, plan, replace(campaign, themes=("nobody shows this",))) == ()
    elsewhere = DateSpan(first=day("08-29"), last=day("08-30"))
    assert [e for e in events_of(problem, plan, replace(campaign, span=elsewhere)) if e.kind == "caravan"] == []


def test_status_says_what_is_missed_and_why():
    problem = with_target(minimum=6, hard=False)
    status = campaign_status(problem, good_plan(problem))
    assert [(each.visits, each.met) for each in status.targets] == [(4, False)]
    assert status.targets[0].why_zh
    assert status.targets[0].why_en
    assert status.broken_en == ()
    met = campaign_status(campaign_problem(), good_plan(campaign_problem()))
    assert all(each.met and not each.why_zh for each in met.targets)


def test_the_seven_figures_come_from_plan_and_records_and_the_rest_is_not_known():
    problem, plan, campaign = world()
    found = {each.name_en: (each.value, each.of) for each in assessment(problem, plan, campaign, LOG, SEEN)}
    assert found["organisations"] == (7, None)
    assert found["online activities"] == (0, None)  # recorded as none, which is not "not known"
    assert found["online audience"] == (None, None)
    assert found["days of advance notice"] == (10, None)
    assert found["satisfied"] == (36, 40)
    assert found["duties done in time"] == (1, 2)
    assert found["complete convoys"] == (1, 1)
    assert found["complete joint actions"] == (2, 2)
    blank = assessment(problem, plan, campaign, NOTHING, SEEN)
    assert {each.figure for each in blank} == set(FIGURES)
    assert len(FIGURES) == 7
    planned = {"mobilisation", "joint_actions"}
    assert all(each.value is None for each in blank if each.figure not in planned)


def test_the_workbook_carries_the_campaigns_label(tmp_path):
    problem, plan, campaign = world()
    path = tmp_path / "campaign.xlsx"
    count = write_campaign_workbook(problem, plan, LOG, SEEN, path)
    book = CalamineWorkbook.from_path(str(path))
    assert [name.split()[1] for name in book.sheet_names] == ["registration", "targets", "due", "public", "assessment"]
    cells = book.get_sheet_by_index(0).to_python()
    rows = [row for row in cells if row[0] == campaign.label]
    assert len(rows) == count == len(events_of(problem, plan, campaign))
    assert all(str(row[2]).startswith(campaign.label) for row in rows)


def test_a_known_campaign_is_added_and_an_unknown_day_is_asked_for():
    problem, campaign = add_campaign(small_problem(), "disaster_day", 2026)
    assert (campaign.span.first, campaign.label) == (date(2026, 5, 12), "2026年全国防灾减灾日活动")
    made = add_target(problem, campaign, "prefecture", "any", 1, True)
    assert made.campaign_targets[0].scope == "prefecture"
    for kind, code in (("science_week", "campaign-days-unknown"), ("party", "campaign-unknown")):
        with pytest.raises(DapengError) as caught:
            add_campaign(golden_problem(), kind, 2026)
        assert [fault.code for fault in caught.value.faults] == [code]
    entered, moved = add_campaign(small_problem(), "science_week", 2026, span_of(date(2026, 5, 23), date(2026, 5, 30)))
    assert moved.span.last == date(2026, 5, 30)
    assert "planner" in moved.source
    with pytest.raises(DapengError, match=r"campaign-there .*2026-05-23.*2026-05-30"):
        add_campaign(entered, "science_week", 2026, moved.span)


def test_a_last_day_alone_is_a_fault():
    with pytest.raises(DapengError, match="campaign-first-missing"):
        span_of(None, date(2026, 5, 30))


def test_a_convoy_has_its_people_once_and_only_in_its_own_campaign():
    """Two vehicles meet at one stop; another campaign over the same days has the visits, but no convoy."""
    problem, plan, campaign = world()
    met = [event for event in events_of(problem, plan, campaign) if event.convoy_id == "C"]
    audience = next(stop.audience for stop in problem.stops if stop.name == met[0].place)
    assert sorted(met, key=lambda event: event.start_min)[0].audience == audience
    assert sum(event.audience is None for event in met) == len(met) - 1
    other = replace(campaign, campaign_id="other")
    whole = replace(problem, campaigns=(campaign, other))
    assert {event.convoy_id for event in events_of(whole, plan, other)} == {None}


def test_a_museum_is_told_where_it_stands():
    """A museum at the seat of one county takes part in an action of another."""
    problem, plan, campaign = world()
    joint = problem.joint_actions[0]
    home = next(county for county in problem.counties if county.county_id != joint.county_id)
    museum = FixedMuseum(museum_id="m", name="馆", lon=home.lon, lat=home.lat, located="surveyed", source="invented")
    acting = (replace(joint, museum_ids=("m",)),)
    events = events_of(replace(problem, museums=(museum,), joint_actions=acting), plan, campaign)
    assert [event.county for event in events if event.kind == "museum"] == [home.name]


def test_what_sets_did_not_do_is_called_impossible_only_where_it_is():
    """Two stays in each prefecture could be, though the plan has none there in the week; a hundred could not."""
    asked = with_target(minimum=1, hard=False, service="set", scope="county")
    status = campaign_status(asked, replace(good_plan(asked), stays=(), overhauls=()))
    could = [each.why_en for each in status.targets if "Not proved" in each.why_en]
    cannot = [each.why_en for each in status.targets if "At most 0" in each.why_en]
    assert could
    assert len(could) + len(cannot) == len(status.targets)
    many = with_target(minimum=100, hard=False, service="any", scope="county")
    for each in campaign_status(many, good_plan(many)).targets:
        assert each.why_en.startswith("At most")


def test_a_campaign_may_have_several_targets():
    problem, campaign = add_campaign(small_problem(), "disaster_day", 2026)
    made = add_target(problem, campaign, "prefecture", "set", 1, False)
    made = add_target(made, campaign, "prefecture", "caravan", 2, False)
    ids = [target.target_id for target in made.campaign_targets]
    assert ids == ["disaster_day-2026-prefecture", "disaster_day-2026-prefecture-2"]
