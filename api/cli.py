"""The program ``dapeng``."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from api.commands import (
    campaigns,
    contracts,
    coverage,
    data,
    emergency,
    make,
    people,
    policy,
    read,
    requests,
    ring,
    rounds,
    run,
    staff,
    troupe,
)
from api.commands.library import register as register_library
from api.console import print_faults
from core.errors import DapengError, fault
from core.origin import check_origin

app = typer.Typer(
    help="大篷：流动科技馆与科普大篷车巡展计划 / tour planning for mobile science museums and science caravans",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"dapeng {version('dapeng')}")
        raise typer.Exit


@app.callback()
def options(
    _: Annotated[
        bool, typer.Option("--version", help="显示版本 / show the version", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Take the options that stand before a command."""


for group in (
    data,
    make,
    read,
    policy,
    contracts,
    coverage,
    staff,
    troupe,
    run,
    people,
    campaigns,
    requests,
    emergency,
    ring,
    rounds,
):
    group.register(app)
register_library(app)


def main() -> None:
    """Run the program: exit 0 done, 1 a rule is broken, 2 the input cannot be used, 130 stopped."""
    try:
        check_origin()
        app()
    except DapengError as error:
        print_faults(error.faults)
        sys.exit(2)
    except OSError as error:
        if error.filename is None:
            raise
        print_faults((fault("file-unusable", str(error.filename), path=error.filename, detail=error.strerror),))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
