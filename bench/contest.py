"""Solvers against each other on routes problems: interleaved on one core, every answer checked, resumable."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from statistics import fmean
from typing import Any

import scheduler.routes
from bench.apart import MODULES, OURS, Answer, is_installed, run_apart
from bench.record import machine, markdown_table, write_record
from bench.routes_check import objective_of, violations
from core.errors import fail
from scheduler.routes.model import RoutesProblem

Row = dict[str, Any]
DISTRIBUTIONS = {"pyvrp": "pyvrp", "vroom": "pyvroom", "ortools": "ortools"}
TIE = 1e-4
"""Costs that differ by less than this share count as equal."""


@dataclass(frozen=True)
class Game:
    """One problem to be played for."""

    name: str
    problem: RoutesProblem
    best_cost: int | None = None
    """Best cost that is known; ``None``: the best of the run stands in."""
    measure: Callable[[list[list[int]]], Row] = lambda _: {}
    """What else is to be recorded of routes."""


def chosen_solvers(peers: str) -> list[str]:
    """Return ours and the peers named, separated by commas; raises ``bench-peer-missing`` where one is not here."""
    solvers = [OURS, *filter(None, peers.split(","))]
    for solver in solvers:
        if solver not in MODULES or not is_installed(solver):
            raise fail("bench-peer-missing", "--peers", peer=solver)
    return solvers


def play(
    benchmark: str,
    games: Sequence[Game],
    solvers: Sequence[str],
    seeds: int,
    seconds: float,
    path: Path,
    tell: Callable[[str], None],
) -> list[Row]:
    """Run every solver on every game with every seed, and return all rows of the record ``path``, old and new.

    Solvers take turns on the same core. After each run the record is written; a run that it holds already, of the same
    problem with the same versions, is not repeated: after a break the command goes on where it stopped.
    """
    rows = _read(path)
    done = {_key(row) for row in rows}
    wanted = []
    for game in games:
        print_of = _fingerprint(game.problem)
        for seed in range(1, seeds + 1):
            turn = seed % len(solvers)
            for solver in [*solvers[turn:], *solvers[:turn]]:
                frame = _frame(game, solver, seed, seconds, print_of)
                wanted.append(_key(frame))
                if wanted[-1] not in done:
                    rows.append({**frame, **_result(game, run_apart(solver, game.problem, seconds, seed))})
                    write_record(benchmark, rows, path)
                    tell(_line(rows[-1]))
    return [row for row in rows if _key(row) in set(wanted)]


def _read(path: Path) -> list[Row]:
    return list(json.loads(path.read_text("utf-8"))["rows"]) if path.exists() else []


def _frame(game: Game, solver: str, seed: int, seconds: float, problem: str) -> Row:
    return {
        "instance": game.name,
        "solver": solver,
        "version": version_of(solver),
        "seed": seed,
        "seconds": seconds,
        "problem": problem,
    }


def _key(row: Row) -> tuple[Any, ...]:
    return tuple(row.get(name) for name in ("instance", "solver", "version", "seed", "seconds", "problem"))


@cache
def version_of(solver: str) -> str:
    """Return the version that figures belong to: of the peer and our adapter, or of our own engine's sources."""
    folder = Path(scheduler.routes.__file__).parent
    sources = sorted(folder.glob("*.py")) if solver == OURS else [Path(__file__).parent / "peers" / f"{solver}.py"]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:8]
    return digest if solver == OURS else f"{version(DISTRIBUTIONS[solver])}+{digest}"


def _fingerprint(problem: RoutesProblem) -> str:
    parts = [problem.duration, problem.cost, problem.suits]
    for group in (problem.clients, problem.vehicles):
        parts += [getattr(group, name) for name in group.__dataclass_fields__]
    return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:16]


