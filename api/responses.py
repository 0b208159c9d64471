"""Answers in media types of their own, written by orjson."""

from typing import Any

import orjson
from starlette.responses import JSONResponse


class Json(JSONResponse):
    """JSON as orjson writes it: NaN never appears, instants are ISO 8601."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Write the content; UTC is written as Z."""
        return orjson.dumps(content, option=orjson.OPT_UTC_Z)


class GeoJson(Json):
    """RFC 7946."""

    media_type = "application/geo+json"
