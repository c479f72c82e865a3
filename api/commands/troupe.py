"""The command about tours of science plays."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.commands.options import ProblemArg, require_one
from api.console import out, pick, say

if TYPE_CHECKING:
    from scheduler.problem import Problem
    from services.troupe import TroupeResult


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("troupe")(troupe_command)


def troupe_command(
    problem: ProblemArg,
    path: Annotated[
        Path | None, typer.Option("-o", "--out", help="文件，不写则 troupes.json / file to write; else troupes.json")
    ] = None,
    plan: Annotated[Path | None, typer.Option(help="已有计划时列出结果 / tell what this plan reaches")] = None,
) -> None:
    """科普剧巡演：写出剧团的问题，再用 plan 求解 / write the troupes' own problem, to be planned."""
    from scheduler.wire import dump_problem, read_problem, write_json
    from services.plan_of import read_plan_of
    from services.troupe import troupe_problem, troupe_result, with_troupes_only

    require_one("--plan", "-o", both=plan is not None and path is not None)
    task = read_problem(problem)
    if plan is None:
        made, path = troupe_problem(task), path or Path("troupes.json")
        write_json(dump_problem(made), path)
        places = len(made.stops)
        say(
            f"{len(made.caravans)} 个剧团，{places} 处场所，{len(made.floors)} 县无演出记录（优先）；已写入 {path}",
            f"{len(made.caravans)} troupes, {places} places, {len(made.floors)} counties without a recorded "
            f"performance (they come first); written to {path}",
        )
        return
    own = with_troupes_only(task)
    _print(own, troupe_result(own, read_plan_of(own, plan)))


def _print(task: Problem, found: TroupeResult) -> None:
    table = Table(title=pick(("科普剧巡演", "Tours of science plays")), show_footer=True)
    table.add_column(pick(("剧团", "troupe")), footer=pick(("合计", "total")), overflow="fold")
    footers = (found.performances, _or_dash(found.target), sum(each.days for each in found.troupes))
    names = (("演出", "performances"), ("指标", "target"), ("出行天数", "days out"))
    for name, footer in zip(names, footers, strict=True):
        table.add_column(pick(name), footer=str(footer), justify="right")
    for each in found.troupes:
        table.add_row(each.name, str(each.performances), _or_dash(each.target), str(each.days))
    out.print(table)
    since = found.known_since
    zh = "是否演过不详：演出记录不全" if since is None else f"自 {since} 起未演过"
    en = "whether they were played is not known: records are not complete" if since is None else f"not since {since}"
    names_of = {county.county_id: county.name for county in task.counties}
    left = ", ".join(names_of[county_id] for county_id in found.left) or "—"
    say(
        f"无演出记录的县（{zh}）：这次演到 {len(found.new_counties)} 县，仍没有 {len(found.left)} 县：{left}",
        f"Counties without a recorded performance ({en}): {len(found.new_counties)} are played now, "
        f"{len(found.left)} are not: {left}",
    )


def _or_dash(number: int | None) -> str:
    return "—" if number is None else str(number)
