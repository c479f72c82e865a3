"""Commands that read problems and plans: need, explanation, maps, files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.console import Group
from rich.table import Table

from api.commands.options import FolderOption, OutOption, PlanArg, ProblemArg
from api.console import language, out, pick, say
from maps.policy import COMPONENT_NAMES, ComponentId
from services.units import UNITS

if TYPE_CHECKING:
    from maps.need import ComponentValue, NeedTable
    from scheduler.problem import Problem


SHORT: dict[ComponentId, tuple[str, str]] = {
    "museum_reach": ("场馆", "reach"),
    "science_rooms": ("校馆", "rooms"),
    "service_gap_time": ("间隔", "gap"),
    "service_gap_rate": ("次数", "rate"),
    "policy_flags": ("名单", "lists"),
    "pupils": ("学龄", "pupils"),
    "remoteness": ("偏远", "remote"),
    "rural_share": ("乡村", "rural"),
    "schooling": ("教育", "school"),
}
"""Headings so short that the table fits a terminal of 80 columns; its caption says what they mean."""


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("need")(need_command)
    app.command("explain")(explain_command)
    app.command("report")(report_command)
    app.command("map")(map_command)
    app.command("export")(export_command)
    app.command("itinerary")(itinerary_command)


def explain_command(
    problem: ProblemArg,
    plan: PlanArg,
    county: Annotated[str, typer.Option(help="县名、代码或编号 / county name, code or id")],
    seconds: Annotated[float, typer.Option("--time", min=1, help="秒 / seconds for pricing")] = 20,
) -> None:
    """为何没有安排该县 / why is this county not served, or what serves it."""
    from scheduler.explain import explain_county
    from scheduler.progress import Budget
    from scheduler.wire import read_problem
    from services.lookup import find_county
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    county_id = find_county(task, county).county_id
    explanation = explain_county(task, read_plan_of(task, plan), county_id, Budget(seconds))
    out.print(explanation.text(language()), markup=False)


def report_command(problem: ProblemArg, plan: PlanArg, path: OutOption = Path("report.json")) -> None:
    """写出评估数据 / write the figures of a plan."""
    from scheduler.explain import explain_unserved
    from scheduler.progress import Budget
    from scheduler.wire import read_problem, write_json
    from services.plan_of import read_plan_of
    from services.report import report_of

    task = read_problem(problem)
    made = read_plan_of(task, plan)
    reasons = explain_unserved(task, made, Budget(0.0), everybody=True)
    write_json(report_of(task, made, reasons), path)
    say(f"已写入 {path}", f"Written to {path}")


def map_command(problem: ProblemArg, plan: PlanArg, folder: FolderOption = Path("out/maps")) -> None:
    """写出地图网页 / write the map pages."""
    from scheduler.wire import read_problem
    from services.maps import write_maps
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    for path in write_maps(task, read_plan_of(task, plan), folder):
        out.print(str(path))


def export_command(problem: ProblemArg, plan: PlanArg, path: OutOption = Path("plan.xlsx")) -> None:
    """写出 Excel：时间表、行程、未安排及原因、需求表 / write the plan as an Excel workbook."""
    from scheduler.explain import explain_unserved
    from scheduler.progress import Budget
    from scheduler.wire import read_problem
    from services.export_plan import write_plan_workbook
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    made = read_plan_of(task, plan)
    write_plan_workbook(task, made, path, explain_unserved(task, made, Budget(0.0), everybody=True))
    say(f"已写入 {path}", f"Written to {path}")


def itinerary_command(
    problem: ProblemArg,
    plan: PlanArg,
    caravan: Annotated[str, typer.Option(help="车名或编号 / caravan name or id")],
    folder: FolderOption = Path("out/itineraries"),
) -> None:
    """写出一辆车的行程单：PDF、日历、GPX / write a caravan's itinerary."""
    from scheduler.wire import read_problem
    from services.itinerary import write_itinerary
    from services.lookup import find_caravan
    from services.plan_of import read_plan_of

    task = read_problem(problem)
    for path in write_itinerary(task, read_plan_of(task, plan), find_caravan(task, caravan).caravan_id, folder):
        out.print(str(path))


def need_command(
    problem: ProblemArg,
    top: Annotated[int, typer.Option(help="列出前几名 / how many to list")] = 20,
    compare: Annotated[
        tuple[str, str] | None, typer.Option(help="比较两县 / two counties to compare", metavar="A B")
    ] = None,
) -> None:
    """需求指数：逐项列出，可解释两县先后 / the need index, number by number."""
    from scheduler.need import need_of
    from scheduler.wire import read_problem

    task = read_problem(problem)
    out.print(_comparison_table(task, *compare) if compare else _need_table(need_of(task), top))


def _need_table(need: NeedTable, top: int) -> Table:
    title = pick(("需求指数（分项得分，满分 1000）", "Need index (points by component, out of 1000)"))
    shown = [value.component_id for value in need.rows[0].components] if need.rows else []
    legend = "  ".join(f"{pick(SHORT[one])} = {pick(COMPONENT_NAMES[one])}" for one in shown)
    table = Table(title=f"{title} · {need.policy_version}", box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), caption=legend)
    table.add_column(pick(("名次", "rank")), justify="right", no_wrap=True)
    table.add_column(pick(("县", "county")), overflow="fold", min_width=8)
    table.add_column(pick(("指数", "index")), justify="right", no_wrap=True)
    for component_id in shown:
        table.add_column(pick(SHORT[component_id]), justify="right", no_wrap=True)
    for row in need.rows[:top]:
        points = [pick(("缺", "?")) if v.raw is None else f"{v.points:.0f}" for v in row.components]
        table.add_row(str(row.rank), row.name, str(row.permille), *points)
    return table


def _comparison_table(task: Problem, first: str, second: str) -> Group:
    from maps.need import compare
    from scheduler.need import need_of
    from services.lookup import find_county

    found = compare(need_of(task), find_county(task, first).county_id, find_county(task, second).county_id)
    a, b = found.first, found.second
    zh = f"{a.name}（第 {a.rank} 名，{a.permille}）为何排在{b.name}（第 {b.rank} 名，{b.permille}）之前"
    en = f"Why {a.name} (rank {a.rank}, {a.permille}) ranks above {b.name} (rank {b.rank}, {b.permille})"
    table = Table(title=pick((zh, en)), show_footer=True)
    table.add_column(pick(("分项", "component")), footer=pick(("合计", "total")), no_wrap=True)
    table.add_column(pick(("权重", "weight")), justify="right")
    for name in (a.name, b.name):
        table.add_column(name, justify="right", overflow="fold")
        table.add_column(pick(("归一值", "norm.")), justify="right")
    table.add_column(pick(("分差", "points")), justify="right", footer=f"{found.points:+.1f}", no_wrap=True)
    for part in found.differences:
        cells = [*_raw(part.first), *_raw(part.second), f"{part.points:+.1f}"]
        table.add_row(pick(COMPONENT_NAMES[part.component_id]), str(part.first.weight), *cells)
    sources = [f"{pick(COMPONENT_NAMES[part.component_id])}: {part.first.source}" for part in found.differences]
    return Group(table, pick(("来源", "Sources")), *sources)


def _raw(value: ComponentValue) -> tuple[str, str]:
    if value.raw is None or value.normalised is None:
        missing = pick(("缺", "missing"))
        return missing, missing
    return f"{value.raw:,.6g} {pick((UNITS.get(value.unit, value.unit), value.unit))}", f"{value.normalised:.3f}"
