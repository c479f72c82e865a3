"""`make clean` takes away what the targets made and nothing of the person's."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
OURS = (
    "out/demo/plan.json",
    "build/lib/a.py",
    "dist/a.whl",
    "core/__pycache__/a.pyc",
    ".mypy_cache/a",
    ".hypothesis/a",
)
THEIRS = (
    "out/mine/plan.json",
    ".venv/lib/__pycache__/a.pyc",
    "node_modules/a/__pycache__/a.pyc",
    "core/a.py",
    "data/x",
)


def test_clean_removes_our_outputs_only(tmp_path):
    shutil.copy(HERE / "Makefile", tmp_path)
    for name in (*OURS, *THEIRS):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    subprocess.run(["make", "clean"], cwd=tmp_path, check=True, capture_output=True)
    assert [name for name in OURS if (tmp_path / name).exists()] == []
    assert [name for name in THEIRS if not (tmp_path / name).exists()] == []
