"""The house keeps its own rules: arrows, locks, links, documents, packages."""

from __future__ import annotations

import json
import re
import runpy
import subprocess
import tomllib
from pathlib import Path

import pytest

from api.settings import Settings
from core.origin import ROOTS
from scheduler.rules import rules

HERE = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))
LOCKS = ("requirements.lock", "requirements-node.lock", "requirements-bench.lock")
PRODUCT = (*ROOTS, "scripts")
TEXT_SUFFIXES = {".py", ".sh", ".md", ".toml", ".html", ".css", ".js", ".json", ".typ", ".j2", ".mako", ".ini", ".csv"}
TEXT_NAMES = {"Makefile", "run", ".npmrc", ".gitignore"}


def tracked() -> list[Path]:
    """Every file that git knows, or would take in, and that is there."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HERE, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [HERE / name for name in listed.split("\0") if name and (HERE / name).is_file()]


def texts(*folders: str) -> dict[str, str]:
    """Path -> text of the tracked text files, of some root folders or of all."""
    return {
        str(path.relative_to(HERE)): path.read_text("utf-8")
        for path in tracked()
        if (path.suffix in TEXT_SUFFIXES or path.name in TEXT_NAMES)
        and (not folders or path.relative_to(HERE).parts[0] in folders)
    }


def doc(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def make(*arguments: str) -> str:
    return subprocess.run(["make", *arguments], cwd=HERE, capture_output=True, text=True, check=True).stdout


# --- locks ---


@pytest.mark.parametrize("name", LOCKS)
def test_every_locked_requirement_is_exact_and_hashed_and_has_no_address(name):
    text = doc(name)
    assert "://" not in text
    requirements = text.replace("\\\n", " ").strip().splitlines()
    assert requirements
    for line in requirements:
        assert re.match(r"[a-z0-9-]+==\S+ ", line), line
        assert "--hash=sha256:" in line, line


def test_every_dependency_of_the_project_is_locked():
    extras = PROJECT["project"]["optional-dependencies"]
    locked = {re.split("==", line)[0] for line in doc("requirements.lock").splitlines() if "==" in line}
    names = {re.split(r"[\[><=]", item)[0].lower() for item in PROJECT["project"]["dependencies"] + extras["dev"]}
    assert names - locked == set()
    for extra in ("node", "bench"):
        lines = doc(f"requirements-{extra}.lock").splitlines()
        for name in extras[extra]:
            assert [line for line in lines if line.startswith(f"{name}==")], name


def test_npm_lock_is_exact_and_hashed_and_has_no_address():
    packages = {name: entry for name, entry in json.loads(doc("package-lock.json"))["packages"].items() if name}
    assert packages
    for name, entry in packages.items():
        assert entry["integrity"].startswith("sha512-"), name
        entry.pop("funding", None)  # pages that ask for donations are no download addresses
        assert "://" not in json.dumps(entry), name
    for name, version in json.loads(doc("package.json"))["dependencies"].items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), f"{name} {version} is not exact"


# --- links and paths ---

CDN = re.compile(
    r"(cdn\.|cdnjs|jsdelivr|unpkg|googleapis|gstatic|bootcdn|staticfile\.(org|net)|tile\.openstreetmap|rawgit|code\.jquery)",
    re.I,
)


def test_product_has_no_links_to_outside_hosts_that_serve_files():
    """The rewriting of folium's own links may name what it rewrites: in maps/render, in a table."""
    found = [
        f"{name}:{number}"
        for name, text in texts(*PRODUCT).items()
        if not name.startswith("maps/render/")
        for number, line in enumerate(text.splitlines(), 1)
        if CDN.search(line)
    ]
    assert found == []


def test_no_page_loads_anything_from_elsewhere():
    loads = re.compile(r"""<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=["']?(?:https?:)?//""", re.I)
    found = [name for name, text in texts("api", "services", "maps").items() if loads.search(text)]
    assert found == []


def test_no_file_names_this_machine_or_outside_data():
    """Outside data comes by ``--data`` or ``DAPENG_DATA``; only the tests' own set-up knows a default."""
    needle = re.compile(r"/work\b|\.\./shared|/root/")
    allowed = {"tests/conftest.py", "tests/test_house.py"}
    assert [name for name, text in texts().items() if name not in allowed and needle.search(text)] == []


def test_no_unfinished_marks():
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b|NotImplementedError")
    assert [name for name, text in texts(*PRODUCT).items() if mark.search(text)] == []


# --- sizes ---


def test_no_tracked_file_is_over_one_megabyte():
    assert [str(path) for path in tracked() if path.stat().st_size > 1_000_000] == []


def test_no_source_file_is_over_500_lines():
    lines = {name: text.count("\n") for name, text in texts(*PRODUCT).items() if name.endswith((".py", ".js", ".css"))}
    assert {name: count for name, count in lines.items() if count > 500} == {}


