"""Bring a plan through its review, as a planner and a reviewer do."""

from collections.abc import Callable

import httpx


def review_plan(signed_in: Callable[[str], httpx.Client], address: str) -> None:
    """Submit a draft and let somebody else approve it."""
    planner, reviewer = signed_in("planner"), signed_in("reviewer")
    seen = {"If-Match": planner.get(address).headers["etag"]}
    for client, step in ((planner, "submit"), (reviewer, "approve")):
        answer = client.post(f"{address}/{step}", headers=seen)
        assert answer.status_code == 200, answer.text
