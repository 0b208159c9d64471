#!/usr/bin/env bash
# Check style, types and who imports whom; the tests are another command.
set -euo pipefail
. "$(dirname "$0")/common.sh"
cd "$project"

say "ruff: style"
"$venv/bin/ruff" check .
"$venv/bin/ruff" format --check .
say "mypy: types"
"$venv/bin/mypy"
say "import-linter: layers"
"$venv/bin/lint-imports"
