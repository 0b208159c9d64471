from hypothesis import given, settings
from hypothesis import strategies as st

from gridgeo.geocode import parse_address

NAMES = st.text("安湾锦岭明景康宁福兴", min_size=2, max_size=3)
NUMBERS = st.integers(1, 3999)
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@settings(deadline=None, max_examples=200)
@given(NAMES, NUMBERS, st.integers(1, 60), st.integers(1, 9), st.integers(101, 3999))
def test_the_normal_form_of_a_standard_address_is_the_address(
    name: str, number: int, building: int, entrance: int, room: int
) -> None:
    text = f"{name}路{number}号{building}幢{entrance}单元{room}室"
    assert parse_address(text).normal == text
    loose = f"{name}路 {number}號{building}栋{entrance}-{room}".translate(WIDE)
    assert parse_address(loose).normal == text


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=40))
def test_any_text_is_taken_apart_and_its_normal_form_is_plain(text: str) -> None:
    address = parse_address(text)
    assert all(value == value.strip() for value in address.parts().values())
    assert " " not in address.normal
