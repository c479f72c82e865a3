"""Commands of a shared library: what is where, what is put together for a request, booking it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from api.commands.options import ProblemArg
from api.console import out, pick, say

if TYPE_CHECKING:
    from scheduler.composition import Composition, Easing
    from scheduler.problem import Problem

PlanOption = Annotated[Path | None, typer.Option("--plan", help="计划：在巡展的不可借 / what tours cannot be lent")]
JsonOption = Annotated[Path | None, typer.Option("--json", help="写出 JSON / write JSON")]
LIMITS = {
    "themes": ("主题件数", "exhibits of theme"),
    "least": ("完好展品至少", "working exhibits at least"),
    "most": ("展品至多", "exhibits at most"),
    "footprint": ("占地上限", "floor at most"),
    "mass": ("质量上限", "mass at most"),
    "volume": ("体积上限", "volume at most"),
    "power": ("供电上限", "power at most"),
    "intact": ("完好率下限", "intact rate at least"),
    "ages": ("不适龄展品至多", "exhibits unsuited to the ages at most"),
}
STAGES = {
    "kept_home": ("留家的套和车载组", "sets and kits kept at home"),
    "shown": ("所求主题的完好展品", "working exhibits of the themes asked for"),
    "mass": ("质量（千克）", "mass (kg)"),
}
STATES = {
    "shelf": ("在库", "in store"),
    "home": ("在家", "at home"),
    "loan": ("外借", "lent"),
    "journey": ("外出", "on a journey"),
    "exchange": ("换展在外", "with others"),
    "handed": ("在交接处", "at the hand-over place"),
    "stay": ("巡展中", "on show"),
    "moving": ("布撤展、转场", "set-up, tear-down, move"),
    "overhaul": ("大修", "overhaul"),
    "away": ("不可用", "unavailable"),
    "tour": ("出车", "on tour"),
    "unknown": ("不详", "not known"),
}
CONDITIONS = {
    "working": ("完好", "working"),
    "in_repair": ("维修", "in repair"),
    "not_shown": ("不展出", "not shown"),
}
KINDS = {
    "set": ("展览套", "set"),
    "caravan": ("大篷车", "caravan"),
    "show": ("主题展", "theme show"),
    "exhibit": ("展品", "exhibit"),
}


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    group = typer.Typer(
        no_args_is_help=True, help="资源库：去向、组合、借用 / shared library: whereabouts, kits, loans"
    )
    group.command("where")(where_command)
    group.command("compose")(compose_command)
    app.add_typer(group, name="library")


def where_command(
    problem: ProblemArg,
    date: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="日期 / day")],
    plan: PlanOption = None,
    exhibits: Annotated[bool, typer.Option("--exhibits", help="逐件列出展品 / every exhibit, too")] = False,
    json_path: JsonOption = None,
    excel: Annotated[Path | None, typer.Option("-o", "--out", help="写出 Excel / write an Excel file")] = None,
) -> None:
    """任一日期，每样东西在哪里 / where everything is on a date."""
    from scheduler.library.where import WHEREABOUTS, whereabouts
    from scheduler.wire import read_problem, write_json
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    found = whereabouts(task, date.date(), read_plan_of(task, plan) if plan else None, exhibits=exhibits)
    table = Table(title=pick((f"{date.date()} 去向", f"Where everything is on {date.date()}")))
    for name in (("种类", "kind"), ("编号", "id"), ("名称", "name"), ("状态", "state"), ("在哪里", "where")):
        table.add_column(pick(name), overflow="fold")
    for name in (("至", "until"), ("借用", "loan")):
        table.add_column(pick(name), no_wrap=True)
    for one in found:
        spot = one.spot
        cells = [pick(KINDS[one.kind]), one.item_id, one.name, pick(STATES[spot.state]), spot.place or "?"]
        table.add_row(*cells, str(spot.until or "—"), spot.loan_id or "—")
    out.print(table)
    if json_path:
        write_json(WHEREABOUTS.dump_python(found, mode="json"), json_path)
    if excel:
        from services.export_library import write_whereabouts

        write_whereabouts(found, date.date(), excel)


def compose_command(
    problem: ProblemArg,
    request: Annotated[str, typer.Option(help="需求编号 / id of the request")],
    plan: PlanOption = None,
    json_path: JsonOption = None,
    booked: Annotated[
        Path | None, typer.Option("--book", help="登记借用，写出新问题 / book it: problem to write")
    ] = None,
) -> None:
    """按需求组合展品；不能满足时说明卡在哪里，返回 1 / put together what was asked for, or say why not (exit 1)."""
    from core.errors import DapengError
    from scheduler.composition import COMPOSITION
    from scheduler.library.book import book
    from scheduler.library.compose import compose
    from scheduler.verify.library import verify_composition
    from scheduler.wire import dump_problem, read_problem, write_json
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    made = read_plan_of(task, plan) if plan else None
    found = compose(task, request, made)
    if found.met and (faults := verify_composition(task, found, made)):
        raise DapengError(faults)
    after = book(task, found) if booked and found.met else None
    if json_path:
        write_json(COMPOSITION.dump_python(found, mode="json"), json_path)
    if not found.met:
        _print_refusal(task, found)
        raise typer.Exit(1)
    _print_met(task, found)
    if booked and after:
        write_json(dump_problem(after), booked)
        say(f"已登记借用 {request}，写入 {booked}", f"Loan {request} booked; written to {booked}")


def _print_met(task: Problem, found: Composition) -> None:
    known = {one.exhibit_id: one for one in task.exhibits}
    title = f"需求 {found.request_id} 的组合", f"Put together for request {found.request_id}"
    table = Table(title=pick(title), show_footer=True)
    items = [known[name] for name in found.exhibit_ids]
    area, mass = sum(one.footprint_m2 for one in items), sum(one.mass_g for one in items)
    table.add_column(pick(("展品", "exhibit")), footer=pick(("合计", "total")), overflow="fold")
    table.add_column(pick(("名称", "name")), footer=f"{len(items)}", overflow="fold")
    table.add_column(pick(("主题", "theme")), overflow="fold")
    table.add_column(pick(("状态", "state")), no_wrap=True)
    table.add_column("m²", justify="right", footer=f"{area:.1f}")
    table.add_column("kg", justify="right", footer=f"{mass / 1000:.1f}")
    for one in items:
        cells = (one.exhibit_id, one.name, one.theme, pick(CONDITIONS[one.condition]))
        table.add_row(*cells, f"{one.footprint_m2:.1f}", f"{one.mass_g / 1000:.1f}")
    out.print(table)
    _print_asked(task, found)
    for stage in found.stages:
        value, bound = (_kg(n) if stage.stage == "mass" else str(n) for n in (stage.value, stage.bound))
        proved = stage.value == stage.bound
        mark = pick(("已证明最优", "proved best")) if proved else pick(("界", "bound")) + f" {bound}"
        out.print(f"{pick(STAGES[stage.stage])}: {value} ({mark})", markup=False)


def _kg(mass_g: int) -> str:
    """Return kilograms with every gram."""
    return f"{Decimal(mass_g).scaleb(-3).normalize():f}"


def _print_asked(task: Problem, found: Composition) -> None:
    """Say what was asked for, and which theme exhibitions go whole."""
    asked = next(one for one in task.loan_requests if one.request_id == found.request_id)
    county = next(one.name for one in task.counties if one.county_id == asked.county_id)
    themes = "、".join(asked.themes) or pick(("不限", "any"))
    span = f"{asked.span.first} – {asked.span.last}"
    say(f"所求：{county}，{span}，主题 {themes}", f"asked for: {county}, {span}, themes {themes}")
    shows = [one for one in task.theme_shows if one.show_id in found.show_ids]
    if shows:
        listed = "、".join(f"{one.name} ({one.show_id})" for one in shows)
        say(f"整展借出：{listed}", f"theme exhibitions that go whole: {listed}")


def _print_refusal(task: Problem, found: Composition) -> None:
    say(f"需求 {found.request_id} 无法满足：", f"Request {found.request_id} cannot be met:")
    asked = next(one for one in task.loan_requests if one.request_id == found.request_id)
    for span in found.carrier_away:
        days = f"{span.first} – {span.last} ({span.reason or '—'})"
        say(f"· 车 {asked.caravan_id} 不在：{days}", f"· caravan {asked.caravan_id} is not there: {days}")
    for lack in found.lacking:
        zh = f"· “{lack.theme}”需 {lack.asked} 件：目录 {lack.held}，完好 {lack.working}，届时可借 {lack.free}。"
        en = f"· {lack.theme}: asked {lack.asked}, catalogue {lack.held}, working {lack.working}, free {lack.free}."
        say(zh, en)
    for easing in found.eased:
        out.print(pick(("· 只改一项即可：", "· alone suffices: ")) + _eased(easing), markup=False)
    if found.together:
        listed = "; ".join(_eased(easing) for easing in found.together)
        out.print(pick(("· 须同时改（最少的几项）：", "· all of these, the fewest: ")) + listed, markup=False)
    if found.undecided:
        listed = ", ".join(pick(LIMITS[limit]) for limit in found.undecided)
        say(
            f"· 时间不足，未能判定改这些是否可行：{listed}",
            f"· not decided in time whether easing these helps: {listed}",
        )
    if found.other_first:
        say(f"· 或改自 {found.other_first} 起，原要求可全部满足", f"· or from {found.other_first}, all as asked")


def _eased(easing: Easing) -> str:
    theme = f" {easing.theme}" if easing.theme else ""
    return f"{pick(LIMITS[easing.limit])}{theme} {easing.asked} → {easing.needed} {easing.unit}"
