"""Definitions of networks from words."""

import pytest

from gridgeo.domain.band import HouseholdBand
from gridgeo.domain.enums import AreaSetting, CountUnit, Relation
from gridgeo.domain.errors import BadInputError
from gridgeo.domain.network import NetworkSpec, make_network_spec


def test_words_become_a_definition() -> None:
    spec = make_network_spec(
        "yibao", "医保", rural="100:200:300", unit="persons", relation="nests_in", related="zongzhi"
    )
    assert spec.band(AreaSetting.RURAL) == HouseholdBand(100, 200, 300)
    assert spec.band(AreaSetting.URBAN) == HouseholdBand()
    assert (spec.unit, spec.relation) == (CountUnit.PERSONS, Relation.NESTS_IN)


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"unit": "dogs"}, "unit"),
        ({"dedicated": "beside"}, "dedicated"),
        ({"relation": "near"}, "relation"),
        ({"relation": "nests_in"}, "relation"),
        ({"related": "zongzhi"}, "relation"),
        ({"urban": "500:300"}, "band"),
        ({"template": "x"}, "code_template"),
    ],
)
def test_a_word_that_means_nothing_is_refused(words: dict[str, str], field: str) -> None:
    with pytest.raises(BadInputError) as caught:
        make_network_spec("yibao", "医保", **words)
    assert caught.value.field == field


@pytest.mark.parametrize("code", ["", "Yibao", "1a", "a b", "医保", "a" * 33])
def test_a_code_must_be_short_and_plain(code: str) -> None:
    with pytest.raises(BadInputError, match="network code"):
        NetworkSpec(code, "医保")


@pytest.mark.parametrize("code", ["base", "units", "density", "findings"])
def test_a_network_is_not_called_like_a_layer_of_the_map(code):
    with pytest.raises(BadInputError, match="is the name of a layer"):
        NetworkSpec(code, "综治")
