"""The map page at ``/``: the built files, or a page that says how to build them."""

from functools import lru_cache
from pathlib import Path

import orjson
from starlette.responses import HTMLResponse, Response
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_NOT_OURS = ("/api/", "/health/")
# Pages of the application: it reads the rest of the address itself.
_PAGES = ("plans", "dashboard", "admin", "import", "crosswalk", "addresses")
# What "/" shows, by its name in the build's manifest.
_FIRST_PAGE = "src/pages/map/MapPage.tsx"
_YEAR = "public, max-age=31536000, immutable"

_NOT_BUILT = """<!doctype html>
<html lang="zh-CN">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>gridgeo</title>
<style>
body { font: 16px/1.7 system-ui, "Noto Sans CJK SC", sans-serif;
       max-width: 40rem; padding: 0 1.5rem;
       margin: 4rem auto; color: #1f2933; }
code { background: #eef1f4; padding: .1rem .35rem; border-radius: .25rem; }
</style>
<h1>地图页面尚未构建</h1>
<p>接口服务已在运行。安装 Node.js 20 或更高版本后，在项目目录执行 <code>make web</code>，
再刷新本页。</p>
<p lang="en">The map page has not been built. The API is running: install Node.js 20 or newer, run
<code>make web</code> in the project's folder and reload this page.</p>
<p><a href="/api/v1/info">/api/v1/info</a> ·
<a href="/api/v1/openapi.json">/api/v1/openapi.json</a></p>
</html>
"""


class WebFiles(StaticFiles):
    """The built files; the files under ``assets`` carry a hash in their names and never change."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self._folder = folder

    async def check_config(self) -> None:
        """Do without the folder: it may be built while the server runs."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file, or with the page that says how to make it."""
        first = path == "."
        if first or (path.split("/", maxsplit=1)[0] in _PAGES and "." not in path):
            if not (self._folder / "index.html").is_file():
                return HTMLResponse(_NOT_BUILT, headers={"Cache-Control": "no-store"})
            path = "index.html"
        response = await super().get_response(path, scope)
        hashed = path.startswith("assets/")
        response.headers["Cache-Control"] = _YEAR if hashed else "no-cache"
        manifest = self._folder / ".vite" / "manifest.json"
        if first and manifest.is_file():
            response.headers["Link"] = _scripts_to_come(manifest, manifest.stat().st_mtime_ns)
        return response


@lru_cache(maxsize=2)
def _scripts_to_come(manifest: Path, changed_ns: int) -> str:
    """Name the scripts of the first page, so that they are fetched beside those that ask for them.

    Parameters
    ----------
    manifest : Path
        As the build wrote it: scripts by their sources, each with what it imports.
    changed_ns : int
        When it was written: another build is read anew.
    """
    chunks = orjson.loads(manifest.read_bytes())
    waiting, found = [_FIRST_PAGE], dict[str, None]()
    while waiting:
        name = waiting.pop()
        if name in chunks and name not in found:
            found[name] = None
            waiting += chunks[name].get("imports", ())
    files = (chunks[name]["file"] for name in found if not chunks[name].get("isEntry"))
    return ", ".join(f"</{file}>; rel=modulepreload" for file in files)


class WebMount(Mount):
    """Everything but the API's own paths, whose wrong methods must stay 405."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Leave the API's paths to the API."""
        if scope["type"] == "http" and scope["path"].startswith(_NOT_OURS):
            return Match.NONE, {}
        return super().matches(scope)


def mount(folder: Path) -> WebMount:
    """Mount the built map page."""
    return WebMount("/", app=WebFiles(folder), name="web")
