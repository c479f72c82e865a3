"""Commands that make and read problems."""

from __future__ import annotations

import json
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import ApprovalOption, BoundariesOption, DatumOption, OutOption, SeedOption
from api.console import say

if TYPE_CHECKING:
    from scheduler.problem import Problem


class Document(StrEnum):
    """Documents that have a schema."""

    problem = "problem"
    plan = "plan"


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("schema")(schema_command)
    app.command("sample")(sample_command)
    app.command("template")(template_command)
    app.command("import")(import_command)


def schema_command(document: Document) -> None:
    """打印数据格式（JSON Schema）/ print the JSON schema of a document."""
    from scheduler.wire import schema_of

    typer.echo(json.dumps(schema_of(document.value), ensure_ascii=False, indent=1))


def sample_command(
    counties: Annotated[Path, typer.Option(help="县表 CSV / county table")],
    province: Annotated[str, typer.Option(help="两位省码，如 52 / two-digit province code")],
    sets: Annotated[int, typer.Option(min=0)] = 10,
    caravans: Annotated[int, typer.Option(min=0)] = 20,
    stops: Annotated[int, typer.Option(min=0)] = 1500,
    seed: SeedOption = 1,
    boundaries: BoundariesOption = None,
    datum: DatumOption = "wgs84",
    approval_number: ApprovalOption = None,
    places: Annotated[Path | None, typer.Option(help="真实地点 CSV，用作停靠点 / real places to use as stops")] = None,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="连同资源库、换展、人员、活动、点单等 / with library, rings, people, campaigns ..."
        ),
    ] = False,
    path: OutOption = Path("problem.json"),
) -> None:
    """以真实县表生成虚构的演示问题 / make a demo problem (invented inventory) for any province."""
    from services.sample import sample_problem

    problem = sample_problem(
        counties, province, sets, caravans, stops, seed, boundaries, places, datum, approval_number, whole
    )
    _write(problem, path)


def template_command(
    path: OutOption = Path("dapeng.xlsx"),
    problem: Annotated[Path | None, typer.Option(help="用此问题填表 / fill it with this problem.json")] = None,
) -> None:
    """写出 Excel 填报模板 / write the Excel workbook to fill in."""
    from scheduler.wire import read_problem
    from services.workbook_template import write_template

    write_template(path, read_problem(problem) if problem else None)
    say(f"模板已写入 {path}", f"Template written to {path}")


def import_command(
    workbook: Path,
    boundaries: BoundariesOption = None,
    datum: DatumOption = "wgs84",
    approval_number: ApprovalOption = None,
    path: OutOption = Path("problem.json"),
) -> None:
    """读入 Excel，逐条报错，绝不半途写入 / read the workbook: every fault listed, all or nothing."""
    from services.workbook_import import read_workbook

    problem = read_workbook(workbook)
    if boundaries:
        from maps.boundaries import read_boundaries

        outlines = read_boundaries(boundaries, problem.counties, datum=datum, approval_number=approval_number)
        problem = replace(problem, boundaries=outlines)
    _write(problem, path)


def _write(problem: Problem, path: Path) -> None:
    from scheduler.wire import dump_problem, problem_fingerprint, write_json

    write_json(dump_problem(problem), path)
    say(
        f"{problem.title_zh}：{len(problem.counties)} 个县，{len(problem.sets)} 套，{len(problem.caravans)} 辆车，"
        f"{len(problem.stops)} 个停靠点；{problem_fingerprint(problem)[:19]}；已写入 {path}",
        f"{problem.title_en}: {len(problem.counties)} counties, {len(problem.sets)} sets, {len(problem.caravans)} "
        f"caravans, {len(problem.stops)} stops; {problem_fingerprint(problem)[:19]}; written to {path}",
    )
