"""``python -m bench``: each benchmark prints a table and writes JSON and a section of docs/benchmarks.md."""

from __future__ import annotations

import typer

from bench import province

app = typer.Typer(
    help="Benchmarks; every figure in docs/benchmarks.md was printed by one of them.", no_args_is_help=True
)
province.register(app)

if __name__ == "__main__":
    app()
