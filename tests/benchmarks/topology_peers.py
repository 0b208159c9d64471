"""What others would run to check a network, on the same polygons."""

import io

import psycopg2
import shapely

SRID = 32650


def strtree_and_union(polygons, least_m2):
    """Overlaps by pairwise intersection, gaps as the holes of the union."""
    polygons = shapely.make_valid(polygons)
    first, second = shapely.STRtree(polygons).query(polygons, predicate="intersects")
    pair = first < second
    area = shapely.area(shapely.intersection(polygons[first[pair]], polygons[second[pair]]))
    whole = shapely.get_parts(shapely.union_all(polygons))
    rings = shapely.get_rings(whole)
    holes = shapely.area(shapely.polygons(rings[1:]))
    return int((area >= least_m2).sum()), int((holes >= least_m2).sum())


def load(url, table, geometries, **columns):
    """Put geometries into an indexed, analysed table; not timed."""
    shapes = shapely.to_wkb(shapely.set_srid(geometries, SRID), hex=True, include_srid=True)
    names = ["id", *columns, "geom"]
    rows = zip(range(len(shapes)), *columns.values(), shapes, strict=True)
    text = io.StringIO("".join("\t".join(map(str, row)) + "\n" for row in rows))
    kinds = ", ".join(f"{name} {'geometry' if name == 'geom' else 'bigint'}" for name in names)
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} ({kinds})")
        cursor.copy_from(text, table, columns=names)
        cursor.execute(f"CREATE INDEX ON {table} USING gist (geom)")
        cursor.execute(f"ANALYZE {table}")


def postgis_check(url, least_m2):
    """Overlaps by a self-join, gaps as the holes of the union."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM drawn a JOIN drawn b ON a.id < b.id AND a.geom && b.geom"
            " AND ST_Intersects(a.geom, b.geom)"
            " WHERE ST_Area(ST_Intersection(a.geom, b.geom)) >= %s",
            (least_m2,),
        )
        overlaps = cursor.fetchone()[0]
        cursor.execute(
            "SELECT count(*) FROM (SELECT (ST_DumpRings(d.geom)).* FROM"
            " (SELECT (ST_Dump(ST_Union(geom))).geom FROM drawn) d) rings"
            " WHERE path[1] > 0 AND ST_Area(geom) >= %s",
            (least_m2,),
        )
        return overlaps, cursor.fetchone()[0]


def postgis_crosswalk(url):
    """Persons by pair of grids, each point joined to both networks."""
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.id, b.id, sum(h.count) FROM homes h"
            " JOIN a ON ST_Intersects(a.geom, h.geom) JOIN b ON ST_Intersects(b.geom, h.geom)"
            " GROUP BY 1, 2"
        )
        return {(first, second): int(total) for first, second, total in cursor}
