"""``python -m bench toptw``: team orienteering with time windows, ours against the peers and the best known values."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Annotated, Any

import typer

from bench.apart import OURS, PEERS, Answer, run_apart
from bench.contest import chosen_solvers, version_of
from bench.record import machine, markdown_table, write_section
from bench.toptw_cases import ToptwCase, faults_of, prize_of, read_cases
from core.errors import fail
from core.outside import find_outside
from scheduler.wire import write_json

Row = dict[str, Any]
Entrant = tuple[str, float]
"""A solver and its seconds."""
ONLY = "c104,r101,r104,r109,rc103,rc108,pr01,pr05,pr08,pr09,pr10,p7.2.t"
TOLD = """Sum of prizes against the best known values of Karabulut & Tasgetiren 2020 (p7: of the team orienteering
literature); a negative gap is above them. Every run has a process and the same core to itself, solvers take turns,
every route is checked from the raw coordinates and windows. A run without a solution counts as a gap of 100 %."""


def register(app: typer.Typer) -> None:
    """Add the benchmark to ``app``."""
    app.command("toptw")(toptw_command)


def toptw_command(
    folder: Annotated[Path | None, typer.Argument(help="instances; default: toptw in the outside data")] = None,
    only: Annotated[str, typer.Option(help="instances, separated by commas")] = ONLY,
    vehicles: Annotated[str, typer.Option(help="numbers of vehicles, separated by commas")] = "2,4",
    seconds: Annotated[str, typer.Option(help="for each run, on one core; several, separated by commas")] = "10",
    seeds: int = 3,
    peers: Annotated[str, typer.Option(help="peers, separated by commas")] = ",".join(PEERS),
    longer: Annotated[str, typer.Option(help="peers with more time, as in pyvrp:60, separated by commas")] = "",
    data: Annotated[Path | None, typer.Option(help="folder with the outside data; default DAPENG_DATA")] = None,
    json: Annotated[Path, typer.Option(help="record to write; what it holds already is not run again")] = Path(
        "out/bench/toptw.json"
    ),
    page: Annotated[bool, typer.Option(help="also write the section of docs/benchmarks.md")] = False,
) -> None:
    """Compare solvers on orienteering cases with the best known values."""
    folder = folder or find_outside("toptw", data)
    if folder is None:
        raise fail("file-missing", "DAPENG_DATA", path="toptw")
    cases = read_cases(folder, only.split(","), [int(count) for count in vehicles.split(",")])
    solvers = chosen_solvers(peers)
    entrants = [(solver, float(budget)) for budget in seconds.split(",") for solver in solvers] + _longer(longer)
    rows = play(cases, entrants, seeds, json, typer.echo)
    tables = "\n\n".join((_gaps_table(rows), _duels_table(rows)))
    typer.echo(tables)
    if page:
        options = f"--only {only} --vehicles {vehicles} --seconds {seconds} --seeds {seeds} --peers {peers}"
        options += f" --longer {longer}" if longer else ""
        facts = ", ".join(f"{key} {value}" for key, value in machine().items())
        versions = ", ".join(f"{solver} {version_of(solver)}" for solver in solvers)
        warm = max((row["warm_s"] for row in rows if row["solver"] == OURS), default=0.0)
        told = f"`python -m bench toptw {options}` ({facts}; {versions}; ours loads in {warm:.1f} s, not counted)."
        write_section("toptw", f"## Team orienteering with time windows\n\n{told}\n{TOLD}\n\n{tables}")


def _longer(given: str) -> list[Entrant]:
    """Return the peers that also run for longer; raises ``bench-peer-missing`` for one that is not here."""
    pairs = [each.partition(":") for each in given.split(",") if each]
    chosen_solvers(",".join(peer for peer, _, _ in pairs))
    return [(peer, float(seconds)) for peer, _, seconds in pairs]


def play(
    cases: Sequence[ToptwCase],
    entrants: Sequence[Entrant],
    seeds: int,
    path: Path,
    tell: Callable[[str], None],
) -> list[Row]:
    """Run what the record ``path`` does not hold yet, case by case with entrants in turn; return the rows asked for."""
    rows: list[Row] = jsonlib.loads(path.read_text("utf-8")) if path.exists() else []
    done, wanted = {_key(row) for row in rows}, set()
    frames = [
        (case, _frame(case, solver, seed, seconds))
        for seed in range(1, seeds + 1)
        for case in cases
        for solver, seconds in _in_turn(entrants, seed)
    ]
    for case, frame in frames:
        wanted.add(_key(frame))
        if _key(frame) not in done:
            answer = run_apart(frame["solver"], case.problem(), frame["seconds"], frame["seed"])
            rows.append({**frame, **_result(case, answer)})
            write_json(rows, path)
            tell(_line(rows[-1]))
    return [row for row in rows if _key(row) in wanted]


def _in_turn(entrants: Sequence[Entrant], seed: int) -> list[Entrant]:
    turn = seed % len(entrants)
    return [*entrants[turn:], *entrants[:turn]]


def _frame(case: ToptwCase, solver: str, seed: int, seconds: float) -> Row:
    return {
        "instance": case.name,
        "vehicles": case.vehicles,
        "solver": solver,
        "version": version_of(solver),
        "seed": seed,
        "seconds": seconds,
    }


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("instance", "vehicles", "solver", "version", "seed", "seconds"))


def _result(case: ToptwCase, answer: Answer) -> Row:
    faults = [answer.fault] if answer.routes is None else faults_of(case, answer.routes)
    prize = prize_of(case, answer.routes) if answer.routes is not None and not faults else 0
    return {
        "prize": prize,
        "best_known": case.best_known,
        "gap_percent": round(100 * (case.best_known - prize) / case.best_known, 3),
        "wall_s": round(answer.wall_s, 3),
        "warm_s": round(answer.warm_s, 3),
        "feasible": not faults,
        "faults": faults[:3],
    }


def _line(row: Row) -> str:
    end = f"{row['prize']} ({row['gap_percent']:.2f} %)" if row["feasible"] else "; ".join(row["faults"])
    return f"{_name(row)} {_entrant(row)} seed {row['seed']}: {end}"


def _name(row: Row) -> str:
    return f"{row['instance']} x {row['vehicles']}"


def _entrant(row: Row) -> str:
    return f"{row['solver']} {row['seconds']:g} s"


def _gaps_table(rows: Sequence[Row]) -> str:
    """Return mean gaps over the seeds, one line a case, one column a solver and budget."""
    entrants = list(dict.fromkeys(_entrant(row) for row in sorted(rows, key=lambda row: (row["seconds"], _order(row)))))
    body = []
    for name in dict.fromkeys(_name(row) for row in rows):
        mine = [row for row in rows if _name(row) == name]
        body.append([name, str(mine[0]["best_known"]), *(_mean_gap(mine, entrant) for entrant in entrants)])
    body.append(["**mean**", "", *(_mean_gap(rows, entrant) for entrant in entrants)])
    return markdown_table(["instance x vehicles", "best known", *entrants], body)


def _order(row: Row) -> int:
    return [OURS, *PEERS].index(row["solver"])


def _mean_gap(rows: Sequence[Row], entrant: str) -> str:
    gaps = [row["gap_percent"] for row in rows if _entrant(row) == entrant]
    return f"{fmean(gaps):.2f} %" if gaps else "-"


def _duels_table(rows: Sequence[Row]) -> str:
    """Return ours against each peer, paired by case and seed, for every pair of budgets with ours not the longer."""
    body = []
    ours = {(row["seconds"], _name(row), row["seed"]): row for row in rows if row["solver"] == OURS}
    entrants = sorted({(row["seconds"], row["solver"]) for row in rows if row["solver"] != OURS})
    for mine in sorted({seconds for seconds, _, _ in ours}):
        for seconds, peer in entrants:
            theirs = [row for row in rows if (row["seconds"], row["solver"]) == (seconds, peer)]
            pairs = [(ours[mine, _name(r), r["seed"]], r) for r in theirs if (mine, _name(r), r["seed"]) in ours]
            if pairs and seconds >= mine:
                body.append([f"{mine:g} s", f"{peer} {seconds:g} s", *_duel(pairs)])
    return markdown_table(["ours", "against", "pairs", "won", "tied", "lost", "worst loss", "ratio of mean gaps"], body)


def _duel(pairs: Sequence[tuple[Row, Row]]) -> list[str]:
    margins = [(ours["prize"] - theirs["prize"], _name(ours), ours) for ours, theirs in pairs]
    won, lost = sum(m > 0 for m, _, _ in margins), sum(m < 0 for m, _, _ in margins)
    worst, where, row = min(margins, key=lambda entry: entry[0] / entry[2]["best_known"])
    loss = f"{-100 * worst / row['best_known']:.2f} % ({where})" if lost else "none"
    gaps = [fmean(side["gap_percent"] for side in sides) for sides in zip(*pairs, strict=True)]
    ratio = f"{gaps[0] / gaps[1]:.2f}" if gaps[1] > 0 else "-"
    return [str(len(pairs)), str(won), str(len(pairs) - won - lost), str(lost), loss, ratio]
