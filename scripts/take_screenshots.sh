#!/usr/bin/env bash
# Take a picture of each main view of the web application, in both languages, into docs/images.
#   scripts/take_screenshots.sh http://127.0.0.1:8000 NAME PASSWORD
# The server has to have a published network and a plan: the demo has. Colours are reduced to 128,
# which nobody sees on a map of few colours, and which takes two thirds off the size.
set -euo pipefail
cd "$(dirname "$0")/.."
[ $# -eq 3 ] || { sed -n 3p "$0" | cut -c3- >&2; exit 2; }
folder=docs/images
(cd web && node scripts/shots.mjs "$1" "$2" "$3" "../$folder")
.venv/bin/python - "$folder" <<'PY'
import sys
from pathlib import Path

from PIL import Image

for path in sorted(Path(sys.argv[1]).glob("web-*.png")):
    Image.open(path).convert("RGB").quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path} {path.stat().st_size // 1000} kB")
PY
