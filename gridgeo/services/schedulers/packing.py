"""The planner's values as bytes and back: numbers, arrays and its own dataclasses, nothing else.

Bytes from a queue may come from anybody who can write to it. Unlike a pickle, what is unpacked here
runs no code: arrays are read without objects, and only frozen dataclasses and enums of the pure
core are made again.
"""

import dataclasses
import io
import math
import zipfile
from collections.abc import Callable
from enum import Enum
from importlib import import_module
from typing import Any

import numpy as np
import orjson
from numpy.typing import NDArray

from gridgeo.domain.errors import BadInputError

_MODULES = ("gridgeo.domain.", "gridgeo.planner.")
_SKELETON = "skeleton"
_SPEED = 1  # zlib's level: indices shrink to a fifth, and more effort gains little


def pack(value: Any) -> bytes:
    """Write a value as a compressed npz archive: its arrays, and a skeleton that holds them.

    Parameters
    ----------
    value : object
        None, booleans, numbers, text, arrays without objects, tuples and lists, enums and
        dataclasses of the pure core, and whatever is made of these.

    Raises
    ------
    TypeError
        For anything else.
    """
    arrays: list[NDArray[Any]] = []
    skeleton = orjson.dumps(_dismantle(value, arrays))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=_SPEED) as archive:
        archive.writestr(_SKELETON, skeleton)
        for number, array in enumerate(arrays):
            content = io.BytesIO()
            np.lib.format.write_array(content, array, allow_pickle=False)
            archive.writestr(str(number), content.getvalue())
    return packed.getvalue()


def unpack(packed: bytes) -> Any:
    """Read what `pack` wrote.

    Raises
    ------
    BadInputError
        If the bytes are something else.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            return _assemble(orjson.loads(archive.read(_SKELETON)), archive)
    except (zipfile.BadZipFile, LookupError, ValueError, TypeError, AttributeError) as error:
        raise BadInputError("These bytes are no task of the planner, nor its answer.") from error


def weigh(value: Any) -> int:
    """Give about how many bytes a value's arrays have."""
    arrays: list[NDArray[Any]] = []
    _dismantle(value, arrays)
    return sum(array.nbytes for array in arrays)


def name_of(function: Callable[..., Any]) -> str:
    """Give the name under which another process finds a function of the planner."""
    return f"{function.__module__}:{function.__qualname__}"


def function_of(name: str) -> Callable[..., Any]:
    """Find a function of the planner by name.

    Raises
    ------
    BadInputError
        If it is none.
    """
    module, _, qualified = name.partition(":")
    found = _member(module, qualified)
    if not callable(found) or isinstance(found, type):
        raise BadInputError(f"'{name}' is no function of the planner.")
    return found  # type: ignore[no-any-return]  # only a signature is unknown


def _dismantle(value: Any, arrays: list[NDArray[Any]]) -> Any:
    """Put arrays aside and write the rest as JSON; every composite is told by its first word."""
    if isinstance(value, np.generic | np.ndarray):
        arrays.append(np.asarray(value))
        kind = "array" if isinstance(value, np.ndarray) else "number"
        return [kind, len(arrays) - 1]
    if isinstance(value, Enum):
        return ["enum", _name(type(value)), value.value]
    if isinstance(value, float) and not math.isfinite(value):
        return ["float", repr(value)]  # JSON has no word for these
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple | list):
        kind = "tuple" if isinstance(value, tuple) else "list"
        return [kind, *(_dismantle(one, arrays) for one in value)]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        parts = {
            field.name: _dismantle(getattr(value, field.name), arrays)
            for field in dataclasses.fields(value)
            if field.init
        }
        return ["made", _name(type(value)), parts]
    raise TypeError(f"{type(value).__name__} cannot be sent to another process.")


def _assemble(part: Any, archive: zipfile.ZipFile) -> Any:
    if not isinstance(part, list):
        return part
    kind, *rest = part
    if kind in ("array", "number"):
        content = io.BytesIO(archive.read(str(rest[0])))
        array = np.lib.format.read_array(content, allow_pickle=False)
        return array if kind == "array" else array[()]
    if kind == "float":
        return float(rest[0])
    if kind in ("tuple", "list"):
        values = [_assemble(one, archive) for one in rest]
        return tuple(values) if kind == "tuple" else values
    module, _, qualified = rest[0].partition(":")
    cls = _member(module, qualified)
    if kind == "enum" and isinstance(cls, type) and issubclass(cls, Enum):
        return cls(rest[1])
    if kind == "made" and isinstance(cls, type) and dataclasses.is_dataclass(cls):
        return cls(**{name: _assemble(one, archive) for name, one in rest[1].items()})
    raise ValueError(kind)


def _name(cls: type) -> str:
    name = f"{cls.__module__}:{cls.__qualname__}"
    if not cls.__module__.startswith(_MODULES):
        raise TypeError(f"{name} is not of the pure core and cannot be sent to another process.")
    return name


def _member(module: str, name: str) -> Any:
    if not module.startswith(_MODULES) or "." in name or name.startswith("_"):
        raise BadInputError(f"'{module}:{name}' is nothing of the planner.")
    return getattr(import_module(module), name)
