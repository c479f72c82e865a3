"""The wheel holds the whole product, its data and built front-end files, and nothing else."""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from core.origin import ROOTS

HERE = Path(__file__).resolve().parents[1]
BUILT = ("maps/render/assets", "api/static/vendor")


def product_files() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *ROOTS],
        cwd=HERE, capture_output=True, text=True, check=True,
    ).stdout.split("\0")  # fmt: skip
    return [name for name in listed if name and (HERE / name).is_file()]


def built_files() -> list[str]:
    return [str(p.relative_to(HERE)) for folder in BUILT for p in (HERE / folder).rglob("[!.]*") if p.is_file()]


def copy_tree(names: list[str], target: Path) -> Path:
    """Copy into a tree of its own: building here would leave, and take in, a stale build folder."""
    for name in (*names, "pyproject.toml", "setup.py", "README.md", "tests/conftest.py"):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / name, target / name)
    return target


def build(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tree / "dist"), str(tree)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> list[str]:
    if not built_files():
        pytest.skip("the front-end files have not been made (make setup)")
    tree = copy_tree(product_files() + built_files(), tmp_path_factory.mktemp("tree"))
    done = build(tree)
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (tree / "dist").glob("*.whl")
    return zipfile.ZipFile(made).namelist()


def test_it_holds_every_file_of_the_product(wheel):
    assert sorted(set(product_files()) - set(wheel)) == []


def test_it_holds_the_built_front_end_files(wheel):
    assert sorted(set(built_files()) - set(wheel)) == []


def test_it_holds_nothing_else(wheel):
    extra = set(wheel) - set(product_files()) - set(built_files())
    assert sorted(name for name in extra if not name.startswith("dapeng-")) == []


def test_without_front_end_files_it_is_not_built(tmp_path):
    done = build(copy_tree(product_files(), tmp_path))
    assert done.returncode != 0
    assert "front-end files are missing in maps/render/assets, api/static/vendor" in done.stdout + done.stderr
