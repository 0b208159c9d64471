"""District, towns and communities: codes, names and a coverage without gap or overlap."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gridgeo.demo.chance import stream
from gridgeo.demo.layout import Layout
from gridgeo.demo.names import stems
from gridgeo.demo.shapes import degrees, polygon
from gridgeo.domain.enums import AreaLevel

DISTRICT_NAME = "示范区（合成数据）"
DISTRICT_PREFIX = "990101"  # no province has the digits 99: nobody can take it for a real code


@dataclass(frozen=True, slots=True)
class Places:
    """Codes and names of the communities in the order of the layout, and of their towns."""

    codes: list[str]
    names: list[str]
    town_codes: list[str]
    town_names: dict[str, str]


def name_areas(layout: Layout, seed: int) -> Places:
    """Give every town and community its 12-digit code and its name."""
    source = stems(stream(seed, "areas"), classic=False)
    towns = sorted({community.town for community in layout.communities})
    town_codes, town_names = {}, {}
    for number, town in enumerate(towns, start=1):
        urban = [c.urban for c in layout.communities if c.town == town]
        town_codes[town] = (
            f"{DISTRICT_PREFIX}{number if np.mean(urban) >= 0.5 else number + 100:03d}000"
        )
        town_names[town_codes[town]] = next(source) + ("街道" if np.mean(urban) >= 0.5 else "镇")
    codes, names = [], []
    count = dict.fromkeys(towns, 0)
    for community in layout.communities:
        count[community.town] += 1
        serial = count[community.town] if community.urban else 200 + count[community.town]
        codes.append(f"{town_codes[community.town][:9]}{serial:03d}")
        names.append(next(source) + ("社区" if community.urban else "村"))
    return Places(codes, names, [town_codes[c.town] for c in layout.communities], town_names)


def area_frame(layout: Layout, places: Places) -> gpd.GeoDataFrame:
    """Make the areas table; towns and district are unions with the communities' own vertices."""
    communities = np.array(
        [polygon(layout.frame, c.node.rect) for c in layout.communities], dtype=object
    )
    settings = np.array(["urban" if c.urban else "rural" for c in layout.communities])
    town_of = np.array(places.town_codes)
    district = f"{DISTRICT_PREFIX}000000"
    rows: list[tuple[str, str, AreaLevel, str | None, str]] = [
        (district, DISTRICT_NAME, AreaLevel.DISTRICT, None, "urban")
    ]
    shapes = [_union(communities)]
    for code, name in places.town_names.items():
        inside = town_of == code
        setting = "urban" if np.mean(settings[inside] == "urban") >= 0.5 else "rural"
        rows.append((code, name, AreaLevel.TOWN, district, setting))
        shapes.append(_union(communities[inside]))
    for index, code in enumerate(places.codes):
        town = places.town_codes[index]
        rows.append((code, places.names[index], AreaLevel.COMMUNITY, town, str(settings[index])))
        shapes.append(communities[index])
    table = pd.DataFrame(rows, columns=["code", "name", "level", "parent_code", "setting"])
    table["level"] = table["level"].astype(str)
    return gpd.GeoDataFrame(table, geometry=degrees(shapes), crs="EPSG:4326")


def _union(polygons: np.ndarray) -> shapely.Geometry:
    """Join polygons of a coverage; normalised, so that the vertices come in one order only."""
    return shapely.normalize(shapely.coverage_union_all(polygons))
