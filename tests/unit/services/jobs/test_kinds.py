import inspect

import pytest

from gridgeo.domain.errors import BadInputError
from gridgeo.services.jobs.kinds import KINDS, find_kind


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_kind_names_a_function_of_context_and_arguments(name):
    kind = find_kind(name)
    assert list(inspect.signature(kind.load()).parameters) == ["context", "arguments"]
    assert kind.title
    assert kind.title_zh
    assert kind.max_attempts >= 1


def test_an_unknown_kind_is_refused_with_those_there_are():
    with pytest.raises(BadInputError, match="create_plan"):
        find_kind("nothing")
