"""How each service is asked, and how its answer reads: no network here."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from gridgeo.config import Settings
from gridgeo.db.repositories.outside_answers import OutsideAnswer
from gridgeo.domain.errors import BadInputError, UnavailableError
from gridgeo.geocode.address import Level
from gridgeo.geometry.china_offsets import gcj02_from_wgs84, wgs84_from_gcj02

# Their words for how far an answer reaches, and ours; other words are too coarse to place anything.
_LEVELS = {
    "门牌号": Level.NUMBER, "门址": Level.NUMBER, "单元号": Level.BUILDING, "楼号": Level.BUILDING,
    "兴趣点": Level.COMPOUND, "住宅区": Level.COMPOUND, "道路": Level.STREET,
    "道路交叉路口": Level.STREET, "村庄": Level.COMMUNITY, "村社区": Level.COMMUNITY,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a service is spoken with.

    Attributes
    ----------
    name, title : str
    url : str
        Its address; a setting puts another in its place.
    question : callable
        Query parameters for an address and a key.
    reverse : callable
        Query parameters for a longitude and latitude in EPSG:4326, and a key.
    answer : callable
        Reads the document of a geocoding; None where it found nothing.
    described : callable
        Reads the document of a reverse geocoding.
    path, reverse_path : str
        Below the address.
    """

    name: str
    title: str
    url: str
    question: Callable[[str, str], dict[str, str]]
    reverse: Callable[[float, float, str], dict[str, str]]
    answer: Callable[[dict[str, Any]], OutsideAnswer | None]
    described: Callable[[dict[str, Any]], str | None]
    path: str
    reverse_path: str


@dataclass(frozen=True, slots=True)
class OutsideService:
    """A service that may be asked: its dialect, address, key, and how often."""

    dialect: Dialect
    url: str
    key: str
    per_second: float


def find_service(settings: Settings, name: str) -> OutsideService:
    """Give a service that the operator has given a key for.

    Raises
    ------
    BadInputError
        If there is no such service.
    UnavailableError
        If it has no key here.
    """
    if name not in DIALECTS:
        raise BadInputError(
            f"There is no service '{name}'; there are: {', '.join(DIALECTS)}.", field="service"
        )
    key = getattr(settings, f"{name}_key")
    if key is None:
        raise UnavailableError(
            f"{DIALECTS[name].title} is not used here: GRIDGEO_{name.upper()}_KEY is not set."
        )
    url = getattr(settings, f"{name}_url") or DIALECTS[name].url
    return OutsideService(
        DIALECTS[name], url.rstrip("/"), key.get_secret_value(), settings.geocoders_per_second
    )


def _ask_amap(address: str, key: str) -> dict[str, str]:
    return {"address": address, "key": key, "output": "JSON"}


def _reverse_amap(lon: float, lat: float, key: str) -> dict[str, str]:
    x, y = gcj02_from_wgs84(lon, lat)
    return {"location": f"{x[0]:.6f},{y[0]:.6f}", "key": key, "output": "JSON"}


def _read_amap(document: dict[str, Any]) -> OutsideAnswer | None:
    _require_amap(document)
    found = document.get("geocodes") or []
    if not found:
        return None
    x, y = (float(part) for part in str(found[0]["location"]).split(","))
    lon, lat = wgs84_from_gcj02(x, y)
    return _answer(lon, lat, str(found[0].get("level", "")))


def _describe_amap(document: dict[str, Any]) -> str | None:
    _require_amap(document)
    return (document.get("regeocode") or {}).get("formatted_address") or None


def _require_amap(document: dict[str, Any]) -> None:
    if str(document.get("status")) != "1":
        raise _refused("高德", document.get("info"), document.get("infocode"))


def _ask_tianditu(address: str, key: str) -> dict[str, str]:
    return {"ds": orjson.dumps({"keyWord": address}).decode(), "tk": key}


def _reverse_tianditu(lon: float, lat: float, key: str) -> dict[str, str]:
    where = orjson.dumps({"lon": lon, "lat": lat, "ver": 1}).decode()
    return {"postStr": where, "type": "geocode", "tk": key}


def _read_tianditu(document: dict[str, Any]) -> OutsideAnswer | None:
    status = str(document.get("status"))
    if status == "101":  # nothing found
        return None
    if status != "0":
        raise _refused("天地图", document.get("msg"), status)
    found = document.get("location")
    if not found:
        return None
    # CGCS2000 differs from WGS 84 by centimetres.
    return _answer(
        np.array([float(found["lon"])]), np.array([float(found["lat"])]), str(found.get("level"))
    )


def _describe_tianditu(document: dict[str, Any]) -> str | None:
    if str(document.get("status")) != "0":
        raise _refused("天地图", document.get("msg"), document.get("status"))
    return (document.get("result") or {}).get("formatted_address") or None


def _answer(lon: Any, lat: Any, level: str) -> OutsideAnswer | None:
    x, y = float(lon[0]), float(lat[0])
    if not (abs(x) <= 180 and abs(y) <= 90):
        return None
    return OutsideAnswer(x, y, _LEVELS.get(level))


def _refused(title: str, reason: object, code: object) -> UnavailableError:
    return UnavailableError(f"{title} does not answer: {str(reason)[:80]} ({str(code)[:20]}).")


DIALECTS = {
    one.name: one
    for one in (
        Dialect(
            "amap", "高德", "https://restapi.amap.com", _ask_amap, _reverse_amap, _read_amap,
            _describe_amap, "/v3/geocode/geo", "/v3/geocode/regeo",
        ),
        Dialect(
            "tianditu", "天地图", "https://api.tianditu.gov.cn", _ask_tianditu, _reverse_tianditu,
            _read_tianditu, _describe_tianditu, "/geocoder", "/geocoder",
        ),
    )
}  # fmt: skip
