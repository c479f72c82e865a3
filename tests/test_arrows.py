"""The bans between folders bite: each is broken once, in a copy, and import-linter must name the import."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.origin import ROOTS

HERE = Path(__file__).resolve().parents[1]
LAYERS = "folders import downwards only"
VERIFIER = "the verifier shares nothing with the solvers"
LOW = "no SQL, web, map drawing below their folders"
FOLIUM = "folium only in maps.render"
SQL = "SQL only in store"
PLANTED = [
    (LAYERS, "core", "fleet.model"),
    (LAYERS, "fleet", "maps.model"),
    (LAYERS, "fleet", "exhibits.model"),
    (LAYERS, "exhibits", "fleet.model"),
    (LAYERS, "maps", "exhibits.model"),
    (LAYERS, "maps", "scheduler.plan"),
    (LAYERS, "scheduler", "store.base"),
    (LAYERS, "store", "services.planning"),
    (LAYERS, "services", "api.console"),
    (LAYERS, "api", "bench.record"),
    (VERIFIER, "scheduler.verify", "scheduler.sets"),
    (VERIFIER, "scheduler.verify", "scheduler.caravans"),
    (VERIFIER, "scheduler.verify", "scheduler.explain"),
    (VERIFIER, "scheduler.verify", "ortools"),
    (VERIFIER, "scheduler.verify", "numba"),
    (LOW, "core", "sqlalchemy"),
    (LOW, "maps", "fastapi"),
    (LOW, "scheduler", "typer"),
    (FOLIUM, "scheduler", "folium"),
    (FOLIUM, "services", "branca"),
    (SQL, "services", "sqlalchemy"),
    (SQL, "api", "alembic"),
]


def copy_house(tree: Path) -> Path:
    for root in ROOTS:
        shutil.copytree(
            HERE / root, tree / root, ignore=lambda folder, names: [n for n in names if is_other(folder, n)]
        )
    shutil.copyfile(HERE / "pyproject.toml", tree / "pyproject.toml")
    return tree


def is_other(folder: str, name: str) -> bool:
    return name == "__pycache__" or not ((Path(folder) / name).is_dir() or name.endswith(".py"))


def lint(tree: Path) -> dict[str, str]:
    """Run import-linter on ``tree``; return what it says of each broken contract."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    out = subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)
    assert "Contracts:" in out.stdout, out.stdout + out.stderr
    broken = re.findall(r"^(.+) BROKEN", out.stdout, re.M)
    details = out.stdout.partition("Broken contracts")[2]
    return {name: re.split(r"\n(?=[^\n]+\n-{5,}\n)", details.partition(f"\n{name}\n")[2])[0] for name in broken}


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> dict[str, str]:
    """What import-linter says of a copy in which everything forbidden has been done once."""
    tree = copy_house(tmp_path_factory.mktemp("planted"))
    for number, (_, package, target) in enumerate(PLANTED):
        (tree / package.replace(".", "/") / f"planted_{number}.py").write_text(f"import {target}\n")
    return lint(tree)


def test_the_house_as_it_stands_is_clean(tmp_path):
    assert lint(copy_house(tmp_path)) == {}


@pytest.mark.parametrize("number", range(len(PLANTED)), ids=[f"{p} -> {t}" for _, p, t in PLANTED])
def test_a_planted_import_is_named_by_the_contract_that_forbids_it(report, number):
    contract, package, target = PLANTED[number]
    assert f"{package}.planted_{number} -> {target}" in report[contract]
