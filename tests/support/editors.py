"""Editors of one draft, who all change the same grids at once and take 412 for an answer."""

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support import small_town

FIRST_LOOK_S, LONGEST_LOOK_S = 0.02, 1.0  # at what others did meanwhile, at most


@dataclass
class Editor:
    """Somebody who sends operations until a number of them is done.

    Attributes
    ----------
    done : list of int
        Revisions that were acknowledged.
    late, refused : int
        Answers that the plan had changed, and that a rule forbids the operation.
    """

    address: str
    key: str
    plan: int
    units: Sequence[str]
    seed: int
    done: list[int] = field(default_factory=list)
    late: int = 0
    refused: int = 0

    def work(self, operations: int) -> None:
        """Do a number of operations; whoever is late reads the revision and tries again."""
        rng = random.Random(self.seed)
        headers = {"X-API-Key": self.key}
        with httpx.Client(base_url=self.address, headers=headers, timeout=120) as client:
            path = f"/api/v1/plans/{self.plan}"
            tag = client.get(path).headers["etag"]
            while len(self.done) < operations:
                verb, body = self._wish(client, path, rng)
                tag = self._send(client, f"{path}/{verb}", body, tag, rng)

    def _send(
        self, client: httpx.Client, path: str, body: Any, tag: str, rng: random.Random
    ) -> str:
        """Send until it is done or refused; who is late again and again looks a while longer."""
        pause_s = FIRST_LOOK_S
        while True:
            answer = client.post(path, json=body, headers={"If-Match": tag})
            if answer.status_code == 412:
                self.late += 1
                tag = answer.headers["etag"]
                time.sleep(rng.uniform(0, pause_s))
                pause_s = min(2 * pause_s, LONGEST_LOOK_S)
                continue
            if answer.status_code == 200:
                self.done.append(answer.json()["revision"])
                return answer.headers["etag"]
            assert answer.status_code in (404, 409), answer.text
            assert "meanwhile" not in answer.text  # who comes too late is told so: 412
            self.refused += 1
            return client.get(f"/api/v1/plans/{self.plan}").headers["etag"]

    def _wish(
        self, client: httpx.Client, path: str, rng: random.Random
    ) -> tuple[str, dict[str, Any] | None]:
        roll = rng.random()
        if roll < 0.15:
            return rng.choice(["undo", "redo"]), None
        grids = [grid["code"] for grid in client.get(path).json()["grid_list"]]
        one = rng.choice(grids)
        if roll < 0.35:
            return "operations", {"kind": "split", "grid": one, "seed": rng.randrange(1000)}
        if roll < 0.5:
            return "operations", {"kind": "merge", "grids": sorted({one, rng.choice(grids)})}
        if roll < 0.6:
            name = f"网格{rng.randrange(10**6)}"
            return "operations", {"kind": "set_attributes", "grid": one, "name": name}
        units = [rng.choice(self.units)]
        if roll < 0.7:
            return "operations", {"kind": "draw", "units": units}
        return "operations", {"kind": "reassign", "units": units, "grid": one}


def key_of(address: str) -> str:
    """Give an administrator's key that may send as much as it likes."""
    with httpx.Client(base_url=address, timeout=60) as client:
        credentials = {"name": "administrator", "password": small_town.PASSWORD}
        token = client.post("/api/v1/session", json=credentials).json()["csrf_token"]
        answer = client.post(
            "/api/v1/api-keys",
            json={"name": "editors", "scopes": ["admin"], "requests_per_minute": 60_000},
            headers={"X-CSRF-Token": token},
        )
        assert answer.status_code == 201, answer.text
        return answer.json()["secret"]
