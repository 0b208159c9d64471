"""Send a thousand made-up requests to every group of operations: none may break the server.

Starts a server of its own on a small town, with an administrator's key. Requests are made by
schemathesis from the OpenAPI document, fitting and unfitting ones. Ends with status 1 and the
operations at fault when an answer is 5xx or not what the document says.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from math import ceil
from pathlib import Path

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from api.main import create_app
from gridgeo.config import Settings
from gridgeo.db.session import make_engine, open_session
from gridgeo.embedded import ensure_cluster, stop_cluster
from gridgeo.services.migrate_database import migrate_database
from tests.support import live_server, small_town

CASES_A_GROUP = 1_000


def main() -> int:
    """Run and print the number of requests a group as JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--cases", type=int, default=CASES_A_GROUP, help="at least, a group")
    parser.add_argument("--group", action="append", help="only this one; may be repeated")
    given_options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gridgeo-fuzz-") as folder:
        own = Settings(data_dir=Path(folder), database_url=None)
        url = ensure_cluster(own)
        try:
            sent, faults = _run(url, Path(folder), given_options.cases, given_options.group)
        finally:
            stop_cluster(own)
    print(json.dumps({"sent": dict(sorted(sent.items())), "faults": len(faults)}))  # noqa: T201
    for fault in faults:
        print(fault, file=sys.stderr)  # noqa: T201
    return 1 if faults else 0


def _run(
    url: str, folder: Path, cases: int, groups: Sequence[str] | None
) -> tuple[Counter[str], list[str]]:
    migrate_database(url)
    engine = make_engine(url)
    with open_session(engine) as session:
        small_town.build(session)
        small_town.add_users(session)
    engine.dispose()
    app = create_app(Settings(database_url=url, data_dir=folder), web_dist=folder / "no-dist")
    with live_server.running(app) as address:
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json")
        by_group: dict[str, list[schemathesis.APIOperation]] = {}
        for result in schema.get_all_operations():
            operation = result.ok()
            by_group.setdefault((operation.tags or ["other"])[0], []).append(operation)
        key, sent, faults = _administrator_key(address), Counter(), []
        for group, operations in sorted(by_group.items()):
            if groups is None or group in groups:
                for operation in operations:
                    share = ceil(cases / len(operations))
                    faults += _try_out(operation, key, share, group, sent)
    return sent, faults


def _administrator_key(address: str) -> str:
    with httpx.Client(base_url=address) as client:
        credentials = {"name": "administrator", "password": small_town.PASSWORD}
        token = client.post("/api/v1/session", json=credentials).json()["csrf_token"]
        body = {"name": "fuzz", "scopes": ["admin"], "requests_per_minute": 60_000}
        answer = client.post("/api/v1/api-keys", json=body, headers={"X-CSRF-Token": token})
    answer.raise_for_status()
    return str(answer.json()["secret"])


def _try_out(
    operation: schemathesis.APIOperation, key: str, cases: int, group: str, sent: Counter[str]
) -> list[str]:
    """Send made-up requests to one operation; give what went wrong first, in a line."""

    @given(case=operation.as_strategy())
    @settings(
        max_examples=cases,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def send(case: schemathesis.Case) -> None:
        sent[group] += 1
        case.headers = {**(case.headers or {}), "X-API-Key": key}
        case.validate_response(case.call(), checks=[not_a_server_error])

    try:
        send()
    except Exception as fault:  # whatever it is, the other operations are tried too
        return [f"{operation.label}: {str(fault)[:600]}"]
    return []


if __name__ == "__main__":
    raise SystemExit(main())
