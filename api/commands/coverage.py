"""Commands about targets of coverage."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.commands.options import PlanArg, ProblemArg
from api.console import language, out, pick, say
from core.errors import fail

if TYPE_CHECKING:
    from scheduler.coverage_target import CoverageTarget
    from scheduler.problem import Problem
    from services.full_coverage import FullCoverage, Status

SERVICES = {"set": ("流动科技馆", "museum set"), "caravan": ("大篷车", "caravan")}
STATUS: dict[Status, tuple[str, str]] = {
    "served_before": ("已有服务", "served before"),
    "served_by_plan": ("由计划覆盖", "served by the plan"),
    "missing": ("尚缺", "missing"),
    "unknown": ("不详", "not known"),
}


class ServiceName(StrEnum):
    """Services that may count."""

    set = "set"
    caravan = "caravan"


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(help="覆盖目标 / targets of coverage", no_args_is_help=True)
    group.command("full")(full_command)
    group.callback()(_coverage)
    app.add_typer(group, name="coverage")


def _coverage() -> None:
    """覆盖目标 / targets of coverage."""


def full_command(
    problem: ProblemArg,
    plan: PlanArg,
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="自哪天起计；不写则用问题中的目标 / count from; else the problem's targets"
        ),
    ] = None,
    service: Annotated[
        list[ServiceName] | None, typer.Option(help="计入的服务，可多次 / services that count; may be repeated")
    ] = None,
    json_path: Annotated[Path | None, typer.Option("--json", help="写出全部数字 / write every figure")] = None,
) -> None:
    """流动科普服务全覆盖：哪天达到，还缺谁 / full coverage: the day the plan reaches it, and who is missing."""
    from scheduler.wire import read_problem, write_json
    from services.full_coverage import full_coverage
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    made = read_plan_of(task, plan)
    targets = _targets(task, str(problem), since, service)
    found = [full_coverage(task, made, target) for target in targets]
    for one in found:
        out.print(_table(one), *([_growth(one)] if one.months else []))
        _tell(one)
    if json_path is not None:
        write_json(_content(found), json_path)


def _targets(
    task: Problem, place: str, since: datetime | None, service: list[ServiceName] | None
) -> tuple[CoverageTarget, ...]:
    from scheduler.coverage_target import CoverageTarget

    if since is None and service:
        raise fail("coverage-since-missing", "--service")
    if since is None and task.coverage_targets:
        return task.coverage_targets
    if since is None:
        raise fail("coverage-target-missing", place)
    counted = service or [ServiceName.set, ServiceName.caravan]
    return (
        CoverageTarget(
            target_id="command-line",
            name_zh="流动科普服务全覆盖",
            name_en="full coverage of mobile service",
            since=since.date(),
            services=tuple(one.value for one in dict.fromkeys(counted)),
            due=None,
            county_ids=(),
            source="command line",
        ),
    )


def _content(found: list[FullCoverage]) -> object:
    from pydantic import TypeAdapter

    from services.full_coverage import FullCoverage

    return TypeAdapter(list[FullCoverage]).dump_python(found, mode="json")


def _table(found: FullCoverage) -> Table:
    target = found.target
    counted = "、".join(pick(SERVICES[one]) for one in target.services)
    title = f"{target.name_zh if language() == 'zh' else target.name_en} · {target.since} · {counted}"
    table = Table(title=title)
    table.add_column(pick(("状态", "status")))
    table.add_column(pick(("县数", "counties")), justify="right")
    table.add_column(pick(("是哪些", "which")), overflow="fold")
    for status, name in STATUS.items():
        counties = found.having(status)
        listed = "" if status.startswith("served") else "、".join(_name(one.name, one.asked) for one in counties)
        table.add_row(pick(name), f"{len(counties)} / {len(found.counties)}", listed)
    return table


def _name(name: str, asked: bool) -> str:
    return name if asked else f"{name}{pick(('（未申请展览）', ' (did not ask for a set)'))}"


def _growth(found: FullCoverage) -> Table:
    """Return the months in which the number grows, and the last."""
    table = Table(title=pick(("逐月进度（月末累计）", "Progress by month (at its end)")))
    table.add_column(pick(("月份", "month")))
    table.add_column(pick(("县数", "counties")), justify="right")
    table.add_column("%", justify="right")
    before = -1
    for month in found.months:
        if month.served != before or month is found.months[-1]:
            share = f"{100 * month.served / len(found.counties):.1f}"
            table.add_row(month.month, f"{month.served} / {len(found.counties)}", share)
        before = month.served
    return table


def _tell(found: FullCoverage) -> None:
    missing, unknown = len(found.having("missing")), len(found.having("unknown"))
    if found.reached_on is not None:
        zh, en = ("至迟 ", " at the latest") if found.at_latest else ("", "")
        say(f"{zh}{found.reached_on} 达到全覆盖", f"full coverage on {found.reached_on}{en}")
    elif missing:
        say(
            f"本计划达不到全覆盖：尚缺 {missing} 县，不详 {unknown} 县",
            f"this plan does not reach full coverage: {missing} counties missing, {unknown} not known",
        )
    else:
        day = found.reached_if_unknown_served
        say(
            f"是否达到不详：{unknown} 县记录不完整；若它们此前已有服务，则为 {day or '—'}",
            f"not known whether it is reached: the records of {unknown} counties are not complete; "
            f"had they been served before, on {day or '—'}",
        )
    late = sum(county.at_latest for county in found.counties)
    if late:
        say(
            f"{late} 县记录不完整，此前可能已有服务：所列日期为至迟，逐月县数为至少",
            f"the records of {late} of the counties served are not complete, they may have been served before: "
            "days are the latest, and counts by month the least",
        )
    due = found.target.due
    if due is not None and found.in_time is None and found.reached_on is not None:
        say(f"期限 {due}：是否如期不详", f"due {due}: not known whether in time")
    if found.in_time is None and due is not None and missing and due > found.planned_until:
        until = found.planned_until
        say(
            f"期限 {due}：本计划只排到 {until}，其余可由以后的计划完成",
            f"due {due}: this plan ends on {until}; what it lacks is left to later ones",
        )
    if found.in_time is not None:
        say(
            f"期限 {due}：{'如期' if found.in_time else '不能如期'}",
            f"due {due}: {'in time' if found.in_time else 'late'}",
        )
