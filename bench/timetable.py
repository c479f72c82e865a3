"""``python -m bench timetable``: counties x sets, against the plain CP-SAT models of intervals and circuits."""

from __future__ import annotations

import json as json_module
import multiprocessing
import os
import resource
import time
from itertools import product
from pathlib import Path
from typing import Annotated, Any

import typer

from bench.record import machine, markdown_table, write_record, write_section
from bench.timetable_cases import CASES, TimetableCase
from bench.timetable_peers import PeerPlan, Track, circuit_plan, interval_plan
from core.errors import fail
from core.outside import find_outside
from maps.counties import guizhou_counties
from scheduler.plan import PLAN_SCHEMA_VERSION, Making, Plan, StageResult, Stay, gap_text
from scheduler.problem import Problem
from scheduler.progress import Budget, Progress
from scheduler.sets.board import make_board
from scheduler.sets.solve import solve_sets
from scheduler.verify import verify
from scheduler.wire import pinned_of

OURS = "dapeng"
PEERS = {"interval": interval_plan, "circuit": circuit_plan}
SECONDS = {"88x12": 60.0, "88x6-104": 60.0, "180x20": 60.0, "500x55": 120.0, "2800x300": 600.0}
HEADER = (
    "case", "solver", "seed", "coverage", "proven bound", "gap", "first plan s", "within 1 % s", "coverage proven s",
    "travel km", "bound km", "travel gap", "all s", "of s", "peak MiB", "verified",
)  # fmt: skip


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("timetable")(timetable_command)


