#!/usr/bin/env bash
# Write the lock files from pyproject.toml: one file for every system and Python version, each
# package with its hashes. Pinned versions that still fit stay; --upgrade takes the newest.
set -euo pipefail
. "$(dirname "$0")/common.sh"
cd "$project"

compile() {
    "$venv/bin/uv" pip compile --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header -q "${@:2}" -o "requirements/$1.lock"
}

[ -x "$venv/bin/uv" ] || "$venv/bin/python" -m pip install -q uv
compile run pyproject.toml "$@"
compile dev pyproject.toml --group dev "$@"
compile node --group web "$@"
