#!/usr/bin/env bash
# Build the map page into web/dist. Exit status 3: npm's packages cannot be had here, the rest works.
set -euo pipefail
. "$(dirname "$0")/common.sh"
cd "$project"

without_page() {
    cat >&2 <<EOT

    The map page was not built: $1
    Everything else works: the API, its documentation at /docs, reports and the command line.
    To build the page, run "make web" on a machine that reaches an npm registry (npm config set
    registry <address> names a mirror) and copy web/dist here.

EOT
    exit 3
}

[ -f web/package.json ] || without_page "there is no web/package.json"

newest=$(find web -path web/node_modules -prune -o -path web/dist -prune -o -type f -newer web/dist/index.html -print -quit 2>/dev/null || true)
if [ -f web/dist/index.html ] && [ -z "$newest" ]; then
    exit 0
fi
use_node || without_page "Node 20.19 or newer is missing and cannot be installed"
if [ ! -f web/node_modules/.package-lock.json ] || [ web/package-lock.json -nt web/node_modules/.package-lock.json ]; then
    say "Installing the map page's packages"
    npm ci --prefix web --no-audit --no-fund --loglevel=error || without_page "npm could not install its packages"
    touch web/node_modules/.package-lock.json
fi
say "Building the map page"
npm run --prefix web --silent build
touch web/dist/index.html
