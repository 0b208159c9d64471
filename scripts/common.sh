# What the scripts share: where the project is, how they speak, which Python and which Node to use.

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv="$project/.venv"

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }

fail() {
    printf 'gridgeo: %s\n' "$*" >&2
    exit 1
}

# Print the first Python between 3.11 and 3.13 that can make an environment.
find_python() {
    local candidate
    for candidate in "${PYTHON:-python3.11}" python3.12 python3.13 python3; do
        if command -v "$candidate" >/dev/null && "$candidate" - 2>/dev/null <<'PY'
import sys, venv, ensurepip
sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
PY
        then
            command -v "$candidate"
            return 0
        fi
    done
    return 1
}

# Put a Node that the web page's build accepts (20.19 or newer) and its npm first in PATH.
use_node() {
    if node_is_new_enough; then
        return 0
    fi
    if [ ! -x "$venv/bin/npm" ]; then
        say "Installing Node into .venv (this machine's is missing or older than 20.19)"
        "$venv/bin/python" -m pip install -q --require-hashes -r "$project/requirements/node.lock" \
            || return 1
    fi
    PATH="$venv/bin:$PATH"
    node_is_new_enough
}

node_is_new_enough() {
    command -v npm >/dev/null && command -v node >/dev/null && node -e '
        const [major, minor] = process.versions.node.split(".").map(Number);
        process.exit(major > 20 && major !== 21 || (major === 20 && minor >= 19) ? 0 : 1)'
}
