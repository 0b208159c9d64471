"""The look through JSON finds the depth and the names of any document, however it is cut up."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridgeo.domain.errors import BadInputError
from gridgeo.io.sources import json_scan, limits

TEXTS = st.text(alphabet='ab"\\[]{}:, \n中é\u2028', max_size=6) | st.sampled_from(
    ["crs", "CRS", "Topology", "type", ":", '":', "x" * 70, "\\", "name"]
)
DOCUMENTS = st.recursive(
    TEXTS | st.none() | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=25,
)


def depth_of(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (1 if isinstance(value, dict | list) else 0) + max(map(depth_of, inner), default=0)


def is_there(text: str, value: Any) -> bool:
    if isinstance(value, dict | list):
        return any(
            is_there(text, one) for one in (value.values() if isinstance(value, dict) else value)
        )
    return bool(value == text)


def names_of(value: Any, ascii_only: bool) -> set[bytes]:
    """Give the beginnings of all names as they are written."""
    if isinstance(value, list):
        return set().union(*(names_of(one, ascii_only) for one in value))
    if not isinstance(value, dict):
        return set()
    own = {json.dumps(name, ensure_ascii=ascii_only).encode()[:-1][:64] for name in value}
    return own.union(*(names_of(one, ascii_only) for one in value.values()))


@given(DOCUMENTS, st.sampled_from([1, 3, 16, 1 << 20]), st.booleans(), st.sampled_from([None, 1]))
def test_depth_and_names_are_those_of_the_document(value, block, ascii_only, indent):
    value = {"whole": [value, 0]}  # a text at the very end may always go on
    depth, names = depth_of(value), names_of(value, ascii_only)
    with TemporaryDirectory() as folder, patch.object(json_scan, "_BLOCK", block):
        path = Path(folder) / "a.json"
        path.write_text(json.dumps(value, ensure_ascii=ascii_only, indent=indent), "utf-8")
        with patch.multiple(limits, MOST_JSON_DEPTH=depth, MOST_COLUMNS=len(names)):
            topology = json_scan.require_plain(path)
        assert topology or not is_there("Topology", value)
        with patch.object(limits, "MOST_JSON_DEPTH", depth - 1), pytest.raises(BadInputError):
            json_scan.require_plain(path)
        with patch.object(limits, "MOST_COLUMNS", len(names) - 1), pytest.raises(BadInputError):
            json_scan.require_plain(path)
