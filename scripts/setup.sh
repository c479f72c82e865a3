#!/usr/bin/env bash
# Set up everything the product needs, into .venv and git-ignored folders. A step whose inputs have not changed is
# skipped: its stamp in .venv/stamps is a copy of them.   --browser: a Chromium for the browser tests, too;
# --bench: the peers of the benchmarks, too.
set -euo pipefail
cd -P "$(dirname "$0")/.."

venv=.venv
stamps=$venv/stamps
python=$venv/bin/python

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

fresh() { cmp -s "$2" "$stamps/$1"; }
stamp() { cp "$2" "$stamps/$1"; }

may_install() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt_install() {
    say "installing Debian's $*"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"; } >/dev/null
}

fits() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))' 2>/dev/null; }

find_python() {
    local name
    for name in ${PYTHON:-} python3.11 python3.12 python3; do
        if fits "$name"; then
            echo "$name"
            return
        fi
    done
    die "Python 3.11 or 3.12 is needed and was not found. Install it, or name it: make setup PYTHON=/path/to/python3.11"
}

# An environment that was moved or copied from elsewhere still names its old place in its scripts.
usable() { fits "$python" && grep -qF "$PWD/$venv/" "$venv/bin/pip" 2>/dev/null; }

make_venv() {
    usable && return
    local base
    base=$(find_python)
    say "making $venv with $("$base" --version)"
    if ! "$base" -c 'import ensurepip' 2>/dev/null; then
        may_install || die "this Python has no 'venv': install Debian's package python3-venv"
        apt_install python3-venv
    fi
    "$base" -m venv --clear "$venv"
}

pip() { "$python" -m pip --disable-pip-version-check -qq "$@"; }

install_packages() {
    fresh packages requirements.lock && return
    say "installing the Python packages of requirements.lock"
    pip install --require-hashes -r requirements.lock \
        || die "the packages could not be installed: see pip's message above (is the package index reachable?)"
    stamp packages requirements.lock
}

install_product() {
    fresh product pyproject.toml && return
    say "installing dapeng itself (editable)"
    pip install --no-deps --no-build-isolation -e .
    stamp product pyproject.toml
}

install_peers() {
    fresh peers requirements-bench.lock && return
    say "installing the benchmarks' peers of requirements-bench.lock"
    pip install --require-hashes -r requirements-bench.lock \
        || die "the peers could not be installed: see pip's message above (is the package index reachable?)"
    stamp peers requirements-bench.lock
}

install_node() {
    command -v npm >/dev/null && return
    fresh node requirements-node.lock && return
    say "no npm here: installing Node from its Python wheel"
    pip install --require-hashes -r requirements-node.lock
    stamp node requirements-node.lock
}

build_frontend() {
    export PATH="$PWD/$venv/bin:$PATH"
    "$python" scripts/frontend.py \
        || die "the front-end files could not be made: see the message above (is the npm registry reachable?)"
}

find_fonts() {
    "$python" scripts/fonts.py
}

find_browser() {
    command -v chromium >/dev/null || command -v chromium-browser >/dev/null && return
    if may_install && apt_install chromium; then
        return
    fi
    say "no Chromium: browser tests will be skipped (install Debian's package chromium to run them)"
}

make_venv
mkdir -p "$stamps"
install_packages
install_product
install_node
build_frontend
find_fonts
[ "${1:-}" = --browser ] && find_browser
[ "${1:-}" = --bench ] && install_peers
say "ready"
