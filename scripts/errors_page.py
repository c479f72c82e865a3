"""Write ``docs/errors.md``, the index of error codes, from ``core/data/faults.toml``."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ROOT / "core/data/faults.toml"
PAGE = ROOT / "docs/errors.md"
HEAD = """# Errors 错误代码

Every message is one line: code, place, cause, remedy. The code is stable; the words are in the language of
`DAPENG_LANG`, and {braces} stand for the values of the case. `scripts/errors_page.py` writes this page from
`core/data/faults.toml`.

每条错误信息为一行：代码、位置、原因、处理办法。代码固定不变；文字语言由 `DAPENG_LANG` 决定，{花括号} 表示具体取值。
"""


def page() -> str:
    """Return the text of the page."""
    texts: dict[str, dict[str, str]] = tomllib.loads(TEXTS.read_text("utf-8"))
    return HEAD + "".join(section(code, texts[code]) for code in sorted(texts))


def section(code: str, texts: dict[str, str]) -> str:
    """Return the section of one code: cause and remedy, English and Chinese."""
    return f"\n## {code}\n\n{texts['cause_en']} *{texts['remedy_en']}*\n\n{texts['cause_zh']} *{texts['remedy_zh']}*\n"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
    sys.stderr.write(f"{PAGE.relative_to(ROOT)} written\n")
