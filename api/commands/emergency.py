"""Commands for what nobody planned: an emergency, a suspension."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.emergency_tables import show_dispatch, show_pause
from api.commands.options import PlanArg, ProblemArg
from api.console import say
from core.errors import fail

if TYPE_CHECKING:
    from scheduler.plan import Plan
    from scheduler.problem import Problem

CountiesOption = Annotated[list[str], typer.Option("--county", help="县名、代码或编号，可多次 / county, repeatable")]
PlanOut = Annotated[Path | None, typer.Option("-o", "--out", help="新计划 / the plan that comes out")]
ProblemOut = Annotated[
    Path | None, typer.Option("--problem-out", help="新问题文件（新计划属于它）/ the problem that the new plan is of")
]
JsonOut = Annotated[Path | None, typer.Option("--json", help="决定写成 JSON / write the decision")]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("emergency")(emergency_command)
    app.command("suspend")(suspend_command)


def emergency_command(
    problem: ProblemArg,
    plan: PlanArg,
    counties: CountiesOption,
    themes: Annotated[list[str], typer.Option("--theme", help="主题，有其一即可，可多次 / theme, any of, repeatable")],
    called: Annotated[datetime, typer.Option("--at", help="何时接报，如 2026-05-12T10:30 / when the call comes")],
    hours: Annotated[int, typer.Option("--within", help="几小时内开展 / hours until the service begins")] = 72,
    service: Annotated[int, typer.Option("--service", help="每县活动分钟（假设）/ minutes in each county")] = 180,
    prepare: Annotated[int, typer.Option("--prepare", help="出车准备分钟（假设）/ minutes until one leaves")] = 60,
    keep: Annotated[bool, typer.Option("--keep-visits", help="不取消任何到访 / drop no planned visit")] = False,
    name: Annotated[str | None, typer.Option("--name", help="编号，默认 EM1 起 / id; else EM1, EM2 ...")] = None,
    path: PlanOut = None,
    problem_path: ProblemOut = None,
    json_path: JsonOut = None,
) -> None:
    """应急科普：派哪些车、让出什么、何时恢复 / emergency: who goes, what is dropped and made up, when all resumes."""
    from scheduler.emergency.model import Emergency
    from scheduler.emergency.scene import free_emergency_id
    from scheduler.wire import read_problem, write_json
    from services.emergency import decide_emergency, dispatch_json
    from services.lookup import find_county
    from services.plan_of import read_plan_of

    _require_both(path, problem_path)
    task = read_problem(problem)
    emergency = Emergency(
        emergency_id=name or free_emergency_id(task),
        county_ids=tuple(find_county(task, each).county_id for each in counties),
        themes=tuple(themes),
        called_on=called.date(),
        called_min=60 * called.hour + called.minute,
        within_hours=hours,
        service_min=service,
        prepare_min=prepare,
        keep_visits=keep,
    )
    answered = decide_emergency(task, read_plan_of(task, plan), emergency)
    show_dispatch(task, emergency.themes, answered.dispatch)
    if json_path:
        write_json(dispatch_json(answered.dispatch), json_path)
    _write(answered.problem, answered.plan, problem_path, path)


def suspend_command(
    problem: ProblemArg,
    plan: PlanArg,
    counties: CountiesOption,
    first: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="首日 / first suspended day")],
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="末日，不写则未定 / last day; else open")
    ] = None,
    name: Annotated[str, typer.Option("--name", help="编号 / id of the suspension")] = "SU1",
    path: PlanOut = None,
    problem_path: ProblemOut = None,
    json_path: JsonOut = None,
) -> None:
    """暂停聚集：取消、改线上、延期与补做 / gatherings suspended: what is dropped, online, postponed."""
    from scheduler.emergency.model import Suspension
    from scheduler.wire import read_problem, write_json
    from services.emergency import decide_suspension, pause_json
    from services.lookup import find_county
    from services.plan_of import read_plan_of

    _require_both(path, problem_path)
    task = read_problem(problem)
    suspension = Suspension(
        suspension_id=name,
        county_ids=tuple(find_county(task, each).county_id for each in counties),
        first=first.date(),
        last=last.date() if last else None,
    )
    paused = decide_suspension(task, read_plan_of(task, plan), suspension)
    show_pause(task, paused.pause)
    if json_path:
        write_json(pause_json(paused.pause), json_path)
    _write(paused.problem, paused.plan, problem_path, path)


def _require_both(path: Path | None, problem_path: Path | None) -> None:
    """Refuse to write a plan whose problem would be lost."""
    if path and not problem_path:
        raise fail("plan-without-problem", "--problem-out", path=path)


def _write(problem: Problem, plan: Plan, problem_path: Path | None, path: Path | None) -> None:
    from scheduler.wire import dump_plan, dump_problem, write_json

    if problem_path:
        write_json(dump_problem(problem), problem_path)
    if path:
        write_json(dump_plan(plan), path)
        say(
            f"新计划已通过校验：{path}，属于新问题 {problem_path}",
            f"The verifier accepts the new plan: {path}, of the new problem {problem_path}",
        )
