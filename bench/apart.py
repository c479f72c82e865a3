"""One solver on one problem in a process of its own, on one core: nothing is shared, nobody is favoured."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import resource
import time
from dataclasses import dataclass
from importlib.util import find_spec
from multiprocessing.connection import Connection, wait
from typing import Any

from scheduler.routes.model import RoutesProblem

OURS = "dapeng"
PEERS = ("pyvrp", "vroom", "ortools")
GRACE_SECONDS = 180.0
"""So long beyond its time an answer is waited for: ours may have to compile first, peers may overrun; what a solve took
is recorded."""
MODULES = {OURS: "bench.ours", **{peer: f"bench.peers.{peer}" for peer in PEERS}}


@dataclass(frozen=True)
class Answer:
    """What a solver returned."""

    routes: list[list[int]] | None
    """Clients of each vehicle; ``None`` where it failed or gave no answer in time."""
    wall_s: float
    """Seconds of the solve itself: without the process's start and without compiling."""
    warm_s: float
    """Seconds of compiling or loading before it."""
    peak_mib: float
    fault: str
    """Why there are no routes; empty where there are."""


def is_installed(solver: str) -> bool:
    """Tell whether ``solver`` can run here; peers are part of the optional extra ``dapeng[bench]``."""
    return solver == OURS or find_spec(solver) is not None


def run_apart(solver: str, problem: RoutesProblem, seconds: float, seed: int) -> Answer:
    """Return what ``solver`` makes of ``problem`` in ``seconds``, alone on the first core that this process may use."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, solver, problem, seconds, seed), daemon=True)
    child.start()
    theirs.close()
    wait([ours, child.sentinel], seconds + GRACE_SECONDS)
    answer: Answer | None = ours.recv() if ours.poll() else None
    ended = child.exitcode
    child.kill()
    child.join()
    return answer or _none("no answer in time" if ended is None else f"the process ended with code {ended}")


def _none(fault: str) -> Answer:
    return Answer(routes=None, wall_s=0.0, warm_s=0.0, peak_mib=0.0, fault=fault)


def _work(pipe: Connection, solver: str, problem: RoutesProblem, seconds: float, seed: int) -> None:
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    try:
        pipe.send(_solved(importlib.import_module(MODULES[solver]), problem, seconds, seed))
    except Exception as error:  # a peer may fail in any way, and that is a result
        pipe.send(_none(f"{type(error).__name__}: {error}"))


def _solved(module: Any, problem: RoutesProblem, seconds: float, seed: int) -> Answer:
    started = time.perf_counter()
    if hasattr(module, "warm"):
        module.warm()
    begun = time.perf_counter()
    routes = module.solve(problem, seconds, seed)
    ended = time.perf_counter()
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Answer(routes=routes, wall_s=ended - begun, warm_s=begun - started, peak_mib=peak_mib, fault="")
