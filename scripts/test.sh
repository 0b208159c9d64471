#!/usr/bin/env bash
# Check and test everything: style, types, layers, the map page, then Python with a real PostGIS.
# A database that is missing is a failure here, not a skip.
set -euo pipefail
. "$(dirname "$0")/common.sh"
cd "$project"

unset PYTHONDONTWRITEBYTECODE # hundreds of processes would compile everything anew

# Types in Python are checked beside the map page's build and types: one core each.
log=$(mktemp)
scripts/lint.sh >"$log" 2>&1 &
lint=$!
trap 'kill "$lint" 2>/dev/null || true; rm -f "$log"' EXIT
web_ready=true
scripts/build_web.sh || { [ $? -eq 3 ] || exit 1; web_ready=false; }
if $web_ready; then
    use_node
    say "npm: the map page"
    npm run --prefix web --silent check
fi
wait "$lint" || { cat "$log"; fail "The checks of style, types and layers failed; see above."; }
cat "$log"
rm -f "$log"
trap - EXIT # that process number may be another's by the end
if $web_ready; then
    npm test --prefix web --silent
    if npm pkg get scripts.e2e --prefix web | grep -q vitest; then
        say "npm: the map page in a browser"
        npm run --prefix web --silent e2e
    fi
fi
say "pytest: everything, with a real PostGIS"
# Two processes, each with a cluster of its own; a file's tests stay together for its fixtures.
GRIDGEO_REQUIRE_DB=1 "$venv/bin/python" -m pytest -q -m "not bench" -n 2 --dist loadfile \
    --durations 15 "$@"
