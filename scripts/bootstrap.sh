#!/usr/bin/env bash
# Install what is missing of the system's packages: PostgreSQL with PostGIS, Python's venv and,
# with --tests, a browser and a Chinese font for the tests of the map, and PgBouncer where that may
# be installed. Nothing else of the machine is changed; a second run installs nothing.
set -euo pipefail
. "$(dirname "$0")/common.sh"

missing=()
as_root=()
updated=

main() {
    find_python >/dev/null || missing+=(python3 python3-venv)
    [ -n "${GRIDGEO_DATABASE_URL:-}" ] || look_for_postgis
    if [ "${1:-}" = --tests ]; then
        look_for_browser
    fi
    [ ${#missing[@]} -eq 0 ] || install_packages
    if [ "${1:-}" = --tests ]; then
        install_pool
    fi
}

# A server of version 15 or newer whose PostGIS is installed satisfies us.
look_for_postgis() {
    if [ -n "${GRIDGEO_POSTGRES_BIN:-}" ]; then return 0; fi
    local folder version newest=
    for folder in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -V); do
        [ -x "$folder/postgres" ] || continue
        version=$("$folder/postgres" --version | sed -E 's/.*\) ([0-9]+).*/\1/')
        [ "$version" -ge 15 ] || continue
        newest=$version
        if has_postgis "$folder" "$version"; then return 0; fi
    done
    if [ -n "$newest" ]; then
        missing+=("postgresql-$newest-postgis-3")
    else
        missing+=(POSTGIS)
    fi
}

has_postgis() {
    [ -e "/usr/share/postgresql/$2/extension/postgis.control" ] \
        || [ -e "$(dirname "$1")/share/extension/postgis.control" ]
}

look_for_browser() {
    local browser
    for browser in chromium chromium-browser google-chrome; do
        command -v "$browser" >/dev/null && break
    done || missing+=(chromium)
    if ! command -v fc-list >/dev/null || [ -z "$(fc-list :lang=zh-cn file 2>/dev/null)" ]; then
        missing+=(fontconfig fonts-noto-cjk)
    fi
}

install_packages() {
    command -v apt-get >/dev/null || explain "Install them with this system's package manager"
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || explain "As root: apt-get install"
        [ -t 0 ] || sudo -n true 2>/dev/null || explain "sudo asks for a password here; by hand: sudo apt-get install"
        as_root=(sudo)
    fi
    update_list
    choose_postgis_version
    say "Installing ${missing[*]}"
    keep_other_databases_alone "${as_root[@]}"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends "${missing[@]}"
}

update_list() {
    [ -z "$updated" ] || return 0
    say "Updating the list of packages"
    "${as_root[@]}" apt-get update -qq
    updated=yes
}

# A few tests go through a pool of connections; where it cannot be had they are skipped.
install_pool() {
    if command -v pgbouncer >/dev/null || [ -x /usr/sbin/pgbouncer ]; then return 0; fi
    command -v apt-get >/dev/null || return 0
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 0
        as_root=(sudo)
    fi
    update_list && apt-cache show pgbouncer >/dev/null 2>&1 || return 0
    say "Installing pgbouncer"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get install -qq -y --no-install-recommends pgbouncer || return 0
    # The package starts a pool of its own; the tests start theirs.
    if [ -d /run/systemd/system ]; then
        "${as_root[@]}" systemctl disable --quiet --now pgbouncer || return 0
    fi
}

# Say what is missing in one sentence that can be pasted into the mail to an administrator.
explain() {
    choose_postgis_version
    fail "these packages are missing: ${missing[*]}. $1 ${missing[*]} — or set GRIDGEO_DATABASE_URL to a PostGIS server."
}

# Replace the place-holder by the newest server that the system's own archive has PostGIS for.
choose_postgis_version() {
    local version= package chosen=()
    if command -v apt-cache >/dev/null; then
        version=$(apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' \
            | sed -E 's/^postgresql-([0-9]+)-.*/\1/' | sort -n | tail -1)
    fi
    for package in "${missing[@]}"; do
        if [ "$package" != POSTGIS ]; then
            chosen+=("$package")
        elif [ -n "$version" ] && [ "$version" -lt 15 ]; then
            fail "this system offers PostgreSQL $version, gridgeo needs 15 or newer: add the archive of the PostgreSQL project (PGDG), or set GRIDGEO_DATABASE_URL."
        else
            chosen+=("postgresql-${version:-15}" "postgresql-${version:-15}-postgis-3")
        fi
    done
    missing=("${chosen[@]}")
}

# Debian's package makes and starts a database of its own; we need the programs alone. Where the
# administrator has decided about that already, their word stands.
keep_other_databases_alone() {
    local folder=/etc/postgresql-common/createcluster.d
    local ours=$folder/gridgeo-no-main.conf
    if grep -qsE '^\s*create_main_cluster' /etc/postgresql-common/createcluster.conf "$folder"/*.conf; then
        return 0
    fi
    "$@" mkdir -p "$folder"
    echo 'create_main_cluster = false' | "$@" tee "$ours" >/dev/null
    # shellcheck disable=SC2064
    trap "$* rm -f $ours; $* rmdir --ignore-fail-on-non-empty $folder" EXIT
}

main "$@"
