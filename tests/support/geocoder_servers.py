"""Local servers that speak as 高德 and 天地图 do, and count what they are asked."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

KEY = "a key for tests only"


class Server(ThreadingHTTPServer):
    """Answers from ``places``: address to (lon, lat, level), in the service's own coordinates."""

    places: dict[str, tuple[float, float, str]]
    asked: list[dict[str, str]]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.server.asked.append(query)
        speak = _amap if parts.path.startswith("/v3/geocode/") else _tianditu
        body = json.dumps(speak(self.server.places, parts.path, query)).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _amap(places: dict, path: str, query: dict[str, str]) -> dict:
    if query.get("key") != KEY:
        return {"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"}
    if path.endswith("regeo"):
        return {"status": "1", "regeocode": {"formatted_address": f"近 {query['location']}"}}
    found = places.get(query["address"])
    if found is None:
        return {"status": "1", "count": "0", "info": "OK", "infocode": "10000", "geocodes": []}
    lon, lat, level = found
    one = {"formatted_address": query["address"], "location": f"{lon},{lat}", "level": level}
    return {"status": "1", "count": "1", "info": "OK", "infocode": "10000", "geocodes": [one]}


def _tianditu(places: dict, path: str, query: dict[str, str]) -> dict:
    if query.get("tk") != KEY:
        return {"msg": "非法Key", "status": "301"}
    if "postStr" in query:
        where = json.loads(query["postStr"])
        return {"result": {"formatted_address": f"近 {where['lon']}"}, "msg": "ok", "status": "0"}
    found = places.get(json.loads(query["ds"])["keyWord"])
    if found is None:
        return {"msg": "无结果", "status": "101"}
    lon, lat, level = found
    place = {"score": 100, "level": level, "lon": str(lon), "lat": str(lat)}
    return {"msg": "ok", "location": place, "searchVersion": "6.4", "status": "0"}


@contextmanager
def serving(places: dict[str, tuple[float, float, str]]) -> Iterator[Server]:
    """Serve both dialects on one port until the block ends."""
    with Server(("127.0.0.1", 0), _Handler) as server:
        server.places, server.asked = places, []
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
