"""What the server says in English, said in Chinese: one catalogue, in the files beside this one.

A key is a sentence as it stands in the code, with ``{}`` wherever a value is filled in; its
translation names the values by their places, ``{0}``, ``{1}``. What is filled in is looked up as
well, unless it stands in quotation marks: a state or a kind of data is a word, and a sentence may
end with a phrase.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_CATALOGUES = ("plans", "imports", "networks", "access", "common", "validation")
_WORDS = "words"


@dataclass(frozen=True, slots=True)
class Phrase:
    """An entry of the catalogue.

    Attributes
    ----------
    opening : str
        What every such sentence begins with: a look at it spares most patterns.
    pattern : re.Pattern
        Matches the whole sentence; its groups are what was filled in.
    chinese : str
    """

    opening: str
    pattern: re.Pattern[str]
    chinese: str


def in_chinese(sentence: str) -> str | None:
    """Give a sentence of the server's in Chinese, or None where the catalogue does not have it."""
    return _look_up(sentence, _sentences())


@cache
def read_catalogue() -> dict[str, str]:
    """Give all sentences, English to Chinese."""
    return {key: chinese for name in _CATALOGUES for key, chinese in _read(name).items()}


@cache
def _sentences() -> tuple[Phrase, ...]:
    return _compile(read_catalogue())


@cache
def _words() -> tuple[Phrase, ...]:
    return _compile(_read(_WORDS))


def _compile(entries: Mapping[str, str]) -> tuple[Phrase, ...]:
    """Put those with most words of their own first: they say more than the general ones."""
    ordered = sorted(entries.items(), key=lambda entry: (-len(entry[0].replace("{}", "")), entry))
    return tuple(Phrase(key.split("{}")[0], _pattern(key), zh) for key, zh in ordered)


def _look_up(sentence: str, phrases: tuple[Phrase, ...]) -> str | None:
    for phrase in phrases:
        if sentence.startswith(phrase.opening) and (found := phrase.pattern.fullmatch(sentence)):
            return _fill(phrase.chinese, found.groups())
    return None


def _fill(chinese: str, values: tuple[str, ...]) -> str:
    """Fill in; a name in quotation marks stays as it is, though it may be a word of ours too."""

    def said(place: re.Match[str]) -> str:
        value = values[int(place[2])]
        return place[1] + (value if place[1] else _value(value))

    return re.sub(r"(“?)\{(\d)\}", said, chinese)


def _value(text: str) -> str:
    """Say what was filled in in Chinese where there is a word or a sentence for it."""
    return _look_up(text, _words()) or in_chinese(text) or text


def _pattern(key: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(re.escape(part) for part in key.split("{}")), re.DOTALL)


def _read(name: str) -> dict[str, str]:
    text = (files(__name__) / f"{name}.toml").read_text(encoding="utf-8")
    entries: dict[str, str] = tomllib.loads(text)
    return entries
