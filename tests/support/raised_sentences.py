"""The sentences that the code refuses with, read from its source."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ERRORS = frozenset(
    {
        "ActionRefusedError",
        "BadInputError",
        "ConflictError",
        "ForbiddenError",
        "MissingRevisionError",
        "NotFoundError",
        "NotSignedInError",
        "OutdatedError",
        "RateLimitedError",
        "RefusedError",
        "TooManyAttemptsError",
        "UnavailableError",
    }
)


def sentences_of(places: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Give each sentence with ``{}`` for what is filled in, and where it is raised.

    An error that is told in both languages on the spot (``zh=``) is left out, and so is one that
    passes on the words of another.
    """
    for place in places:
        for path in _modules(PROJECT / place):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and _raises(call):
                    where = f"{path.relative_to(PROJECT)}:{call.lineno}"
                    for sentence in _templates(call.args[0]):
                        yield _named(sentence, call), where


def words_of(places: Iterable[str]) -> str:
    """Give all texts of the source, one after the other."""
    texts = []
    for place in places:
        for path in _modules(PROJECT / place):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    texts.append(node.value)
    return "\n".join(texts)


def _modules(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def _raises(call: ast.Call) -> bool:
    name = getattr(call.func, "id", None)
    told = any(keyword.arg == "zh" for keyword in call.keywords)
    return name in ERRORS and bool(call.args) and not told


def _named(sentence: str, call: ast.Call) -> str:
    """An action names its grid by a place in a plain text."""
    if getattr(call.func, "id", None) == "ActionRefusedError":
        return re.sub(r"\{grid\}", "{}", sentence)
    return sentence


def _templates(node: ast.expr) -> list[str]:
    """Give the sentences that an expression may become; none where only others' words stand."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.JoinedStr(values=parts):
            return ["".join(p.value if isinstance(p, ast.Constant) else "{}" for p in parts)]
        case ast.IfExp(body=one, orelse=other):
            return [*_templates(one), *_templates(other)]
        case ast.BinOp(left=left):
            return [f"{text}{{}}" for text in _templates(left)]
    return []
