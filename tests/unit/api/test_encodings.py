import pytest

from api.encodings import choose_encoding


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("", "identity"),
        ("gzip", "gzip"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip", "gzip"),
        ("br;q=0, gzip;q=0.2", "gzip"),
        ("br ; Q=0.9 , GZIP;q=0.8", "br"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("*;q=0.5, br;q=0", "gzip"),
        ("identity", "identity"),
        ("identity;q=0.9, gzip;q=0.1", "identity"),
        ("identity;q=0, gzip;q=0.1", "gzip"),
        ("gzip;q=0", "identity"),
        ("gzip;q=nonsense", "identity"),
        ("gzip;q=2", "identity"),
        ("gzip;q=nan", "identity"),
        ("zstd", "identity"),
        (";;,,=", "identity"),
    ],
)
def test_the_heaviest_of_what_is_accepted_is_chosen(accept, chosen):
    assert choose_encoding(accept) == chosen
