#!/usr/bin/env bash
# Write the lock files anew: exact versions and hashes, no download addresses, one file for every platform.
# Versions that still fit stay as they are; "scripts/lock.sh --upgrade" takes the newest.
set -euo pipefail
cd "$(dirname "$0")/.."

uv=.venv/bin/uv
[ -x "$uv" ] || { echo "lock: .venv is not there: run 'make setup' first" >&2; exit 1; }
common=(--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate)

"$uv" pip compile pyproject.toml --extra dev "${common[@]}" "$@" -o requirements.lock
extra() {
    .venv/bin/python - "$1" <<'PY'
import pathlib, sys, tomllib
project = tomllib.loads(pathlib.Path("pyproject.toml").read_text("utf-8"))["project"]
print("\n".join(project["optional-dependencies"][sys.argv[1]]))
PY
}
extra node | "$uv" pip compile - "${common[@]}" "$@" -o requirements-node.lock
# The benchmarks' peers, beside the versions of requirements.lock: what both need is the same in both.
extra bench | "$uv" pip compile - -c requirements.lock "${common[@]}" "$@" -o requirements-bench.lock
