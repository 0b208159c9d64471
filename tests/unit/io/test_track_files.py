import geopandas as gpd
import numpy as np
import orjson
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from pyarrow import ipc

from gridgeo.domain.errors import BadInputError
from gridgeo.io.track_files import read_tracks

TIMES = pd.to_datetime(
    ["2025-06-02T01:00:00Z", "2025-06-02T01:00:20Z", "2025-06-02T01:00:40Z"], utc=True
)
XY = np.array([[114.9, 32.0], [114.901, 32.0], [114.902, 32.001]])


def points(**columns):
    return gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(*XY.T), crs="EPSG:4326")


def same(table, device="w1", exact=True):
    frame = table.frame
    assert frame["device"].tolist() == [device] * 3
    assert frame["recorded_at"].tolist() == TIMES.tolist()
    assert frame[["lon", "lat"]].to_numpy() == pytest.approx(XY, abs=0 if exact else 1e-6)


@pytest.mark.parametrize("name", ["t.geojson", "t.gpkg"])
def test_points_of_vector_files(tmp_path, name):
    points(traj_id="w1", t=TIMES).to_file(tmp_path / name)  # as movingpandas names them
    same(read_tracks(tmp_path / name), exact=False)


def test_points_in_another_system(tmp_path):
    points(device="w1", time=TIMES).to_crs(4527).to_file(tmp_path / "t.gpkg")
    same(read_tracks(tmp_path / "t.gpkg"), exact=False)


@pytest.mark.parametrize(
    "texts",
    [
        TIMES.strftime("%Y-%m-%dT%H:%M:%SZ"),
        TIMES.tz_convert("Asia/Shanghai").strftime("%Y/%m/%d %H:%M:%S"),
        (TIMES.astype("int64") // 10 ** (9 if TIMES.unit == "ns" else 6)).astype(str),
        ((TIMES - pd.Timestamp(0, tz="UTC")) // pd.Timedelta("1ms")).astype(str),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_tables_with_times_as_offices_write_them(tmp_path, texts, encoding):
    table = pd.DataFrame({"设备号": "w1", "时间": texts, "经度": XY[:, 0], "纬度": XY[:, 1]})
    table.to_csv(tmp_path / "t.csv", index=False, encoding=encoding)
    same(read_tracks(tmp_path / "t.csv"))


def test_gpx(tmp_path):
    rows = "".join(
        f'<trkpt lat="{y}" lon="{x}"><time>{at:%Y-%m-%dT%H:%M:%SZ}</time></trkpt>'
        for (x, y), at in zip(XY, TIMES, strict=True)
    )
    (tmp_path / "walk.gpx").write_text(
        '<?xml version="1.0"?><gpx version="1.1" creator="x"'
        f' xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg>{rows}</trkseg></trk></gpx>'
    )
    same(read_tracks(tmp_path / "walk.gpx"), device="walk-0")


def test_lines_with_a_time_for_each_vertex(tmp_path):
    feature = {
        "type": "Feature",
        "properties": {"device": "w1", "coordTimes": [at.isoformat() for at in TIMES]},
        "geometry": shapely.geometry.mapping(shapely.LineString(XY)),
    }
    content = {"type": "FeatureCollection", "features": [feature]}
    (tmp_path / "t.geojson").write_bytes(orjson.dumps(content))
    same(read_tracks(tmp_path / "t.geojson"))
    feature["properties"]["coordTimes"].pop()
    (tmp_path / "t.geojson").write_bytes(orjson.dumps(content))
    with pytest.raises(BadInputError, match="another number of times"):
        read_tracks(tmp_path / "t.geojson")


def test_observations_as_earthranger_answers_them(tmp_path):
    rows = [
        {
            "id": str(i),
            "location": {"longitude": float(x), "latitude": float(y)},
            "recorded_at": at.isoformat(),
            "source": "w1",
            "additional": {"hdop": 3},
        }
        for i, ((x, y), at) in enumerate(zip(XY, TIMES, strict=True))
    ]
    (tmp_path / "o.json").write_bytes(orjson.dumps({"data": {"count": 3, "results": rows}}))
    same(read_tracks(tmp_path / "o.json"))


def test_arrow_and_parquet(tmp_path):
    table = pd.DataFrame({"device": "w1", "timestamp": TIMES, "lon": XY[:, 0], "lat": XY[:, 1]})
    table.to_parquet(tmp_path / "t.parquet")
    same(read_tracks(tmp_path / "t.parquet"))
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    for name, writer in (("t.arrow", ipc.new_file), ("t.arrows", ipc.new_stream)):
        with writer(tmp_path / name, arrow.schema) as sink:
            sink.write_table(arrow)
        same(read_tracks(tmp_path / name))


def test_rows_without_a_time_are_named_and_the_others_read(tmp_path):
    (tmp_path / "t.csv").write_text(
        "device,time,lon,lat,accuracy\na,2025-06-02 09:00:00,114.9,32,5\n"
        "a,yesterday,114.9,32,5\na,,114.9,32,\na,2025-06-02 09:01:00,x,32,-1\n"
    )
    table = read_tracks(tmp_path / "t.csv")
    assert table.rows.tolist() == [1, 4]
    assert [(one.row, one.reason[:10]) for one in table.rejected] == [
        (2, "is no time"),
        (3, "is missing"),
    ]
    assert np.isnan(table.frame["lon"].iloc[1])
    assert np.isnan(table.frame["accuracy_m"].iloc[1])


def test_what_is_no_track_is_refused(tmp_path):
    (tmp_path / "t.csv").write_text("device,lon,lat\na,1,2\n")
    with pytest.raises(BadInputError, match="looks like the time"):
        read_tracks(tmp_path / "t.csv")
    with pytest.raises(BadInputError, match="no file"):
        read_tracks(tmp_path / "nothing.csv")
