"""The front-end files are fetched once, checked, and mended; a stand-in for npm needs no network."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parents[1]
NPM = """#!/bin/sh
echo "$@" >> calls
[ -e broken ] && exit 1
for name in {sources}; do
    mkdir -p "node_modules/$(dirname "$name")"
    echo "content of $name" > "node_modules/$name"
done
"""


@pytest.fixture
def frontend(tmp_path, monkeypatch):
    """Return the script as a module that works in a tree of its own, with a stand-in for npm on PATH."""
    spec = importlib.util.spec_from_file_location("frontend", HERE / "scripts/frontend.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "scripts").mkdir()
    (tmp_path / "package-lock.json").write_text("{}")
    (tmp_path / module.RECORD).write_text("")
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    sources = " ".join(source for names in module.FILES.values() for source in names.values())
    npm.write_text(NPM.format(sources=sources))
    npm.chmod(0o755)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module.sys, "executable", str(tmp_path / "nowhere" / "python"))
    monkeypatch.setenv("PATH", f"{npm.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")
    assert module.main(["--record"]) == 0
    return module


def calls(module) -> int:
    return len((module.ROOT / "calls").read_text().splitlines())


def test_files_that_are_as_recorded_are_left_alone(frontend):
    assert frontend.main([]) == 0
    assert calls(frontend) == 1
    assert "--ignore-scripts" in (frontend.ROOT / "calls").read_text()


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_text("cut sh")])
def test_a_missing_or_damaged_file_is_fetched_anew(frontend, harm):
    file = frontend.ROOT / "maps/render/assets/leaflet.js"
    harm(file)
    assert frontend.main([]) == 0
    assert file.read_text() == "content of leaflet/dist/leaflet.js\n"


def test_other_versions_must_be_recorded(frontend, capsys):
    (frontend.ROOT / "package-lock.json").write_text('{"other": 1}')
    assert frontend.main([]) == 1
    assert "not as recorded in scripts/frontend.sha256: package-lock.json" in capsys.readouterr().err
    assert frontend.main(["--record"]) == 0
    assert frontend.main([]) == 0


def test_when_npm_fails_the_old_files_stay(frontend, capsys):
    (frontend.ROOT / "broken").touch()
    (frontend.ROOT / "api/static/vendor/htmx.min.js").unlink()
    assert frontend.main([]) == 1
    assert "npm could not fetch the packages" in capsys.readouterr().err
    assert (frontend.ROOT / "maps/render/assets/leaflet.js").is_file()


def test_without_npm_it_says_how_to_get_it(frontend, monkeypatch, capsys):
    shutil.rmtree(frontend.ROOT / "maps")
    monkeypatch.setenv("PATH", str(frontend.ROOT / "nowhere"))
    assert frontend.main([]) == 1
    assert "requirements-node.lock" in capsys.readouterr().err


def test_npm_beside_python_is_found(frontend, monkeypatch):
    monkeypatch.setenv("PATH", str(frontend.ROOT / "nowhere"))
    monkeypatch.setattr(frontend.sys, "executable", str(frontend.ROOT / "bin" / "python"))
    assert frontend.find_npm() == str(frontend.ROOT / "bin" / "npm")


def test_the_record_covers_what_is_copied_from_the_versions_asked_for():
    spec = importlib.util.spec_from_file_location("frontend", HERE / "scripts/frontend.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    recorded = [line.split()[1] for line in (HERE / module.RECORD).read_text().splitlines()]
    assert recorded == ["package-lock.json", *module.files()]
    assert module.hash_of("package-lock.json") == (HERE / module.RECORD).read_text().split()[0]
    asked = json.loads((HERE / "package.json").read_text())["dependencies"]
    locked = json.loads((HERE / "package-lock.json").read_text())["packages"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in asked} == asked