def test_test_files_have_names_of_their_own():
    """Without packages in tests/, pytest tells files apart by name."""
    names = [path.name for path in tracked() if path.name.startswith("test_") and path.suffix == ".py"]
    assert sorted({name for name in names if names.count(name) > 1}) == []


# --- make and CI ---


def test_make_help_lists_every_target():
    phony = re.search(r"^\.PHONY: (.*)$", doc("Makefile"), re.M)
    assert phony is not None
    listed = re.findall(r"^  make ([a-z]+) +\S", make("help"), re.M)
    assert sorted(listed) == sorted(phony.group(1).split())


def test_ci_calls_make_test_and_nothing_else():
    lines = [line for line in doc(".ci/run").splitlines() if line and not line.startswith("#")]
    assert len(lines) == 1
    assert lines[0].split()[0:2] == ["exec", "make"]
    assert lines[0].split()[-1] == "test"


def test_lint_is_part_of_make_test():
    steps = make("--dry-run", "lint")
    for step in ("ruff check", "ruff format --check", "mypy", "lint-imports"):
        assert step in steps
    assert re.search(r"^test:.*\n(?:\t.*\n)*\t@\$\(MAKE\).* lint\n", doc("Makefile"), re.M)


# --- documents ---


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_has_the_two_commands_and_its_links_lead_somewhere(name):
    text = doc(name)
    for command in ("make demo", "make test"):
        assert re.search(rf"^{command}\b", text, re.M), command
        assert command.split()[1] in make("help")
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert (HERE / link).exists(), link


def test_both_readmes_have_the_same_parts():
    def shape(text: str) -> list[str]:
        return [re.split(" ", line)[0] for line in text.splitlines() if re.match(r"#+ ", line)]

    assert shape(doc("README.md")) == shape(doc("README.zh-CN.md"))


@pytest.mark.parametrize("name", sorted(str(p.relative_to(HERE)) for p in (HERE / "docs").rglob("*.md")))
def test_links_between_documents_lead_somewhere(name):
    text = doc(name)
    for link in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text):
        assert ((HERE / name).parent / link).exists(), link


def test_architecture_lists_exactly_the_root_folders():
    listed = re.findall(r"^\| `(\w+)/` \|", doc("docs/architecture.md"), re.M)
    shown = {path.relative_to(HERE).parts[0] for path in tracked() if len(path.relative_to(HERE).parts) > 1}
    assert sorted(listed) == sorted(name for name in shown if not name.startswith("."))


def test_architecture_draws_the_arrows_that_are_checked():
    layers = PROJECT["tool"]["importlinter"]["contracts"][0]["layers"]
    assert " -> ".join(layers) in doc("docs/architecture.md")


def test_architecture_names_files_that_are_there():
    """A file may be named by the end of its path, as `registry.py`."""
    named = set(re.findall(r"`([\w/]+\.(?:py|toml|md|sh))`", doc("docs/architecture.md")))
    there = [f"/{path.relative_to(HERE)}" for path in tracked()]
    assert [name for name in sorted(named) if not any(path.endswith(f"/{name}") for path in there)] == []


def test_changelog_has_the_version():
    assert re.search(rf"^## \[?{re.escape(PROJECT['project']['version'])}\b", doc("CHANGELOG.md"), re.M)


def test_every_decision_is_numbered_once_and_listed():
    pages = sorted(path.name for path in (HERE / "docs/decisions").glob("[0-9]*.md"))
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    index = doc("docs/decisions/README.md")
    assert [name for name in pages if f"({name})" not in index] == []
    for name in pages:
        parts = re.findall(r"^## (.*)$", doc(f"docs/decisions/{name}"), re.M)
        assert parts == ["What", "Why", "What else was tried or weighed"], name


def test_index_of_errors_is_up_to_date():
    """``python scripts/errors_page.py`` writes it."""
    page = runpy.run_path(str(HERE / "scripts/errors_page.py"))["page"]
    assert doc("docs/errors.md") == page()


def test_every_rule_of_the_model_has_texts_and_the_other_way_round():
    listed = re.findall(r"^\| `([a-z]+\.[a-z_]+)` \|", doc("docs/model.md"), re.M)
    hard = [rule.rule_id for rule in rules().values() if rule.kind == "hard"]
    assert sorted(listed) == sorted(hard)


def test_every_setting_of_the_server_is_in_the_operators_guide():
    guide = doc("docs/guide/operator.md")
    missing = [
        name for name in Settings.model_fields if f"DAPENG_{name.upper()}" not in guide and f"--{name}" not in guide
    ]
    assert missing == []


def test_every_command_is_in_a_guide_or_the_readme():
    told = "".join(doc(f"docs/guide/{page.name}") for page in (HERE / "docs/guide").glob("*.md")) + doc("README.md")
    commands = re.findall(r'app\.command\("(\w+)"\)', "".join(texts("api").values()))
    assert commands
    assert [name for name in commands if not re.search(rf"(dapeng |`|make ){name}\b", told)] == []
