"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core.errors import fail
from maps.datum import Datum

ProblemArg = Annotated[Path, typer.Argument(help="problem.json", metavar="PROBLEM")]
PlanArg = Annotated[Path, typer.Argument(help="plan.json", metavar="PLAN")]
OutOption = Annotated[Path, typer.Option("-o", "--out", help="文件 / file to write")]
FolderOption = Annotated[Path, typer.Option("-o", "--out", help="文件夹 / folder to write to")]
TimeOption = Annotated[float, typer.Option("--time", min=1, help="求解秒数 / seconds for solving")]
SeedOption = Annotated[int, typer.Option("--seed", help="随机种子 / random seed")]
DeterministicOption = Annotated[
    bool, typer.Option("--deterministic", help="不看时钟，结果可逐字重现 / ignore the clock: repeats exactly")
]
BoundariesOption = Annotated[
    Path | None, typer.Option(help="县界：GeoJSON、GeoPackage、Shapefile / county outlines", metavar="FILE")
]
DatumOption = Annotated[Datum, typer.Option(help="县界坐标实为何种坐标系 / what the outlines' coordinates really are")]
ApprovalOption = Annotated[
    str | None, typer.Option("--approval-number", help="审图号，印在每张地图上 / map approval number, printed on maps")
]


def require_with(needed: str, **typed: object) -> None:
    """Raise ``option-needs`` for options that are typed and would count only together with ``needed``."""
    named = [f"--{name}" for name, value in typed.items() if value is not None and value is not False]
    if named:
        raise fail("option-needs", named[0], options=", ".join(named), needed=needed)


def require_one(one: str, other: str, *, both: bool) -> None:
    """Raise ``options-exclusive`` where two options are typed of which only one would count."""
    if both:
        raise fail("options-exclusive", other, one=one, other=other)