def _result(game: Game, answer: Answer) -> Row:
    faults = [answer.fault] if answer.routes is None else violations(game.problem, answer.routes)
    routes = answer.routes or []
    cost = None if faults else int(game.problem.clients.prize.sum()) - objective_of(game.problem, routes)
    return {
        "cost": cost,
        "visits": sum(map(len, routes)),
        "vehicles": sum(map(bool, routes)),
        **(game.measure(routes) if not faults else {}),
        "best_known": game.best_cost,
        "feasible": not faults,
        "faults": faults[:5],
        "wall_s": round(answer.wall_s, 3),
        "warm_s": round(answer.warm_s, 3),
        "peak_mib": round(answer.peak_mib),
    }


def _line(row: Row) -> str:
    end = f"cost {row['cost']:,}" if row["feasible"] else f"no solution: {'; '.join(row['faults'])}"
    return f"{row['instance']} {row['solver']} seed {row['seed']}: {end} ({row['wall_s']:.1f} s)"


def with_gaps(rows: Sequence[Row]) -> list[Row]:
    """Return rows with ``gap_percent``: cost above the best known, or above the best of these rows where none is."""
    out = []
    for row in rows:
        costs = [r["cost"] for r in rows if r["instance"] == row["instance"] and r["feasible"]]
        best = row["best_known"] or min(costs, default=None)
        gap = 100 * (row["cost"] / best - 1) if row["feasible"] and best else None
        out.append({**row, "gap_percent": gap})
    return out


def gaps_table(rows: Sequence[Row], solvers: Sequence[str]) -> str:
    """Return a Markdown table: mean gap of each solver per instance, and over all."""
    rows = with_gaps(rows)
    instances = list(dict.fromkeys(row["instance"] for row in rows))
    body = [[name, *(_mean_gap(rows, [name], solver) for solver in solvers)] for name in instances]
    body.append(["**mean**", *(_mean_gap(rows, instances, solver) for solver in solvers)])
    return markdown_table(["instance", *solvers], body)


def _mean_gap(rows: Sequence[Row], instances: Sequence[str], solver: str) -> str:
    mine = [row for row in rows if row["instance"] in instances and row["solver"] == solver]
    gaps = [row["gap_percent"] for row in mine if row["gap_percent"] is not None]
    failed = len(mine) - len(gaps)
    return (f"{fmean(gaps):.2f} %" if gaps else "-") + (f" ({failed} of {len(mine)} no solution)" if failed else "")


def duels_table(rows: Sequence[Row], solvers: Sequence[str]) -> str:
    """Return a Markdown table of ours against each peer, run by run: won, tied, lost, and the worst loss."""
    costs = {(row["instance"], row["seed"], row["solver"]): row["cost"] for row in rows}
    body = []
    for peer in solvers[1:]:
        pairs = [(cost, costs[i, s, peer], i) for (i, s, who), cost in costs.items() if who == solvers[0]]
        margins = [(_margin(ours, theirs), name) for ours, theirs, name in pairs]
        worst, where = min(margins, default=(0.0, "-"))
        won, lost = (sum(sign * margin > TIE for margin, _ in margins) for sign in (1, -1))
        loss = f"{-worst:.2%} ({where})" if lost else "none"
        body.append([peer, str(won), str(len(margins) - won - lost), str(lost), loss])
    return markdown_table(["ours against", "won", "tied", "lost", "worst loss"], body)


def _margin(ours: int | None, theirs: int | None) -> float:
    """Return how much dearer theirs is, as a share of the dearer; no solution loses to any."""
    if ours is None or theirs is None:
        return float(ours is not None) - float(theirs is not None)
    return (theirs - ours) / max(theirs, ours, 1)


def preface(command: str, rows: Sequence[Row]) -> str:
    """Return the line above a table: the command, the machine, versions, compile seconds."""
    facts = ", ".join(f"{key} {value}" for key, value in machine().items())
    versions = ", ".join(sorted({f"{row['solver']} {row['version']}" for row in rows}))
    warm = max((row["warm_s"] for row in rows if row["solver"] == OURS), default=0.0)
    return f"`{command}` ({facts}; {versions}; ours compiles or loads in {warm:.1f} s beforehand, not counted)."
