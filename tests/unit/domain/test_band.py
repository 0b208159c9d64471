import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import BandStatus
from gridgeo.domain.errors import BadInputError


def test_three_numbers_are_minimum_target_maximum():
    assert HouseholdBand.parse("300:400:500") == HouseholdBand(300, 400, 500)


def test_two_numbers_put_the_target_half_way():
    assert HouseholdBand.parse("30:50") == HouseholdBand(30, 40, 50)


@pytest.mark.parametrize(
    ("count", "status"),
    [
        (299, BandStatus.UNDER),
        (300, BandStatus.IN_BAND),
        (500, BandStatus.IN_BAND),
        (501, BandStatus.OVER),
    ],
)
def test_both_ends_belong_to_the_band(count, status):
    assert HouseholdBand().status(count) is status


def test_deviation_is_a_share_of_the_target():
    assert HouseholdBand().deviation(300) == pytest.approx(-0.25)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "300",
        "300-500",
        "a:b:c",
        "500:400:300",
        "0:1:2",
        "1:2:3:4",
        "-1:2:3",
        "3.5:4:5",
        "²:³:³",
        "1:2:1000000001",
        "1:2:" + "9" * 5000,
    ],
)
def test_a_bad_band_is_named_with_an_example(text):
    with pytest.raises(BadInputError, match="300:400:500") as caught:
        HouseholdBand.parse(text)
    assert caught.value.field == "band"
