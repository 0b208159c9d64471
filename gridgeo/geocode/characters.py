"""The same writing for the same address: widths, variants of characters, signs, numbers."""

import re
import unicodedata
from functools import lru_cache

import opencc

MOST_CHARACTERS = 200  # of an address; longer texts are no addresses
_DIGITS = {"〇": 0, "零": 0, "两": 2} | {sign: i for i, sign in enumerate("一二三四五六七八九", 1)}
_TENS = {"十": 10, "百": 100, "千": 1000}
# Numbers in words count only before what numbers: 五一路 and 三里屯 are names.
_NUMBER = re.compile(
    "[〇零一二三四五六七八九十百千两廿]+"
    "(?=号(?![路街线])|幢|栋|座|单元|门(?=$|[0-9〇零一二三四五六七八九十])"
    "|室|村?民?小?组|队|弄|巷|楼|层|段|邻|期)"
)
_DASHES = re.compile("[‐‑‒–—―−－~～_]|(?<=[0-9])一(?=[0-9])")
_NOTE = re.compile(r"[(\[【〔][^)\]】〕]*[)\]】〕]?")
_IDLE = re.compile(r"[\x00-\x1f\x7f\s,，。.、;；:：'\"“”·•|/\\?!*]+")
_LIST = re.compile(r"(?<=[0-9])[,，、;；]\s*[0-9]+(?=[0-9,，、;； ]*号?)")
_ORDINAL = re.compile("第(?=[0-9])")


@lru_cache(maxsize=1)
def _simplifier() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def plain(text: str) -> str:
    """Write an address in half-width, simplified characters, numbers in digits.

    Notes in brackets and signs between the parts are left out; of several house numbers the first
    is kept. Texts beyond `MOST_CHARACTERS` are cut.

    Parameters
    ----------
    text : str
        As somebody wrote it.
    """
    text = unicodedata.normalize("NFKC", text[:MOST_CHARACTERS])
    text = _NOTE.sub("", _simplifier().convert(text).upper())
    text = _LIST.sub("", text)
    text = _DASHES.sub("-", _IDLE.sub("", text))
    text = _NUMBER.sub(lambda found: str(number_in_words(found[0])), text)
    return _ORDINAL.sub("", text)


def number_in_words(words: str) -> int | str:
    """Read a number in Chinese words: 十二, 三百零一, and digit by digit: 二〇一.

    Returns
    -------
    int or str
        The number; digits as text where one stands first that counts nothing (〇五 is ``05``).
    """
    words = words.replace("廿", "二十")
    if not any(sign in _TENS for sign in words):
        return "".join(str(_DIGITS[sign]) for sign in words)
    total, digit = 0, 0
    for sign in words:
        if sign in _TENS:
            total += max(digit, 1 if not total else digit) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit
