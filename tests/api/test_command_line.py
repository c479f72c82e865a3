"""The program ``dapeng`` as a person meets it: quick to answer, and plain about what it cannot do."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from dataclasses import replace

import pytest

from api.cli import main
from scheduler.wire import dump_plan, dump_problem, pinned_of
from services.export_plan import write_plan_workbook
from tests.plan_by_hand import plan_by_hand
from tests.small import small_problem

HEAVY = "numpy scipy pandas shapely pyproj geopandas ortools numba sqlalchemy fastapi folium pydantic xlsxwriter typst"


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("cli")
    problem = small_problem()
    plan = replace(plan_by_hand(problem), pinned=pinned_of(problem))
    (folder / "problem.json").write_text(json.dumps(dump_problem(problem)), "utf-8")
    (folder / "plan.json").write_text(json.dumps(dump_plan(plan)), "utf-8")
    write_plan_workbook(problem, plan, folder / "plan.xlsx")
    return folder


@pytest.fixture
def run(monkeypatch, capsys):
    """Return a function that runs the program: exit status, and what it says."""

    def run_it(*arguments: object) -> tuple[int, str]:
        monkeypatch.setenv("DAPENG_LANG", "zh")
        monkeypatch.setattr(sys, "argv", ["dapeng", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return run_it


def test_no_library_is_imported_before_it_is_needed():
    """Each of them costs tenths of a second or seconds; help and messages need none."""
    code = f"import sys, api.cli; print([name for name in {HEAVY.split()!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert found.strip() == "[]"


def test_the_version(run):
    status, said = run("--version")
    assert (status, said.split()[0]) == (0, "dapeng")


def test_files_in_the_wrong_order_are_one_fault_not_forty(run, files):
    status, said = run("verify", files / "plan.json", files / "problem.json")
    assert status == 2
    assert said.count("document-wrong") == 1
    assert "field-" not in said
    status, said = run("verify", files / "problem.json", files / "problem.json")
    assert "此文件不是计划文件" in said


def test_a_plans_workbook_is_told_from_the_one_to_fill_in(run, files, tmp_path):
    status, said = run("import", files / "plan.xlsx", "-o", tmp_path / "p.json")
    assert (status, said.count("workbook-other"), said.count("sheet-missing")) == (2, 1, 0)
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_nobody_has_is_answered_by_names_like_it(run, files):
    name = small_problem().counties[0].name
    status, said = run("explain", files / "problem.json", files / "plan.json", "--county", name[:2])
    assert status == 2
    assert name in said
    status, said = run("itinerary", files / "problem.json", files / "plan.json", "--caravan", "C99")
    assert small_problem().caravans[0].caravan_id in said


@pytest.mark.parametrize("command", ["template", "export"])
def test_what_cannot_be_written_is_told_by_its_path(run, files, command):
    inputs = [files / "problem.json", files / "plan.json"] if command == "export" else []
    status, said = run(command, *inputs, "-o", "/proc/x.xlsx")
    assert (status, "/proc/x.xlsx" in said, "Traceback" in said) == (2, True, False)


def test_a_file_where_a_folder_should_be(run, files):
    status, said = run("map", files / "problem.json", files / "plan.json", "-o", files / "plan.xlsx")
    assert (status, "file-unusable" in said) == (2, True)


def test_serving_what_is_no_database(run, files):
    status, said = run("serve", "--database", files / "problem.json", "--port", free_port())
    assert (status, "store-unreadable" in said, "http://" in said) == (2, True, False)


def test_serving_where_somebody_else_does(run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        status, said = run("serve", "--port", other.getsockname()[1], "--database", tmp_path / "d.sqlite")
    assert (status, "port-taken" in said, "http://" in said) == (2, True, False)


def test_many_faults_are_counted(run, files, tmp_path):
    content = json.loads((files / "problem.json").read_text("utf-8"))
    del content["halls"], content["duty"]
    (tmp_path / "p.json").write_text(json.dumps(content), "utf-8")
    status, said = run("need", tmp_path / "p.json")
    assert status == 2
    assert "共 2 处问题" in said


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_need_table_fits_eighty_columns_with_every_name(files, language):
    """In a terminal of its own: rich looks for the width once."""
    command = [sys.executable, "-c", "from api.cli import main; main()", "need", str(files / "problem.json")]
    env = {**os.environ, "DAPENG_LANG": language, "COLUMNS": "80"}
    said = subprocess.run(command, capture_output=True, text=True, check=True, env=env).stdout
    rows = [line for line in said.splitlines() if line.strip() and "=" not in line and "─" not in line][1:]
    assert max(sum(2 if ord(letter) > 0x2E7F else 1 for letter in line.rstrip()) for line in rows) <= 80
    for county in small_problem().counties[:3]:
        assert county.name[:3] in said
