from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely

from gridgeo.demo.samples import make_samples, read_samples, write_samples

SAMPLES = Path(__file__).parents[3] / "data" / "samples"


@pytest.fixture(scope="module")
def samples():
    return make_samples()


def _assert_same(written: pd.DataFrame, made: pd.DataFrame) -> None:
    """Compare a file with what the demo makes; a millimetre is lost in the writing."""
    columns = [name for name in made.columns if name != "geometry"]
    text = written[columns].fillna("").astype(str).replace("None", "")
    expected = made[columns].fillna("").astype(str).replace("None", "")
    pd.testing.assert_frame_equal(
        text.reset_index(drop=True), expected.reset_index(drop=True), check_dtype=False
    )
    if "geometry" in made:
        first, second = (_as_parts(table["geometry"].to_numpy()) for table in (written, made))
        assert shapely.equals_exact(first, second, 2e-8).all()


def _as_parts(shapes):
    """Wrap each shape the same way: a layer with one multipolygon is written as multipolygons."""
    collections = [shapely.GeometryCollection(list(shapely.get_parts(shape))) for shape in shapes]
    return shapely.normalize(np.array(collections, dtype=object))


def test_the_committed_samples_are_those_of_the_demo(samples):
    written = read_samples(SAMPLES)
    assert set(written) == set(samples)
    for name, made in samples.items():
        _assert_same(written[name], made)


def test_samples_stay_small_enough_to_read():
    for path in SAMPLES.iterdir():
        assert path.stat().st_size < 300_000, path.name


def test_writing_over_old_samples_gives_the_same_again(tmp_path, samples):
    write_samples(tmp_path)
    first = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_samples(tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == first
    written = read_samples(tmp_path)
    for name, made in samples.items():
        _assert_same(written[name], made)


def test_small_areas_are_a_clean_coverage_that_keeps_every_household(samples, district):
    small, communities = samples["small_areas.gpkg"], samples["communities.geojson"]
    assert shapely.coverage_is_valid(small.geometry.to_numpy())
    union = shapely.coverage_union_all(small.geometry.to_numpy())
    whole = shapely.coverage_union_all(communities.geometry.to_numpy())
    assert union.symmetric_difference(whole).area < 1e-12
    homes = shapely.contains(whole, district.households.geometry.to_numpy())
    assert small["households"].sum() == homes.sum() > 2000
    assert np.all(small["persons"] >= small["households"])
