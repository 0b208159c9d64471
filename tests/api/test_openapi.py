"""The OpenAPI document is complete and stable, and every route asks for leave."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.support.small_town import LEFT

pytestmark = pytest.mark.db

# These say what the server is, or let somebody in; all others ask for leave.
OPEN = {
    "get_liveness",
    "get_readiness",
    "get_glyphs",
    "get_info",
    "sign_in",
    "get_session",
    "sign_out",
    "change_own_password",
    "begin_oidc",
    "finish_oidc",
}
GUARDED = {
    "accept_alignment",
    "accept_finding",
    "create_alignment",
    "create_crosswalk",
    "create_repair",
    "get_alignment",
    "get_crosswalk",
    "get_finding_tile",
    "get_finding_tilejson",
    "get_plan_finding_tile",
    "get_plan_finding_tilejson",
    "get_handover",
    "list_alignments",
    "list_cut_units",
    "list_moved_households",
    "list_proposal_features",
    "list_proposals",
    "count_findings",
    "withdraw_exception",
    "cancel_job",
    "check_plan",
    "create_api_key",
    "create_network",
    "change_network",
    "create_plan",
    "create_webhook",
    "download_layer",
    "download_network",
    "get_density_tile",
    "get_draft_ground",
    "get_density_tilejson",
    "get_area",
    "get_metrics",
    "get_grid",
    "get_job",
    "get_job_result",
    "get_network",
    "get_plan",
    "get_plan_tile",
    "get_plan_unit_tile",
    "get_plan_unit_tilejson",
    "get_deviation_tile",
    "get_deviation_tilejson",
    "get_plan_tilejson",
    "get_report",
    "get_style",
    "get_tile",
    "get_tilejson",
    "get_unit_tile",
    "get_unit_tilejson",
    "get_version_tile",
    "get_version_tilejson",
    "list_api_keys",
    "list_area_features",
    "list_areas",
    "list_changes",
    "list_dead_letters",
    "list_findings",
    "list_grids",
    "list_jobs",
    "list_networks",
    "list_plans",
    "list_replacements",
    "list_version_changes",
    "list_webhooks",
    "create_locate_job",
    "locate_batch",
    "locate_point",
    "geocode_address",
    "reverse_geocode",
    "list_address_queue",
    "list_placed_shares",
    "place_address",
    "dismiss_address",
    "undo_address",
    "list_address_decisions",
    "list_households",
    "list_stray_households",
    "erase_household",
    "list_audit_entries",
    "get_audit_head",
    "verify_audit",
    "count_households",
    "get_household",
    "list_users",
    "create_user",
    "get_user",
    "change_user",
    "set_user_grants",
    "reset_user_password",
    "unlock_user",
    "sign_out_user",
    "ogc_collection",
    "ogc_collections",
    "ogc_conformance",
    "ogc_item",
    "ogc_items",
    "ogc_landing_page",
    "ogc_queryables",
    "ogc_tile",
    "ogc_tile_matrix_set",
    "ogc_tile_matrix_sets",
    "ogc_tile_set",
    "ogc_tile_sets",
    "publish_plan",
    "operate_on_plan",
    "list_plan_operations",
    "undo_operation",
    "redo_operation",
    "jump_in_plan",
    "branch_plan",
    "compare_plan_with_published",
    "compare_plans",
    "rebase_plan",
    "redeliver_dead_letter",
    "remove_webhook",
    "send_tracks",
    "send_visits",
    "judge_campaign",
    "start_campaign",
    "get_campaign",
    "list_grid_tracks",
    "list_coverage",
    "get_grid_coverage",
    "list_blind_spots",
    "list_patrol_days",
    "get_patrol_rules",
    "set_patrol_rules",
    "describe_heat",
    "get_heat_report",
    "get_heat_picture",
    "get_heat_tile",
    "revoke_api_key",
}
GUARDED |= {
    "answer_score_note",
    "assess_month",
    "get_assessment_rules",
    "get_score",
    "get_score_workbook",
    "list_score_notes",
    "list_scores",
    "note_score",
    "set_assessment_rules",
    "count_events",
    "end_posting",
    "get_event",
    "get_event_photo",
    "keep_event_photo",
    "list_events",
    "report_event",
    "set_event_limits",
    "take_event_step",
    "get_notice_sheets",
    "get_grid_people",
    "get_service",
    "get_staffing",
    "get_worker_loads",
    "keep_cover_pairs",
    "list_cover_pairs",
    "list_leaves",
    "list_postings",
    "list_workers",
    "note_leave",
    "post_worker",
    "propose_cover_pairs",
    "save_worker",
    "withdraw_leave",
}
REVIEWING = {
    "end_presence",
    "note_presence",
    "approve_plan",
    "create_comment",
    "reject_plan",
    "reply_to_comment",
    "resolve_comment",
    "send_back_plan",
    "unresolve_comment",
}
GUARDED |= REVIEWING | {
    "follow_plan",
    "get_border_history",
    "get_grid_history",
    "get_review",
    "get_review_rules",
    "list_comments",
    "list_remaining_codes",
    "list_tasks",
    "get_split_proposal",
    "list_versions",
    "roll_back_network",
    "reopen_plan",
    "schedule_plan",
    "set_review_rules",
    "submit_plan",
    "unschedule_plan",
    "withdraw_plan",
}
GUARDED |= {
    "create_import",
    "delete_import_profile",
    "drop_import_file",
    "get_import",
    "inspect_import_file",
    "list_import_kinds",
    "list_import_profiles",
    "list_imports",
    "preview_import",
    "save_import_profile",
    "send_import_file",
    "undo_import",
}
# Parameters of paths that are no number.
QUESTIONS = {"create_locate_job", "locate_batch"}  # asked by POST: the points are many
QUESTIONS |= {"get_service", "propose_cover_pairs"}  # so are the people who are away
# What a leader decides: people, not borders.
LEADING = {
    "start_campaign",
    "answer_score_note",
    "assess_month",
    "note_score",
    "set_assessment_rules",
    "set_patrol_rules",
    "end_posting",
    "report_event",
    "keep_event_photo",
    "set_event_limits",
    "take_event_step",
    "keep_cover_pairs",
    "note_leave",
    "post_worker",
    "save_worker",
    "withdraw_leave",
}
VALUES = {"network": "zongzhi", "code": LEFT}


def address(path: str) -> str:
    """Fill in a path's parameters."""
    return re.sub(r"\{(\w+)\}", lambda found: str(VALUES.get(found[1], 1)), path)


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


