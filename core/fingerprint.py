"""Fingerprints of JSON-like content."""

from __future__ import annotations

import hashlib
import json
from typing import Any


def canonical_json(content: Any) -> bytes:
    """Return UTF-8 JSON with sorted keys and no spaces: equal content gives equal bytes."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def fingerprint(content: Any) -> str:
    """Return ``sha256:<hex>`` of the canonical JSON of ``content``."""
    return "sha256:" + hashlib.sha256(canonical_json(content)).hexdigest()