def timetable_command(
    only: Annotated[str, typer.Option(help="counties x sets, separated by commas")] = ",".join(SECONDS),
    seconds: Annotated[str, typer.Option(help="per solve: for all, or one for each case; empty: by size")] = "",
    seeds: int = 1,
    peers: Annotated[str, typer.Option(help="of interval, circuit; empty: none")] = ",".join(PEERS),
    ours: Annotated[bool, typer.Option(help="run our own solver too")] = True,
    workers: int = 2,
    data: Annotated[Path | None, typer.Option(help="folder with counties.csv; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="file to write")] = Path("out/bench/timetable.json"),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Plan stays of 8 weeks with constant moves in real counties; print times to plan, to 1 %, to proof, travel gap.

    Rows that stand in the file already are not run again.
    """
    table = find_outside("counties.csv", data)
    if table is None:
        raise fail("file-missing", "DAPENG_DATA", path="counties.csv")
    solvers = [*([OURS] if ours else []), *(name for name in peers.split(",") if name)]
    before = {_key(row): row for row in _read(json)}
    rows = []
    times = _times_of(_cases(only), seconds)
    for case, seed, solver in product(_cases(only), range(1, seeds + 1), solvers):
        wanted = (case.name, solver, seed, times[case.name], workers)
        if wanted not in before:
            before[wanted] = _run_apart(case, solver, wanted[3], seed, workers, table)
            write_record("timetable", list(before.values()), json)
        rows.append(before[wanted])
        typer.echo(" | ".join(_cells(rows[-1])))
    text = markdown_table(HEADER, [_cells(row) for row in rows])
    typer.echo(text)
    if page:
        write_section("timetable", f"## Timetables\n\n{_preface(only, seconds, seeds, workers, rows)}\n\n{text}")


def _cases(only: str) -> list[TimetableCase]:
    return [case for case in CASES if case.name in only.split(",")]


def _times_of(cases: list[TimetableCase], seconds: str) -> dict[str, float]:
    """Return the seconds of each case, in the order in which the cases are run."""
    given = [float(word) for word in seconds.split(",") if word]
    if not given:
        return {case.name: SECONDS.get(case.name, 60.0) for case in cases}
    return {case.name: given[min(place, len(given) - 1)] for place, case in enumerate(cases)}


def _key(row: dict[str, Any]) -> tuple[str, str, int, float, int]:
    return row["case"], row["solver"], row["seed"], row["seconds"], row["workers"]


def _read(path: Path) -> list[dict[str, Any]]:
    """Return the rows of an earlier run, so that one that was broken off goes on where it was."""
    rows: list[dict[str, Any]] = json_module.loads(path.read_text("utf-8"))["rows"] if path.exists() else []
    return rows


def _preface(only: str, seconds: str, seeds: int, workers: int, rows: list[dict[str, Any]]) -> str:
    facts = ", ".join(f"{key} {value}" for key, value in machine().items())
    told = f"`python -m bench timetable --only {only} --seconds {seconds} --seeds {seeds} --workers {workers}`"
    warm = max(row["warm_s"] for row in rows)
    cores = ", ".join(sorted({str(row["cores"]) for row in rows}))
    return (
        f"{told} ({facts}; {workers} threads on {cores} core). The counties nearest to Guiyang of the whole country's; "
        "stays of 8 weeks, a move takes a week, three of ten halls are lent for a part of the year only, a county gets "
        "one stay; 52 weeks, or as many as the name ends with. Every plan is checked by the verifier, travel is "
        f"measured from its stays. Compiling or loading code ({warm:.0f} s at most) is not counted. `-`: not reached, "
        "or no such figure in the model; peers' models with more than 4 million literals are not built."
    )


def _run_apart(
    case: TimetableCase, solver: str, seconds: float, seed: int, workers: int, table: Path
) -> dict[str, Any]:
    """Run in a process of its own, so that its peak memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        row: dict[str, Any] = pool.apply(run, (case, solver, seconds, seed, workers, table))
        return row


def run(case: TimetableCase, solver: str, seconds: float, seed: int, workers: int, table: Path) -> dict[str, Any]:
    """Return the figures of one solve."""
    problem = case.problem(table, seed)
    begun = time.monotonic()
    if solver == OURS:
        warm()
    warm_s = time.monotonic() - begun
    track = Track(time.monotonic())
    figures = (
        _ours(problem, seconds, seed, workers, track)
        if solver == OURS
        else _peer(solver, problem, seconds, seed, workers, track)
    )
    wall = track.now()
    return {
        "case": case.name,
        "solver": solver,
        "seed": seed,
        "seconds": seconds,
        "workers": workers,
        "cores": len(os.sched_getaffinity(0)),
        **_times(track),
        **figures,
        "wall_s": wall,
        "warm_s": warm_s,
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def warm() -> None:
    """Compile or load what is compiled, on a tiny case."""
    from bench.timetable_cases import plain_problem

    solve_sets(plain_problem(guizhou_counties()[:6], 1, 20, 1), Budget(1.0))


def _ours(problem: Problem, seconds: float, seed: int, workers: int, track: Track) -> dict[str, Any]:
    def report(step: Progress) -> None:
        if step.stage == "coverage":
            track.found.append((track.now(), step.incumbent or 0))
            if step.bound is not None:
                track.proven.append((track.now(), step.bound))

    result = solve_sets(problem, Budget(seconds, seed=seed, workers=workers, report=report))
    plan = _plan(problem, result.stays, result.stages)
    cost = next(stage for stage in result.stages if stage.stage == "cost")
    return {**_travel(cost.value, cost.bound), "verified": not verify(problem, plan)}


def _peer(solver: str, problem: Problem, seconds: float, seed: int, workers: int, track: Track) -> dict[str, Any]:
    made: PeerPlan | None = PEERS[solver](problem, seconds, seed, workers, track)
    if made is None:
        return {**_travel(None, None), "verified": False}
    broken = [item for item in verify(problem, _plan(problem, made.stays, ())) if item.rule_id.startswith("set.")]
    return {**_travel(_cost(problem, made.stays), made.cost_bound), "verified": not broken}


def _travel(cost: int | None, bound: int | None) -> dict[str, Any]:
    gap = None if cost is None or bound is None else (cost - bound) / max(1, cost)
    return {"travel_km": cost and cost / 100, "travel_bound_km": bound and bound / 100, "travel_gap": gap}


def _cost(problem: Problem, stays: tuple[Stay, ...]) -> int:
    """Return the cost of travel of ``stays``, in fen: set by set from its home."""
    board = make_board(problem, by_cost=True)
    rows = {hall.hall_id: int(board.hall_row[row]) for row, hall in enumerate(board.halls)}
    total = 0
    for one, item in enumerate(problem.sets):
        here = one
        for stay in sorted((stay for stay in stays if stay.set_id == item.set_id), key=lambda stay: stay.opens):
            metres = int(board.metres[here, rows[stay.hall_id]])
            total += -(-metres * item.cost_fen_per_km // 1000) + item.cost_fen_per_move
            here = rows[stay.hall_id]
    return total


def _plan(problem: Problem, stays: tuple[Stay, ...], stages: tuple[StageResult, ...]) -> Plan:
    return Plan(
        schema_version=PLAN_SCHEMA_VERSION,
        plan_id="bench",
        pinned=pinned_of(problem),
        making=Making(seed=0, deterministic=False, seconds=0.0, versions={}, stopped=False),
        stays=stays,
        overhauls=(),
        tours=(),
        stages=stages,
    )


def _times(track: Track) -> dict[str, Any]:
    """Return coverage, its bound, and when what was reached."""
    value = max((value for _, value in track.found), default=0)
    bound = min((bound for _, bound in track.proven), default=None)
    steps = sorted({at for at, _ in [*track.found, *track.proven]})
    gaps = [(at, _gap_at(track, at)) for at in steps]
    return {
        "coverage": value,
        "bound": bound,
        "gap": None if bound is None or not value else (bound - value) / max(1, bound),
        "first_s": next((at for at, value in track.found if value), None),
        "near_s": next((at for at, gap in gaps if gap is not None and gap <= 0.01), None),
        "proof_s": next((at for at, gap in gaps if gap is not None and gap <= 0), None),
    }


def _gap_at(track: Track, at: float) -> float | None:
    value = max((value for when, value in track.found if when <= at), default=0)
    bound = min((bound for when, bound in track.proven if when <= at), default=None)
    return None if bound is None else (bound - value) / max(1, bound)


def _cells(row: dict[str, Any]) -> list[str]:
    def number(key: str, form: str) -> str:
        return "-" if row[key] is None else format(row[key], form)

    return [
        row["case"],
        row["solver"],
        str(row["seed"]),
        number("coverage", ",d"),
        number("bound", ",d"),
        "-" if row["gap"] is None else gap_text(row["gap"]),
        *(number(key, ".1f") for key in ("first_s", "near_s", "proof_s")),
        *(number(key, ",.0f") for key in ("travel_km", "travel_bound_km")),
        "-" if row["travel_gap"] is None else gap_text(row["travel_gap"]),
        number("wall_s", ".1f"),
        number("seconds", ".0f"),
        number("peak_mib", ".0f"),
        "yes" if row["verified"] else "no",
    ]
