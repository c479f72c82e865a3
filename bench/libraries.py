"""``python -m bench libraries``: real mobile-library timetables planned anew, by us and by the peers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Annotated

import typer

from bench.apart import PEERS
from bench.contest import Game, Row, chosen_solvers, duels_table, play, preface
from bench.library_days import ROAD_CLASS, TERRAIN, Council, between_stops, council_of
from bench.record import markdown_table, write_section
from bench.routes_check import leg_costs, violations
from bench.timetables import read_timetable
from core.errors import fail
from core.outside import find_outside
from core.record import record

COUNCILS = ("cambridgeshire", "somerset", "suffolk")
HEADER = (
    "council",
    "weekdays",
    "plan",
    "driven min",
    "less",
    "stop to stop min",
    "less",
    "vehicle-days",
    "longest day",
)
TOLD = f"""The same visits, dwell times and frequencies on no more vehicle-days. Every visit keeps its weekday ("kept")
or may change it ("free"); a place visited more than once a cycle keeps weekday and week. Service lies within the
council's own hours; a day is no longer than the council's longest. Depots are not published: each vehicle's is taken to
be the one of its stops nearest to the others, and the ways from there and back count in "driven", for the councils as
for everybody. One travel model for all (maps/travel, terrain {TERRAIN}, road class {ROAD_CLASS}); minutes per cycle of
four weeks, means over the seeds, the most vehicle-days and the longest day in the mean. Every answer was checked."""


@record
class Entry:
    """A council under one rule for weekdays."""

    game: Game
    council: Council
    weekdays: str


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("libraries")(libraries_command)


def libraries_command(
    folder: Annotated[Path | None, typer.Argument(help="default: mobile-libraries under the outside data")] = None,
    only: Annotated[str, typer.Option(help="councils, separated by commas")] = ",".join(COUNCILS),
    seconds: Annotated[float, typer.Option(help="for each run, on one core")] = 10,
    seeds: int = 3,
    peers: Annotated[str, typer.Option(help="peers, separated by commas")] = ",".join(PEERS),
    data: Annotated[Path | None, typer.Option(help="folder with the outside data; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="record to write; what it holds already is not run again")] = Path(
        "out/bench/libraries.json"
    ),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Compare driven minutes and vehicle-days with what three councils drive."""
    solvers = chosen_solvers(peers)
    entries = [entry for name in only.split(",") for entry in _entries(name, folder, data)]
    for entry in entries:
        if entry.weekdays == "kept":
            _tell_oddities(entry)
    rows = play("libraries", [entry.game for entry in entries], solvers, seeds, seconds, json, typer.echo)
    tables = f"{_table(entries, rows, solvers)}\n\n{duels_table(rows, solvers)}"
    typer.echo(tables)
    if page:
        command = f"python -m bench libraries --seconds {seconds:g} --seeds {seeds} --peers {peers}"
        odd = "\n".join(f"- {line}" for entry in entries if entry.weekdays == "kept" for line in _oddities(entry))
        write_section(
            "libraries", f"## Mobile libraries\n\n{preface(command, rows)}\n{TOLD}\n\n{tables}\n\nOdd rows:\n\n{odd}"
        )


def _entries(name: str, folder: Path | None, data: Path | None) -> list[Entry]:
    place = folder or find_outside("mobile-libraries", data)
    path = place / f"{name}.csv" if place else Path(f"mobile-libraries/{name}.csv")
    if not path.exists():
        raise fail("file-missing", "DAPENG_DATA", path=path)
    timetable = read_timetable(path)
    entries = []
    for weekdays in ("kept", "free"):
        council = council_of(timetable, any_weekday=weekdays == "free")
        game = Game(f"{name}, weekdays {weekdays}", council.problem, measure=partial(measured, council))
        entries.append(Entry(game=game, council=council, weekdays=weekdays))
    return entries


def measured(council: Council, routes: list[list[int]]) -> Row:
    """Return minutes driven with and without the ways to depots, and the longest day without waiting."""
    problem = council.problem
    days = [
        int(problem.clients.service[route].sum()) + leg_costs(problem, _only(routes, number))
        for number, route in enumerate(routes)
    ]
    return {
        "driven_min": leg_costs(problem, routes),
        "between_stops_min": between_stops(problem, routes),
        "longest_day_min": max(days),
    }


def _only(routes: list[list[int]], number: int) -> list[list[int]]:
    return [route if row == number else [] for row, route in enumerate(routes)]


def _oddities(entry: Entry) -> list[str]:
    """Return one line per kind of oddity, and what of the council's own routes the model cannot drive in time."""
    name, odd = entry.council.timetable.council, entry.council.timetable.odd
    late = violations(entry.council.problem, entry.council.driven)
    left_out = [line for line in odd if "left out" in line]
    kept = len(odd) - len(left_out)
    lines = [f"{name}: {line}" for line in left_out]
    lines.append(f"{name}: {kept} rows kept although they share their place with another or overlap on the clock")
    lines.append(
        f"{name}: {len(late)} of the council's own days run late on the model" + "".join(f"; {x}" for x in late)
    )
    return lines


def _tell_oddities(entry: Entry) -> None:
    for line in (*entry.council.timetable.odd, *_oddities(entry)[-1:]):
        typer.echo(line)


def _table(entries: Sequence[Entry], rows: Sequence[Row], solvers: Sequence[str]) -> str:
    body = []
    for entry in entries:
        council = measured(entry.council, entry.council.driven)
        head = [entry.council.timetable.council, entry.weekdays]
        body.append([*head, "council", *_cells(council, council, len(entry.council.driven))])
        for solver in solvers:
            mine = [row for row in rows if row["solver"] == solver and row["instance"] == entry.game.name]
            body.append([*head, solver, *_means(mine, council)])
    return markdown_table(HEADER, body)


def _means(rows: Sequence[Row], council: Row) -> list[str]:
    found = [row for row in rows if row["feasible"]]
    if len(found) < len(rows) or not rows:
        return [f"{len(rows) - len(found)} of {len(rows)} no solution", *[""] * 5]
    names = ("driven_min", "between_stops_min", "longest_day_min")
    return _cells(
        {name: fmean(row[name] for row in found) for name in names}, council, max(r["vehicles"] for r in found)
    )


def _cells(plan: Row, council: Row, vehicle_days: int) -> list[str]:
    less = {name: f"{1 - plan[name] / council[name]:.1%}" for name in ("driven_min", "between_stops_min")}
    return [
        f"{plan['driven_min']:,.0f}",
        less["driven_min"],
        f"{plan['between_stops_min']:,.0f}",
        less["between_stops_min"],
        str(vehicle_days),
        f"{plan['longest_day_min']:.0f}",
    ]
