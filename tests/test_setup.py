"""Set-up does each step once, does it again when its inputs change, and says what to do when it cannot.

The real thing takes a minute and a network; here Python and npm are stand-ins that write down how they were called.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.lock", "requirements-node.lock", "requirements-bench.lock")
TOOLS = ("bash", "cat", "cmp", "cp", "dirname", "env", "grep", "id", "mkdir")
PYTHON = """#!/usr/bin/env bash
echo "$*" >>"$CALLS"
case "$*" in
    "-m venv --clear .venv")
        mkdir -p .venv/bin
        cp "$0" .venv/bin/python
        echo "#!$PWD/.venv/bin/python" >.venv/bin/pip
        ;;
    "-m pip "*" -r requirements.lock") exit "${PIP_STATUS:-0}" ;;
esac
"""


class Machine:
    """A checkout and a PATH that holds nothing but what a test puts there."""

    def __init__(self, folder: Path) -> None:
        self.tree, self.bin, self.calls_file = folder / "tree", folder / "bin", folder / "calls"
        for path in (self.tree / "scripts", self.bin):
            path.mkdir(parents=True)
        for name in (*LOCKS, "pyproject.toml", "scripts/setup.sh"):
            shutil.copy(HERE / name, self.tree / name)
        for tool in TOOLS:
            (self.bin / tool).symlink_to(shutil.which(tool) or pytest.skip(f"{tool} is not there"))

    def add(self, name: str, text: str) -> None:
        (self.bin / name).write_text(text)
        (self.bin / name).chmod(0o755)

    def setup(self, *arguments: str, **settings: str) -> tuple[int, str, list[str]]:
        """Run the set-up; return its exit code, what it printed, and the calls of Python and pip that do something."""
        self.calls_file.write_text("")
        environment = {
            "PATH": str(self.bin),
            "CALLS": str(self.calls_file),
            "HOME": os.environ.get("HOME", "/"),
            **settings,
        }
        out = subprocess.run(
            [self.tree / "scripts/setup.sh", *arguments],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        calls = [line for line in self.calls_file.read_text().splitlines() if line.startswith(("-m", "scripts"))]
        return out.returncode, out.stdout, calls


@pytest.fixture
def machine(tmp_path) -> Machine:
    made = Machine(tmp_path)
    made.add("python3.11", PYTHON)
    made.add("npm", "#!/bin/sh\n")
    return made


PIP = "-m pip --disable-pip-version-check -qq install"
ALWAYS = ["scripts/frontend.py", "scripts/fonts.py"]


def test_first_run_does_every_step_with_hashes_and_the_second_none(machine):
    code, _, calls = machine.setup()
    assert code == 0
    assert calls == [
        "-m venv --clear .venv",
        f"{PIP} --require-hashes -r requirements.lock",
        f"{PIP} --no-deps --no-build-isolation -e .",
        *ALWAYS,
    ]
    assert machine.setup() == (0, "setup: ready\n", ALWAYS)


def test_a_changed_lock_is_installed_again_and_nothing_else(machine):
    machine.setup()
    with (machine.tree / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    assert machine.setup()[2] == [f"{PIP} --require-hashes -r requirements.lock", *ALWAYS]


def test_a_step_that_failed_is_tried_again(machine):
    code, said, _ = machine.setup(PIP_STATUS="1")
    assert code == 1
    assert "packages could not be installed" in said
    assert f"{PIP} --require-hashes -r requirements.lock" in machine.setup()[2]


def test_an_environment_from_another_place_is_made_anew(machine):
    machine.setup()
    (machine.tree / ".venv/bin/pip").write_text("#!/somewhere/else/.venv/bin/python\n")
    assert machine.setup()[2][0] == "-m venv --clear .venv"


def test_without_npm_node_comes_from_its_wheel(machine):
    (machine.bin / "npm").unlink()
    assert f"{PIP} --require-hashes -r requirements-node.lock" in machine.setup()[2]


def test_the_peers_of_the_benchmarks_are_installed_once_and_only_where_asked_for(machine):
    peers = f"{PIP} --require-hashes -r requirements-bench.lock"
    assert peers not in machine.setup()[2]
    assert machine.setup("--bench")[2] == [*ALWAYS, peers]
    assert machine.setup("--bench")[2] == ALWAYS


def test_without_a_fitting_python_it_says_how_to_go_on(machine):
    machine.add("python3.11", "#!/bin/sh\nexit 1\n")
    code, said, _ = machine.setup()
    assert code == 1
    assert "Python 3.11 or 3.12 is needed" in said
    assert "make setup PYTHON=" in said


def test_a_python_that_is_named_is_taken(machine):
    shutil.move(machine.bin / "python3.11", machine.tree / "mine")
    assert machine.setup()[0] == 1
    assert machine.setup(PYTHON=str(machine.tree / "mine"))[0] == 0


def test_a_browser_is_wanted_for_tests_only_and_its_lack_is_told(machine):
    assert "Chromium" not in machine.setup()[1]
    code, said, _ = machine.setup("--browser")
    assert code == 0
    assert "no Chromium: browser tests will be skipped" in said
    machine.add("chromium", "#!/bin/sh\n")
    assert "Chromium" not in machine.setup("--browser")[1]
