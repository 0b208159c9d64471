import re

import numpy as np
import pytest
import shapely

from gridgeo.demo.draft import make_draft
from gridgeo.demo.homes import fill_homes
from gridgeo.demo.sizes import SMALL
from gridgeo.domain.errors import RefusedError

FLAT = re.compile(r".{2}(大道|路|街|巷)\d+号\d+幢\d单元\d{3,4}室")
LANE_HOUSE = re.compile(r".{2}(大道|路|街|巷)\d+号(\d{3}室)?")
FARM = re.compile(r".{2}村\d+组\d+号")


def test_the_total_is_the_stated_one(district):
    assert len(district.households) == SMALL.households
    assert district.households["households"].eq(1).all()


def test_buildings_and_household_rows_agree(district):
    homes = district.households
    by_building = homes.groupby("building_code").agg(n=("households", "sum"), p=("persons", "sum"))
    buildings = district.buildings.set_index("code").loc[by_building.index]
    assert (buildings["households"] == by_building["n"]).all()
    assert (buildings["persons"] == by_building["p"]).all()
    assert district.buildings["households"].sum() == len(homes)


def test_each_home_lies_in_its_own_building(district):
    shapes = district.buildings.set_index("code").geometry
    own = shapes.loc[district.households["building_code"]].to_numpy()
    assert shapely.contains_properly(own, district.households.geometry.to_numpy()).all()


def test_household_sizes_are_those_of_a_chinese_city(district):
    persons = district.households["persons"]
    assert persons.between(1, 6).all()
    assert 1.85 < persons.mean() < 1.97


def test_addresses_are_unique_and_of_one_of_three_standard_forms(district):
    addresses = district.households["address"]
    assert addresses.is_unique
    forms = {
        name: addresses.str.fullmatch(pattern).sum()
        for name, pattern in {"flat": FLAT, "lane": LANE_HOUSE, "farm": FARM}.items()
    }
    assert min(forms.values()) > 300
    assert sum(forms.values()) == len(addresses)


def test_an_address_begins_with_that_of_its_building(district):
    address = district.buildings.set_index("code")["address"]
    own = address.loc[district.households["building_code"]]
    pairs = zip(district.households["address"], own, strict=True)
    assert all(home.startswith(building) for home, building in pairs)


def test_one_village_has_ninety_households_only(district):
    villages = district.households["address"].str.extract(r"^(.{2}村)\d+组")[0].value_counts()
    assert villages.min() == 90


def test_position_quality_is_mostly_surveyed(district):
    shares = district.households["position_quality"].value_counts(normalize=True)
    assert set(shares.index) == {"surveyed", "geocoded", "by_hand"}
    assert shares["surveyed"] > 0.85


def test_more_households_than_homes_are_refused():
    draft = make_draft("small", 0)
    homes = int(draft.buildings.capacity.sum())
    with pytest.raises(RefusedError, match="too few homes"):
        fill_homes(draft.buildings, draft.sites, homes + 1, 0)


def test_no_building_holds_more_than_its_flats():
    draft = make_draft("small", 0)
    count = np.bincount(draft.homes.building, minlength=len(draft.buildings))
    assert (count <= draft.buildings.capacity).all()
