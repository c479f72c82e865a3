"""The set-up step that looks for a Chinese font: never fails, installs only where it may."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import SimpleNamespace

import pytest

PATH = Path(__file__).resolve().parents[2] / "scripts" / "fonts.py"


@pytest.fixture
def fonts(monkeypatch):
    spec = importlib.util.spec_from_file_location("set_up_fonts", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    commands: list[list[str]] = []
    state = SimpleNamespace(module=module, commands=commands, fonts=[None], code=0)

    def run(command, **_):
        commands.append(command)
        if command[1] == "install" and state.code == 0:
            state.fonts[0] = "Noto Sans CJK SC"
        return SimpleNamespace(returncode=state.code, stderr="E: no network")

    def find() -> str | None:
        return state.fonts[0]

    find.cache_clear = lambda: None
    monkeypatch.setattr(module, "find_cjk_font", find)
    monkeypatch.setattr(module.subprocess, "run", run)
    monkeypatch.setattr(module, "may_install", lambda: True)
    return state


def test_does_nothing_where_a_font_is_there(fonts, capsys) -> None:
    fonts.fonts[0] = "SimHei"
    assert fonts.module.main() == 0
    assert fonts.commands == []
    assert capsys.readouterr().out == ""


def test_installs_where_it_may(fonts, capsys) -> None:
    assert fonts.module.main() == 0
    assert fonts.commands[-1][-1] == "fonts-noto-cjk"
    assert "没有中文字体" not in capsys.readouterr().out


def test_says_what_to_install_where_it_may_not(fonts, capsys, monkeypatch) -> None:
    monkeypatch.setattr(fonts.module, "may_install", lambda: False)
    assert fonts.module.main() == 0
    assert fonts.commands == []
    assert "fonts-noto-cjk" in capsys.readouterr().out


def test_an_installation_that_fails_is_no_failure_of_the_set_up(fonts, capsys) -> None:
    fonts.code = 100
    assert fonts.module.main() == 0
    out = capsys.readouterr().out
    assert "no network" in out
    assert "fonts-noto-cjk" in out
