"""The part of the OpenAPI document that the web application relies on.

``web/src/api/operations.json`` names the operations that the pages call. This module cuts them, and
the schemas that they need, out of the whole document, so that a change elsewhere in the API leaves
the web application's generated types alone. ``python -m api.web_contract`` writes the result to
``web/src/api/openapi.json``; a test holds it against the application.
"""

import json
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from api.main import create_app
from gridgeo.config import Settings

WEB_API = Path(__file__).resolve().parents[1] / "web" / "src" / "api"
NAMES = WEB_API / "operations.json"
CONTRACT = WEB_API / "openapi.json"
_METHODS = ("get", "post", "put", "patch", "delete")
_SCHEMA = "#/components/schemas/"


def cut_out(document: dict[str, Any], wanted: Collection[str]) -> dict[str, Any]:
    """Keep some operations, their good answers, and the schemas that these refer to.

    Raises
    ------
    LookupError
        If the document has no such operation.
    """
    paths: dict[str, Any] = {}
    missing = set(wanted)
    for path, item in document["paths"].items():
        for method in _METHODS:
            operation = item.get(method)
            if operation is not None and operation["operationId"] in wanted:
                missing.discard(operation["operationId"])
                paths.setdefault(path, {})[method] = _without_problems(operation)
    if missing:
        raise LookupError(f"The API has no operation {sorted(missing)}.")
    schemas = document["components"]["schemas"]
    kept = {name: schemas[name] for name in sorted(_closure(paths, schemas))}
    return {
        "openapi": document["openapi"],
        "info": {"title": document["info"]["title"], "version": "contract"},
        "paths": dict(sorted(paths.items())),
        "components": {"schemas": kept},
    }


def write_contract() -> None:
    """Write the contract of the application as it is."""
    with tempfile.TemporaryDirectory() as folder:
        # The document needs no database; an address keeps the embedded cluster from starting.
        settings = Settings(database_url="postgresql://localhost/none", data_dir=Path(folder))
        document = create_app(settings).openapi()
    CONTRACT.write_text(render(document), encoding="utf-8")


def render(document: dict[str, Any]) -> str:
    """Give the text of the contract of a whole document."""
    wanted = json.loads(NAMES.read_text(encoding="utf-8"))
    return json.dumps(cut_out(document, wanted), indent=1, ensure_ascii=False) + "\n"


def _without_problems(operation: dict[str, Any]) -> dict[str, Any]:
    """Drop the answers from 400 on: they are all problems, which the client types once."""
    answers = {code: one for code, one in operation["responses"].items() if code.startswith("2")}
    kept = ("operationId", "summary", "parameters", "requestBody")
    return {name: operation[name] for name in kept if name in operation} | {"responses": answers}


def _closure(paths: dict[str, Any], schemas: dict[str, Any]) -> set[str]:
    found: set[str] = set()
    waiting = list(_references(paths))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(_references(schemas[name]))
    return found


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        reference = node.get("$ref")
        if isinstance(reference, str) and reference.startswith(_SCHEMA):
            yield reference.removeprefix(_SCHEMA)
        for value in node.values():
            yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


if __name__ == "__main__":
    write_contract()
