"""Signing in: slow for guessers, silent about who exists, and nothing secret written anywhere."""

import logging
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from services import accounts
from store.tables_people import SessionRow
from tests.api.conftest import PASSWORD, make_world

REAL_HASHER = accounts._hasher  # taken before the fixture puts a quick one in its place


def sign_in(client, name="planner", password=PASSWORD):
    return client.post("/api/session", json={"name": name, "password": password})


def code_of(answer):
    return answer.json()["faults"][0]["code"]


def form_of(client):
    page = client.get("/sign-in")
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text).group(1)


def test_right_and_wrong(own_world):
    assert sign_in(own_world.stranger()).json()["role"] == "planner"
    wrong = sign_in(own_world.stranger(), password="guess")
    unknown = sign_in(own_world.stranger(), name="nobody", password="guess")
    assert (wrong.status_code, code_of(wrong)) == (401, "sign-in-refused")
    assert wrong.json() == unknown.json(), "an unknown name must not look different"


def test_an_unknown_name_costs_as_much_hashing_as_a_known_one(own_world, monkeypatch):
    asked = []
    hasher = accounts._hasher()
    real = hasher.verify_and_update

    class Counting:
        def verify_and_update(self, password, hash):
            asked.append(hash.split("$")[1:4])
            return real(password, hash)

        hash = staticmethod(hasher.hash)

    monkeypatch.setattr(accounts, "_hasher", Counting)
    sign_in(own_world.stranger(), password="guess")
    sign_in(own_world.stranger(), name="nobody", password="guess")
    assert len(asked) == 2
    assert asked[0] == asked[1]


def test_passwords_are_hashed_with_argon2id_at_the_recommended_work():
    from pwdlib import PasswordHash

    assert REAL_HASHER() is REAL_HASHER()
    made = REAL_HASHER().hash(PASSWORD)
    assert made.split("$")[1] == "argon2id"
    assert made.split("$")[3] == PasswordHash.recommended().hash("x").split("$")[3]


def test_too_many_failures_stop_even_the_right_password_for_a_while(own_world):
    for _ in range(5):
        assert sign_in(own_world.stranger(), password="guess").status_code == 401
    stopped = sign_in(own_world.stranger())
    assert (stopped.status_code, code_of(stopped)) == (429, "sign-in-limited")
    assert sign_in(own_world.stranger(), name="evaluator").status_code == 201
    own_world.clock.pass_by(minutes=16)
    assert sign_in(own_world.stranger()).status_code == 201


def test_guesses_side_by_side_get_no_further_than_guesses_in_a_row(own_world, monkeypatch):
    hashed, at_once, most = [], 0, 0
    turn = threading.Lock()

    class Slow:
        def verify_and_update(self, password, hash):
            nonlocal at_once, most
            with turn:
                hashed.append(password)
                at_once += 1
                most = max(most, at_once)
            time.sleep(0.05)
            with turn:
                at_once -= 1
            return False, None

        hash = staticmethod(accounts._hasher().hash)

    monkeypatch.setattr(accounts, "_hasher", Slow)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda n: sign_in(own_world.stranger(), password=f"g{n}").status_code, range(20)))
    assert (answers.count(401), answers.count(429), len(hashed)) == (5, 15, 5)
    assert 1 < most <= accounts.HASHERS


def test_one_address_that_tries_many_names_is_stopped(own_world):
    for number in range(30):
        assert sign_in(own_world.stranger(), name=f"n{number}", password="guess").status_code == 401
    assert sign_in(own_world.stranger()).status_code == 429


def test_success_forgets_the_failures(own_world):
    for _ in range(3):
        for _ in range(4):
            sign_in(own_world.stranger(), password="guess")
        assert sign_in(own_world.stranger()).status_code == 201


def test_the_cookie_is_for_the_browser_alone_and_the_store_has_only_its_hash(own_world):
    answer = sign_in(own_world.stranger())
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    token = answer.cookies["dapeng_session"]
    assert len(token) >= 40
    with own_world.app.state.context.store.read() as unit:
        rows = [row.token_hash for row in unit.sessions._session.query(SessionRow)]
    assert token not in rows
    assert accounts.hash_of(token) in rows


def test_behind_https_the_cookie_is_secure(tmp_path):
    answer = sign_in(make_world(tmp_path, https=True).stranger())
    assert "Secure" in answer.headers["set-cookie"]
    assert "max-age" in answer.headers["strict-transport-security"]


