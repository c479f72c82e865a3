"""Where compiled code is kept: a folder for each state of the sources, and not many of them."""

from __future__ import annotations

import os
from pathlib import Path

from scheduler.compiling import KEPT, cache_folder


def test_any_change_of_a_source_has_a_folder_of_its_own(tmp_path):
    (tmp_path / "code.py").write_text("from numbers import LIMIT")
    (tmp_path / "limits.py").write_text("LIMIT = 1")
    before = cache_folder(tmp_path)
    assert cache_folder(tmp_path) == before
    (tmp_path / "limits.py").write_text("LIMIT = 2")
    assert cache_folder(tmp_path) != before


def test_compiled_code_of_states_long_gone_is_dropped(tmp_path):
    folders = []
    for state in range(KEPT + 3):
        (tmp_path / "code.py").write_text(f"LIMIT = {state}")
        folder = Path(cache_folder(tmp_path))
        folder.mkdir(parents=True)
        (folder / "code.nbc").write_text("compiled")
        os.utime(folder, (state, state))
        folders.append(folder)
    assert [folder.exists() for folder in folders] == [False] * 2 + [True] * (KEPT + 1)
    cache_folder(tmp_path)
    assert folders[-1].exists()
