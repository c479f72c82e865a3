"""``python -m bench``: each benchmark prints a table and writes JSON and a section of docs/benchmarks.md."""

from __future__ import annotations

import sys

import typer

from api.console import print_faults
from bench import caravans, growth, libraries, prizes, province, rounds, rules, sets, timetable, toptw
from core.errors import DapengError

app = typer.Typer(no_args_is_help=True)
for benchmark in (province, sets, caravans, rules, rounds, prizes, libraries, growth, toptw, timetable):
    benchmark.register(app)


@app.callback()
def benchmarks() -> None:
    """Benchmarks; every figure in docs/benchmarks.md was printed by one of them."""


if __name__ == "__main__":
    try:
        app()
    except DapengError as error:
        print_faults(error.faults)
        sys.exit(2)