def test_a_session_ends_by_itself_and_on_signing_out(own_world):
    client = own_world.stranger()
    token = sign_in(client).json()["csrf_token"]
    assert client.get("/api/session").status_code == 200
    own_world.clock.pass_by(hours=12, minutes=1)
    assert client.get("/api/session").status_code == 401
    token = sign_in(client).json()["csrf_token"]
    old = client.cookies["dapeng_session"]
    assert client.delete("/api/session", headers={"X-CSRF-Token": token}).status_code == 204
    assert client.get("/api/session", headers={"cookie": f"dapeng_session={old}"}).status_code == 401


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
def test_a_change_without_the_sessions_token_is_refused(own_world, token):
    client = own_world.stranger()
    sign_in(client)
    headers = {} if token is None else {"X-CSRF-Token": token.encode()}
    for path in (f"/api/plans/{own_world.draft}/publish", "/sign-out", f"/planner/plans/{own_world.draft}/publish"):
        answer = client.post(path, headers=headers)
        assert answer.status_code == 403
        assert "form-expired" in answer.text
    answer = client.post(f"/planner/plans/{own_world.draft}/publish", data={"csrf_token": token or ""})
    assert answer.status_code == 403
    with own_world.app.state.context.store.read() as unit:
        assert unit.plans.find(own_world.draft, {"ORG-52"}, {"draft"}) is not None


def test_a_form_with_the_token_is_accepted_without_scripts(own_world):
    client = own_world.stranger()
    token = sign_in(client).json()["csrf_token"]
    answer = client.post(f"/planner/plans/{own_world.draft}/publish", data={"csrf_token": token})
    assert answer.headers["location"] == f"/planner/plans/{own_world.draft}"
    assert client.post("/sign-out", data={"csrf_token": token}).headers["location"] == "/sign-in"


def test_the_sign_in_form_must_be_this_browsers_own(own_world):
    fields = {"name": "planner", "password": PASSWORD}
    client = own_world.stranger()
    assert client.post("/sign-in", data=fields).status_code == 403
    assert client.post("/sign-in", data={**fields, "csrf_token": "made-up"}).status_code == 403
    answer = client.post("/sign-in", data={**fields, "csrf_token": form_of(client)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("/evaluator", "/evaluator"),
        ("//evil.example", "/"),
        ("https://evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/\t/evil.example", "/"),
        ("", "/"),
    ],
)
def test_signing_in_leads_only_to_this_server(own_world, wanted, given):
    client = own_world.stranger()
    fields = {"name": "planner", "password": PASSWORD, "next": wanted, "csrf_token": form_of(client)}
    assert client.post("/sign-in", data=fields).headers["location"] == given


def test_passwords_are_in_no_log_and_in_no_answer(own_world, caplog):
    caplog.set_level(logging.DEBUG)
    secret = "s3cret-" + "x" * 1100
    client = own_world.stranger()
    form = form_of(client)
    answers = [
        sign_in(client, password="s3cret-wrong"),
        sign_in(client, password=secret),
        client.post("/api/session", json={"name": "planner", "password": ["s3cret-list"]}),
        client.post("/api/session", json={"user": "planner", "password": "s3cret-field"}),
        client.post("/api/session", json={"name": {"password": "s3cret-deep"}, "password": "x"}),
        client.post("/api/session", content='{"name": "planner", "password": "s3cret-text"}'),
        client.post("/api/session", json=["planner", "s3cret-list"]),
        client.post("/sign-in", data={"name": "s3cret" * 20, "password": "x", "csrf_token": form}),
        client.post("/sign-in", data={"name": "planner", "password": "s3cret-form", "csrf_token": form}),
        client.post("/sign-in", data={"name": "planner", "password": secret, "csrf_token": form}),
    ]
    assert all(answer.status_code >= 400 for answer in answers)
    assert "s3cret" not in caplog.text
    assert not any("s3cret" in answer.text for answer in answers)
    with own_world.app.state.context.store.read() as unit:
        assert "s3cret" not in repr(unit.audit.latest(100))


def test_who_signed_in_and_who_failed_is_in_the_audit_log(own_world):
    sign_in(own_world.stranger())
    sign_in(own_world.stranger(), password="guess")
    with own_world.app.state.context.store.read() as unit:
        entries = unit.audit.latest(2)
    assert [entry.action for entry in entries] == ["sign-in.refused", "sign-in"]
    assert all(entry.address == "testclient" for entry in entries)


def test_demo_people_are_named_on_a_demos_page_only(own_world):
    assert "dapeng-demo" not in own_world.stranger().get("/sign-in").text
    with own_world.app.state.context.store.write() as unit:
        unit.facts.put("demo", "x")
    assert "dapeng-demo" in own_world.stranger().get("/sign-in").text
