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
STAMP = "maps/render/assets/.stamp"
INPUTS = ("package.json", "package-lock.json", "scripts/frontend.py")


def main() -> int:
    """Bring both folders up to date; 0 when they are."""
    wanted = fingerprint()
    if is_current(wanted):
        return 0
    npm = find_npm()
    if npm is None:
        say(
            "npm was not found. Install Node.js (Debian: apt-get install npm), or its Python wheel: "
            "python -m pip install --require-hashes -r requirements-node.lock"
        )
        return 1
    say("fetching the packages of package-lock.json")
    command = [npm, "ci", "--ignore-scripts", "--omit=peer", "--no-audit", "--no-fund", "--loglevel=error"]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:  # noqa: S603 (our own words)
        say("npm could not fetch the packages (see its message above)")
        return 1
    copy_all()
    (ROOT / STAMP).write_text(wanted)
    return 0


def say(words: str) -> None:
    """Tell the person who runs the set-up."""
    sys.stderr.write(f"frontend: {words}\n")


def fingerprint() -> str:
    """Return the hash of everything that decides what is copied."""
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in INPUTS)).hexdigest()


def is_current(wanted: str) -> bool:
    """Tell whether every file is there and was made from the same inputs."""
    stamp = ROOT / STAMP
    there = all((ROOT / folder / name).is_file() for folder, names in FILES.items() for name in names)
    return there and stamp.is_file() and stamp.read_text() == wanted


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
    sys.exit(main())
