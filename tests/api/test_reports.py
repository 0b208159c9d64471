import re

import pytest

pytestmark = pytest.mark.db


def test_a_report_is_one_page_that_loads_nothing(public):
    answer = public.get("/api/v1/reports/zongzhi")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert "综治" in answer.text
    assert "合成数据" in answer.text
    assert not re.search(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//""", answer.text)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "'unsafe-inline'" not in policy.split("style-src")[0]


def test_a_report_of_no_network_is_a_problem(public):
    answer = public.get("/api/v1/reports/nothing")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_closed_server_shows_no_report_to_nobody(closed):
    assert closed.get("/api/v1/reports/zongzhi").status_code == 401
