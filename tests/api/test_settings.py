"""Settings come from the command line, else from the environment, else they are the usual ones."""

import socket
from pathlib import Path

import pytest
import uvicorn
from typer.testing import CliRunner

from api.app import serve
from api.cli import app
from api.settings import Settings, read_settings
from core.errors import DapengError


@pytest.fixture
def served(monkeypatch):
    """Return a function that runs ``dapeng serve`` and returns the settings it would serve with."""
    seen = []
    monkeypatch.setattr("api.app.serve", lambda settings, ready: seen.append(settings))

    def run(*options: str) -> Settings:
        result = CliRunner().invoke(app, ["serve", *options])
        assert result.exit_code == 0, result.output
        return seen[-1]

    return run


def test_serve_by_itself_shows_the_demo_to_this_machine(served):
    settings = served()
    assert (settings.host, settings.port, settings.database) == ("127.0.0.1", 8000, Path("out/demo/dapeng.sqlite"))


def test_the_environment_is_heard_and_the_command_line_is_heard_before_it(served, monkeypatch):
    monkeypatch.setenv("DAPENG_DATABASE", "/srv/real.sqlite")
    monkeypatch.setenv("DAPENG_HOST", "0.0.0.0")
    monkeypatch.setenv("DAPENG_PORT", "9000")
    settings = served()
    assert (settings.host, settings.port, settings.database) == ("0.0.0.0", 9000, Path("/srv/real.sqlite"))
    settings = served("--port", "9001", "--database", "other.sqlite")
    assert (settings.host, settings.port, settings.database) == ("0.0.0.0", 9001, Path("other.sqlite"))


def test_what_cannot_be_used_is_named_as_the_environment_names_it(monkeypatch):
    monkeypatch.setenv("DAPENG_PORT", "eighty")
    monkeypatch.setenv("DAPENG_BODY_MAX_MB", "0")
    with pytest.raises(DapengError) as caught:
        read_settings()
    found = sorted((one.code, one.place) for one in caught.value.faults)
    assert found == [("value-invalid", "DAPENG_BODY_MAX_MB"), ("value-invalid", "DAPENG_PORT")]


@pytest.mark.parametrize("https", [False, True])
def test_headers_of_a_proxy_are_believed_only_where_there_is_one(monkeypatch, tmp_path, https):
    ran = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: ran.update(options))
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    serve(Settings(port=port, database=tmp_path / "d.sqlite", https=https), ready=lambda: None)
    assert ran["proxy_headers"] is https
