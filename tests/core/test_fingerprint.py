"""Fingerprints depend on content alone."""

from __future__ import annotations

import hashlib
import math

import pytest

from core.fingerprint import canonical_json, fingerprint


def test_order_of_keys_does_not_matter_and_order_of_items_does():
    assert fingerprint({"a": 1, "b": [1, 2]}) == fingerprint({"b": [1, 2], "a": 1})
    assert fingerprint({"b": [1, 2]}) != fingerprint({"b": [2, 1]})


def test_bytes_are_utf8_without_escapes_or_spaces():
    assert canonical_json({"名": "大篷", "a": [1, None]}) == '{"a":[1,null],"名":"大篷"}'.encode()


def test_it_is_sha256_of_those_bytes():
    assert fingerprint({"县": 1}) == "sha256:" + hashlib.sha256('{"县":1}'.encode()).hexdigest()


def test_numbers_that_json_has_not_are_refused():
    with pytest.raises(ValueError, match="JSON"):
        fingerprint({"a": math.nan})
