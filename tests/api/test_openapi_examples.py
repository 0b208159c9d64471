"""Every example of the OpenAPI document is one: it fits the schema that it stands in."""

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

pytestmark = pytest.mark.db

DOCUMENT = "urn:gridgeo:openapi"
JSON = "application/json"
# What other systems call; each of their questions and answers is shown.
GROUPS = {"addresses", "api keys", "areas", "changes", "locate", "networks", "ogc", "tiles"}
GROUPS |= {"webhooks"}


@pytest.fixture(scope="module")
def document(public) -> dict[str, Any]:
    return public.get("/api/v1/openapi.json").json()


def examples_in(part: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Give each example with the JSON pointer of its schema."""
    if isinstance(part, list):
        for at, item in enumerate(part):
            yield from examples_in(item, f"{pointer}/{at}")
    if not isinstance(part, dict):
        return
    if isinstance(part.get("examples"), list):  # in "properties" it would be a schema
        yield from ((pointer, example) for example in part["examples"])
    for key, value in part.items():
        step = key.replace("~", "~0").replace("/", "~1")
        yield from examples_in(value, f"{pointer}/{step}") if key != "examples" else ()


def test_every_example_fits_its_schema(document):
    registry = Registry().with_resource(
        DOCUMENT, Resource(contents=document, specification=DRAFT202012)
    )
    found = list(examples_in(document))
    for pointer, example in found:
        schema = {"$ref": f"{DOCUMENT}#{pointer}"}
        validator = jsonschema.Draft202012Validator(
            schema,
            registry=registry,
            format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER,
        )
        faults = [error.message for error in validator.iter_errors(example)]
        assert not faults, (pointer, example, faults)
    assert len(found) > 100


def test_every_body_and_every_answer_is_shown_by_an_example(document):
    missing = [
        (operation["operationId"], name)
        for methods in document["paths"].values()
        for operation in methods.values()
        if set(operation["tags"]) & GROUPS
        for name, schema in json_schemas(operation)
        if not is_shown(schema, document, frozenset())
    ]
    assert not missing


def json_schemas(operation: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Give the schemas of the body and of the answers that are JSON and say what they hold."""
    parts = {"body": operation.get("requestBody", {}), **operation["responses"]}
    for name, part in parts.items():
        schema = part.get("content", {}).get(JSON, {}).get("schema")
        if schema:
            yield name, schema


def is_shown(part: Any, document: dict[str, Any], seen: frozenset[str]) -> bool:
    """Say whether a schema, or one that it leads to, has an example."""
    if isinstance(part, list):
        return any(is_shown(item, document, seen) for item in part)
    if not isinstance(part, dict):
        return False
    if part.get("examples"):
        return True
    reference = part.get("$ref")
    if isinstance(reference, str) and reference not in seen:
        named = document["components"]["schemas"][reference.rpartition("/")[2]]
        return is_shown(named, document, seen | {reference})
    return any(is_shown(value, document, seen) for value in part.values())
