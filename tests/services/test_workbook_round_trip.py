"""Whatever a problem holds, its workbook gives it back."""

from __future__ import annotations

import dataclasses
from datetime import date

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from core.calendar import DateSpan
from core.concave import Breakpoint, GainCurve
from maps.model import CodeName, County, CountyHistory, ServiceRecord, Stop, VisitWindow
from scheduler.problem import Problem
from scheduler.wire import PROBLEM, dump_problem, parse
from services.workbook_fields import children_of, row_type
from services.workbook_import import assemble
from services.workbook_rows import read_rows
from services.workbook_sheets import join_codes, sheets
from services.workbook_template import write_template

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Cn"])
TEXTS = st.one_of(
    st.text(LETTERS, max_size=12),
    st.text(LETTERS | st.sampled_from(';；"、\n 　０５'), max_size=6),
    st.sampled_from(["", " a ", '""', '"x', "=1+1", "２０２６", "_x0041_", "a;b", "http://x.y", "1e5", "#N/A", "'a"]),
)
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
SPANS = st.builds(
    lambda a, b, reason: DateSpan(first=min(a, b), last=max(a, b), reason=reason), a=DAYS, b=DAYS, reason=TEXTS
)
CURVE = GainCurve(
    corners=(Breakpoint(at=10, gain_permille=600), Breakpoint(at=30, gain_permille=900)), source="assumption"
)
for owned, strategy in (
    (str, TEXTS),
    (date, DAYS),
    (DateSpan, SPANS),
    (GainCurve, st.just(CURVE)),
    (int, st.integers(-(10**17), 10**17)),
    (float, st.floats(allow_nan=False, allow_infinity=False)),
):
    st.register_type_strategy(owned, strategy)
CLOCKS = st.integers(0, 24 * 60)


def records(cls: type, **fixed: st.SearchStrategy):
    return st.builds(cls, **fixed)


WINDOWS = records(VisitWindow, open_min=CLOCKS, close_min=CLOCKS)
st.register_type_strategy(VisitWindow, WINDOWS)


def listed(strategy, cls: type):
    """Few records of a list, their ids all different: a workbook tells owners by them."""
    return st.lists(strategy, max_size=3, unique_by=lambda one: getattr(one, dataclasses.fields(cls)[0].name)).map(
        tuple
    )


def history(county_id: str, services: list[ServiceRecord], rest: CountyHistory) -> CountyHistory:
    own = tuple(dataclasses.replace(service, county_id=county_id) for service in services)
    return dataclasses.replace(rest, county_id=county_id, services=own)


@st.composite
def problems(draw) -> Problem:
    made = draw(
        st.builds(
            Problem,
            boundaries=st.none(),
            duty=duties(),
            stops=listed(stops(), Stop),
            counties=listed(counties(), County),
            history=listed(histories(), CountyHistory),
        )
    )
    unique = {
        name: tuple({getattr(one, dataclasses.fields(type(one))[0].name): one for one in getattr(made, name)}.values())
        for name in ("exhibits", "sets", "kits", "halls", "setup_teams", "caravans", "crews", "depots")
    }
    return dataclasses.replace(made, **unique)


def duties():
    from fleet.model import DutyPolicy

    return records(DutyPolicy, day_start_min=CLOCKS, day_end_min=CLOCKS)


def stops():
    return records(Stop, windows=st.lists(WINDOWS, max_size=2).map(tuple))


def counties():
    return records(County, codes=st.lists(records(CodeName), min_size=1, max_size=3).map(tuple))


def histories():
    return st.builds(history, TEXTS, st.lists(records(ServiceRecord), max_size=2), records(CountyHistory))


@settings(max_examples=6, deadline=None, phases=[Phase.reuse, Phase.generate], suppress_health_check=list(HealthCheck))
@given(problem=problems())
def test_workbook_gives_back_the_problem(problem: Problem, tmp_path_factory) -> None:
    path = tmp_path_factory.mktemp("round") / "w.xlsx"
    write_template(path, problem)
    reading = read_rows(path)
    content, _ = assemble(reading)
    assert [found.text() for found in reading.faults] == []
    assert dump_problem(parse(PROBLEM, join_codes(content), "w")) == dump_problem(problem)


def test_every_list_and_mapping_of_the_records_has_rows() -> None:
    """A field added to a record must show in the workbook."""
    wanted = set()
    for path in children_of(Problem):
        wanted.add(path)
        item = row_type(Problem, path).__args__[0]
        if dataclasses.is_dataclass(item):
            wanted |= {(*path, *inner) for inner in children_of(item)}
    held = {((part.owners,) if part.owners else ()) + part.path for sheet in sheets() for part in sheet.parts}
    assert wanted - held == set()
    assert held - wanted == {("not_asked",), ("joint_counties",)}
