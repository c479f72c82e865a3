"""``python -m bench prizes``: prize-collecting routes of every kind, ours against the peers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from bench.apart import PEERS
from bench.cases import CASES
from bench.contest import Game, chosen_solvers, duels_table, gaps_table, play, preface
from bench.day_tours import day_tours, with_mandatory
from bench.record import write_section
from bench.vrplib import read_case
from core.errors import fail
from core.outside import find_outside

WEEKS = (1, 4)
PROVINCES = tuple(f"{case.name}-{weeks}w" for case in CASES if case.places is None for weeks in WEEKS)
VRPLIB = (
    "MDVRPTW-PR11A", "MDVRPTW-PR11B", "PCVRPTW-C1_10_1", "PCVRPTW-R1_10_1", "PCVRPTW-R2_10_5", "PCVRPTW-RC2_10_5",
)  # fmt: skip
TOLD = """Costs are legs, used vehicles and prizes not collected; the figures are costs above the best known (VRPLIB) or
above the best of this table (provinces), mean over the seeds. Provinces: one-day tours from several depots with a mixed
fleet, capacities, mandatory beside optional clients, demand about twice what the fleet can serve; VRPLIB: 360 clients
of several depots who must all be visited (MDVRPTW), 1,000 optional clients (PCVRPTW), distances as the best known costs
have them. Every answer was checked."""


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("prizes")(prizes_command)


def prizes_command(
    only: Annotated[str, typer.Option(help="instances, separated by commas")] = ",".join((*PROVINCES, *VRPLIB)),
    seconds: Annotated[float, typer.Option(help="for each run, on one core")] = 10,
    seeds: int = 3,
    peers: Annotated[str, typer.Option(help="peers, separated by commas")] = ",".join(PEERS),
    data: Annotated[Path | None, typer.Option(help="folder with the outside data; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="record to write; what it holds already is not run again")] = Path(
        "out/bench/prizes.json"
    ),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Compare solvers on several depots, mixed fleets, capacities, windows, mandatory beside optional clients."""
    solvers = chosen_solvers(peers)
    rows = play("prizes", list(games(only, data)), solvers, seeds, seconds, json, typer.echo)
    tables = f"{gaps_table(rows, solvers)}\n\n{duels_table(rows, solvers)}"
    typer.echo(tables)
    if page:
        command = f"python -m bench prizes --seconds {seconds:g} --seeds {seeds} --peers {peers}"
        write_section("prizes", f"## Routes with prizes\n\n{preface(command, rows)}\n{TOLD}\n\n{tables}")


def games(only: str, data: Path | None) -> Iterator[Game]:
    """Return the instances named, separated by commas; raises ``bench-instance-unknown``, ``file-missing``."""
    for name in only.split(","):
        if name in PROVINCES:
            yield _province(name, data)
        elif name in VRPLIB:
            path = find_outside(f"vrplib/{name}.vrp", data)
            if path is None:
                raise fail("file-missing", "DAPENG_DATA", path=f"vrplib/{name}.vrp")
            case = read_case(path)
            yield Game(name, case.problem, case.best_cost)
        else:
            raise fail("bench-instance-unknown", "--only", instance=name, known=", ".join((*PROVINCES, *VRPLIB)))


def _province(name: str, data: Path | None) -> Game:
    province, weeks = name.removesuffix("w").split("-")
    case = next(case for case in CASES if case.name == province)
    tours = day_tours(case.problem(1, data), weeks=int(weeks), seed=1)
    return Game(name, with_mandatory(tours, seed=1))
