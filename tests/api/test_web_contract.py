"""The part of the API that the web application is written against is the API's own."""

import pytest

from api.web_contract import CONTRACT, cut_out, render

pytestmark = pytest.mark.db


def test_the_stored_contract_is_current(public):
    document = public.get("/api/v1/openapi.json").json()
    written = CONTRACT.read_text(encoding="utf-8")
    assert written == render(document), "Run `make web-types` and review what changed."


def test_a_contract_holds_what_its_operations_refer_to_and_no_more(public):
    document = public.get("/api/v1/openapi.json").json()
    cut = cut_out(document, {"get_job"})
    assert list(cut["paths"]) == ["/api/v1/jobs/{job_id}"]
    assert "Job" in cut["components"]["schemas"]
    assert "Plan" not in cut["components"]["schemas"]
    with pytest.raises(LookupError, match="no_such_thing"):
        cut_out(document, {"no_such_thing"})
