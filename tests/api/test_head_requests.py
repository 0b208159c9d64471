import pytest

pytestmark = pytest.mark.db
PATHS = [
    "/api/v1/locate?lon=116.31&lat=39.91",
    "/api/v1/networks",
    "/api/v1/tiles/zongzhi/14/13484/6207.mvt",
    "/api/v1/openapi.json",
    "/health/live",
    "/api/v1/locate?lon=116.31&lat=abc",
    "/api/v1/nowhere",
]


@pytest.mark.parametrize("path", PATHS)
def test_head_is_get_without_the_body(public, path):
    whole, head = public.get(path), public.head(path)
    assert head.status_code == whole.status_code
    assert head.content == b""
    for name in ("content-type", "etag"):
        assert head.headers.get(name) == whole.headers.get(name)


def test_what_is_only_posted_to_has_no_head(public):
    assert public.head("/api/v1/locate/batch").status_code == 405
