"""What every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from core.outside import find_outside

BESIDE = Path(__file__).resolve().parents[2] / "shared"
if "DAPENG_DATA" not in os.environ and BESIDE.is_dir():
    os.environ["DAPENG_DATA"] = str(BESIDE)


@pytest.fixture
def outside():
    """Return a finder of outside data that skips, saying why, where it is absent."""

    def find(name: str) -> Path:
        found = find_outside(name)
        if found is None:
            pytest.skip(f"outside data {name} is not there (DAPENG_DATA)")
        return found

    return find
