"""The command about tours of science plays."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import OutOption, ProblemArg
from api.console import say


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("troupe")(troupe_command)


def troupe_command(
    problem: ProblemArg,
    path: OutOption = Path("troupes.json"),
    plan: Annotated[Path | None, typer.Option(help="已有计划时列出结果 / tell what this plan reaches")] = None,
) -> None:
    """科普剧巡演：写出剧团的问题，再用 plan 求解 / write the troupes' own problem, to be planned."""
    from scheduler.wire import dump_problem, read_plan, read_problem, write_json
    from services.troupe import troupe_problem, troupe_result

    task = read_problem(problem)
    if plan is None:
        made = troupe_problem(task)
        write_json(dump_problem(made), path)
        say(
            f"{len(made.caravans)} 个剧团，{len(made.stops)} 处场所，{len(made.floors)} 县未演过；已写入 {path}",
            f"{len(made.caravans)} troupes, {len(made.stops)} places, {len(made.floors)} counties not yet played; "
            f"written to {path}",
        )
        return
    found = troupe_result(task, read_plan(plan))
    target = "—" if found.target is None else found.target
    say(
        f"{found.performances} 场（指标 {target}）；新演 {len(found.new_counties)} 县，仍未演 {len(found.left)} 县",
        f"{found.performances} performances (target {target}); {len(found.new_counties)} counties for the first time, "
        f"{len(found.left)} still not played",
    )
