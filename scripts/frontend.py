"""Fetch the front-end files of ``package-lock.json`` and copy the few that are used to where they are looked for.

Run by ``make setup``; quick when up to date. Third-party code is never committed: both folders are git-ignored, and go
into the wheel from here.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILES = {
    "maps/render/assets": {
        "leaflet.js": "leaflet/dist/leaflet.js",
        "leaflet.css": "leaflet/dist/leaflet.css",
        "LICENSE.leaflet.txt": "leaflet/LICENSE",
    },
    "api/static/vendor": {
        "htmx.min.js": "htmx.org/dist/htmx.min.js",
        "LICENSE.htmx.txt": "htmx.org/LICENSE",
        "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
        "tabler.min.js": "@tabler/core/dist/js/tabler.min.js",
        "vis-timeline.min.js": "vis-timeline/standalone/umd/vis-timeline-graph2d.min.js",
        "vis-timeline.min.css": "vis-timeline/styles/vis-timeline-graph2d.min.css",
        "LICENSE.vis-timeline.txt": "vis-timeline/LICENSE.MIT.txt",
    },
}
"""Folder -> file name there -> file in node_modules."""
LOCK = "package-lock.json"
RECORD = "scripts/frontend.sha256"
"""SHA-256 of each file, and of the lock file that they came with, as ``sha256sum`` writes them."""
COMMAND = (
    "ci",
    "--ignore-scripts",
    "--omit=peer",
    "--no-audit",
    "--no-fund",
    "--no-update-notifier",
    "--loglevel=error",
)


def main(arguments: list[str]) -> int:
    """Bring both folders up to date; 0 when they are. ``--record``: after a change of versions, write the hashes."""
    record = arguments == ["--record"]
    if not record and not differing():
        return 0
    if not fetch():
        return 1
    if record:
        (ROOT / RECORD).write_text("".join(f"{hash_of(name)}  {name}\n" for name in [LOCK, *files()]))
    left = differing()
    if left:
        say(f"not as recorded in {RECORD}: {', '.join(left)}. If versions were changed: scripts/frontend.py --record")
    return 1 if left else 0


def fetch() -> bool:
    """Let npm fetch the locked packages, and copy the files; False, having said why, where that fails."""
    npm = find_npm()
    if npm is None:
        say(
            "npm was not found. Install Node.js (Debian: apt-get install npm), or its Python wheel: "
            "python -m pip install --require-hashes -r requirements-node.lock"
        )
        return False
    say(f"fetching the packages of {LOCK}")
    if subprocess.run([npm, *COMMAND], cwd=ROOT, check=False).returncode:  # noqa: S603 (our own words)
        say("npm could not fetch the packages (see its message above)")
        return False
    copy_all()
    return True


def say(words: str) -> None:
    """Tell the person who runs the set-up."""
    sys.stderr.write(f"frontend: {words}\n")


def files() -> list[str]:
    """Return every file that is copied, by its path in the checkout."""
    return [f"{folder}/{name}" for folder, names in FILES.items() for name in names]


def differing() -> list[str]:
    """Return the files that are missing or not as recorded."""
    recorded = {name: digest for digest, name in map(str.split, (ROOT / RECORD).read_text().splitlines())}
    return [name for name in [LOCK, *files()] if recorded.get(name) != hash_of(name)]


def hash_of(name: str) -> str | None:
    """Return the SHA-256 of a file, ``None`` where it is missing."""
    path = ROOT / name
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def find_npm() -> str | None:
    """Return npm from PATH or beside this Python (the nodejs wheel puts it there)."""
    beside = Path(sys.executable).parent
    return shutil.which("npm", path=os.pathsep.join([os.environ.get("PATH", ""), str(beside)]))


def copy_all() -> None:
    """Copy the files, each whole or not at all."""
    for folder, names in FILES.items():
        (ROOT / folder).mkdir(parents=True, exist_ok=True)
        for name, source in names.items():
            part = ROOT / folder / f".{name}.part"
            shutil.copyfile(ROOT / "node_modules" / source, part)
            part.replace(ROOT / folder / name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
