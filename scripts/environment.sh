#!/usr/bin/env bash
# Put everything of requirements/dev.lock and the project itself into .venv; a second run, with
# nothing changed, takes no time.
set -euo pipefail
. "$(dirname "$0")/common.sh"
cd "$project"

stamp=$venv/.gridgeo-stamp
wanted=$(cat requirements/dev.lock pyproject.toml | sha256sum | cut -d' ' -f1)
wanted+=" $project"

if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi
if [ ! -x "$venv/bin/python" ] || ! "$venv/bin/python" -c 'import pip' 2>/dev/null; then
    python=$(find_python) || fail "Python 3.11, 3.12 or 3.13 with venv is missing: install python3.11 and python3-venv, or set PYTHON."
    say "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
say "Installing the locked dependencies into .venv"
"$venv/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.lock
"$venv/bin/python" -m pip install -q --disable-pip-version-check --no-deps --editable .
echo "$wanted" >"$stamp"
