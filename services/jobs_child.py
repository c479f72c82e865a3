"""What happens in the process that solves. It never opens the database: it is given a problem and sends messages."""

from __future__ import annotations

import dataclasses
import os
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from typing import Any

from core.errors import DapengError
from core.record import record
from scheduler.plan import Plan
from scheduler.problem import Problem
from scheduler.progress import Budget, Progress
from scheduler.wire import PROBLEM, dump_plan, parse

Solver = Callable[[Problem, Budget], Plan]
REPORT_SECONDS = 0.2
"""Reports that follow each other faster are thinned out; the next one tells as much."""


@record
class Task:
    """What is to be solved."""

    document: Any
    """JSON content of the problem."""
    seconds: float
    seed: int
    deterministic: bool


def work(pipe: Connection, cancel: Event, parent_pid: int, solver: Solver, task: Task) -> None:
    """Solve; send ``("progress", ...)`` on the way and ``("plan", ...)``, ``("refused", ...)`` or ``("fault", ...)``
    at the end.

    Ctrl-C is left to the server, which then asks for an end by ``cancel``; a server that died is noticed too.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    budget = Budget(
        task.seconds,
        task.seed,
        task.deterministic,
        cancelled=lambda: cancel.is_set() or os.getppid() != parent_pid,
        report=_Reporter(pipe).report,
    )
    try:
        plan = solver(parse(PROBLEM, task.document, "problem"), budget)
    except DapengError as error:
        first = error.faults[0]
        pipe.send(("refused", {"code": first.code, "facts": dict(first.facts)}))
    except Exception as error:  # whatever it was, the person who waits must be told
        pipe.send(("fault", f"{type(error).__name__}: {error}"[:300]))
    else:
        pipe.send(("plan", dump_plan(plan)))


class _Reporter:
    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._sent = 0.0
        self._stage: tuple[str, str] | None = None

    def report(self, progress: Progress) -> None:
        stage, now = (progress.section, progress.stage), time.monotonic()
        if stage != self._stage or now - self._sent >= REPORT_SECONDS:
            self._stage, self._sent = stage, now
            self._pipe.send(("progress", dataclasses.asdict(progress)))
