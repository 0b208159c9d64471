import base64
import hashlib

from api.routers.reports import report_policy


def source_of(script: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def scripts_of(policy: str) -> list[str]:
    [rule] = [part for part in policy.split("; ") if part.startswith("script-src ")]
    return rule.split(" ")[1:]


def test_only_the_scripts_that_stand_in_the_page_may_run():
    page = "<script>one()</script><p>text</p><SCRIPT type='module'>\ntwo()\n</SCRIPT>"
    policy = report_policy(page)
    assert set(scripts_of(policy)) == {source_of("one()"), source_of("\ntwo()\n")}
    assert "default-src 'none'" in policy


def test_a_page_without_scripts_allows_none():
    assert scripts_of(report_policy("<p>text</p>")) == ["'none'"]


def test_line_ends_are_hashed_as_a_browser_reads_them():
    assert scripts_of(report_policy("<script>a\r\nb</script>")) == [source_of("a\nb")]
