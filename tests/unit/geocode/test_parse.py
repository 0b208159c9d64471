import pytest

from gridgeo.geocode import KnownAreas, parse_address
from gridgeo.geocode.address import Level
from gridgeo.geocode.characters import MOST_CHARACTERS, number_in_words, plain

STANDARD = "锦岭路2号1幢3单元601室"


@pytest.mark.parametrize(
    "text",
    [
        STANDARD,
        "錦嶺路２號１棟３單元６０１室",
        "锦岭路二号一幢三单元六〇一室",
        "锦岭路 2号 1号楼 3门 601房",
        "锦岭路2号1-3-601",
        "锦岭路2号1栋3-601",
        "锦岭路2号院1座3单元601",
        "锦岭路2号(近农行)1幢，3单元，601室",
        "锦岭路第二号1#3单元601",
    ],
)
def test_every_way_to_write_an_address_has_one_normal_form(text: str) -> None:
    assert parse_address(text).normal == STANDARD


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "江苏省南京市鼓楼区湖南路街道五台社区镇江路12号",
            {
                "province": "江苏省", "city": "南京市", "district": "鼓楼区",
                "town": "湖南路街道", "community": "五台社区", "street": "镇江路", "number": "12",
            },
        ),
        (
            "300新竹市東區光復路二段101號",
            {"city": "新竹市", "district": "东区", "street": "光复路2段", "number": "101"},
        ),
        ("安湾村2组70号", {"community": "安湾村", "group": "2", "number": "70"}),
        ("和平村委会三组十五号", {"community": "和平村", "group": "3", "number": "15"}),
        ("大庄屯3组", {"village": "大庄屯", "group": "3"}),
        ("朝阳巷16号201室", {"lane": "朝阳巷", "number": "16", "room": "201"}),
        ("漕溪北路123弄45号", {"street": "漕溪北路", "lane": "123弄", "number": "45"}),
        (
            "锦绣花园二期A区12幢1202",
            {"compound": "锦绣花园2期A区", "building": "12", "room": "1202"},
        ),
        ("万科城A3栋501", {"compound": "万科城", "building": "A3", "room": "501"}),
        ("市府路8号附2号", {"street": "市府路", "number": "8-2"}),
        ("五一路十二号", {"street": "五一路", "number": "12"}),
        ("人民市场路5号", {"street": "人民市场路", "number": "5"}),
        ("铁路新村3幢2单元", {"compound": "铁路新村", "building": "3", "entrance": "2"}),
        (
            "新竹市東區光復路一段472號1樓",
            {"city": "新竹市", "district": "东区", "street": "光复路1段", "number": "472",
             "floor": "1"},
        ),
        (
            "大學路56,58,60號",
            {"street": "大学路", "number": "56"},
        ),
        ("老供销社后面", {"compound": "老供销社后面"}),
        ("", {}),
    ],
)  # fmt: skip
def test_an_address_is_taken_apart(text: str, parts: dict[str, str]) -> None:
    assert parse_address(text).parts() == parts


@pytest.mark.parametrize(
    ("text", "level"),
    [
        (STANDARD, Level.ROOM),
        ("锦岭路2号1幢", Level.BUILDING),
        ("锦岭路2号", Level.NUMBER),
        ("锦绣花园", Level.COMPOUND),
        ("锦岭路", Level.STREET),
        ("永林社区居委会", Level.COMMUNITY),
        ("", None),
    ],
)
def test_an_address_says_how_exact_it_is(text: str, level: Level | None) -> None:
    assert parse_address(text).level is level


def test_numbers_count_in_every_name_that_the_address_gives() -> None:
    assert parse_address("人民路朝阳巷16号锦绣花园3幢").anchors == (
        "人民路朝阳巷",
        "朝阳巷",
        "锦绣花园",
    )
    assert parse_address("安湾村2组70号").anchors == ("安湾村2组",)


@pytest.mark.parametrize(
    ("words", "number"),
    [("十二", 12), ("三百零一", 301), ("二〇一", "201"), ("廿三", 23), ("一千二百", 1200)],
)
def test_numbers_in_words_are_read(words: str, number: int | str) -> None:
    assert number_in_words(words) == number


def test_an_endless_text_is_cut() -> None:
    assert len(plain("路" * 10_000)) == MOST_CHARACTERS


def test_areas_of_ones_own_are_found_whatever_they_are_called() -> None:
    text = "合成示范丹台村锦岭路12号"
    assert parse_address(text).community == ""
    known = KnownAreas({"合成示范": "district", "丹台村": "community", "丹台": "town"})
    assert parse_address(text, known).parts() == {
        "district": "合成示范",
        "community": "丹台村",
        "street": "锦岭路",
        "number": "12",
    }