@pytest.fixture(scope="module")
def document(public: httpx.Client) -> dict[str, Any]:
    return public.get("/api/v1/openapi.json").json()


def test_operation_ids_are_stable(document):
    found = {operation["operationId"] for _, _, operation in operations(document)}
    assert found == OPEN | GUARDED


def test_every_operation_says_what_it_does_and_how_it_refuses(document):
    for path, method, operation in operations(document):
        assert operation["summary"], (method, path)
        assert operation["description"], (method, path)
        problem = operation["responses"]["4XX"]["content"]
        assert list(problem) == ["application/problem+json"]
        assert "422" not in operation["responses"]  # problems are told of in one place


def test_the_schemas_carry_examples(document):
    schemas = document["components"]["schemas"]
    for name in ("Network", "Grid", "LocateAnswer", "Area", "Credentials"):
        assert "examples" in str(schemas[name]), name


def test_every_other_operation_refuses_nobody_in_particular(document, closed):
    for path, method, operation in operations(document):
        if operation["operationId"] in OPEN:
            continue
        query = {"lon": 116.31, "lat": 39.91} if path.endswith("/locate") else None
        body = {} if "requestBody" in operation else None
        answer = closed.request(method, address(path), params=query, json=body)
        assert answer.status_code == 401, (method, path, answer.text)


def test_a_leader_writes_nothing_but_of_the_staff_and_of_reviews(document, signed_in):
    client = signed_in("leader")
    for path, method, operation in operations(document):
        if method == "get" or operation["operationId"] in OPEN | QUESTIONS | LEADING | REVIEWING:
            continue
        answer = client.request(method, address(path), json={})
        assert answer.status_code == 403, (method, path, answer.text)
