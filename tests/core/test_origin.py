"""A program whose ``maps`` or ``api`` is somebody else's does not start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path

from core.origin import ROOTS, check_origin

HERE = Path(__file__).resolve().parents[2]
CHECK = """
from core.errors import DapengError
from core.origin import check_origin
try:
    check_origin()
except DapengError as error:
    for fault in error.faults:
        print(fault.code, fault.place, fault.facts.get("found", ""), sep="|")
"""


def run_check(*search_path: Path, flags: Sequence[str] = ()) -> list[list[str]]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(map(str, search_path)), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, *flags, "-c", CHECK]
    out = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    return [line.split("|") for line in out.stdout.splitlines()]


def package(folder: Path, name: str) -> Path:
    (folder / name).mkdir(parents=True)
    (folder / name / "__init__.py").write_text("")
    return folder / name


def test_this_checkout_passes():
    check_origin()


def test_a_foreign_package_ahead_on_the_path_is_named_with_its_place(tmp_path):
    foreign = package(tmp_path, "maps")
    assert run_check(tmp_path, HERE) == [["origin-foreign", "maps", str(foreign)]]


def test_a_foreign_plain_module_is_seen_and_every_fault_is_reported(tmp_path):
    (tmp_path / "bench.py").write_text("")
    foreign = package(tmp_path, "api")
    assert run_check(tmp_path, HERE) == [
        ["origin-foreign", "api", str(foreign)],
        ["origin-foreign", "bench", str(tmp_path / "bench.py")],
    ]


def test_the_check_imports_nothing_from_the_foreign_package(tmp_path):
    (package(tmp_path, "store") / "__init__.py").write_text("raise SystemExit(9)")
    assert [line[:2] for line in run_check(tmp_path, HERE)] == [["origin-foreign", "store"]]


def test_lost_packages_are_reported(tmp_path):
    shutil.copytree(HERE / "core", tmp_path / "core", ignore=shutil.ignore_patterns("__pycache__"))
    lost = run_check(tmp_path, flags=["-S"])  # -S: without the folder that the editable installation lies in
    assert [line[:2] for line in lost] == [["origin-missing", name] for name in ROOTS if name != "core"]


def test_the_roots_are_those_of_the_distribution():
    packages = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["packages"]
    assert set(ROOTS) == {name.split(".")[0] for name in packages}
