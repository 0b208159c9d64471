"""Chinese names for streets, places and people: long lists by combination, never the same twice."""

from collections.abc import Iterator

import numpy as np

_FIRST = "文永长安新华清金春和建东西兴景福瑞德仁义明光天云龙凤翠玉锦紫青碧丹吉祥泰嘉康盛万"
_SECOND = "昌兴宁平乐阳山江河湖泉林柳梅竹桥园门城台溪塘岭洲港湾源秀达丰顺裕庆远景"
_CLASSIC = ("人民", "解放", "建设", "文化", "胜利", "和平", "中山", "团结", "光明", "朝阳")
_ESTATE = ("花园", "小区", "苑", "家园", "新村", "华庭", "名居", "雅苑", "公馆", "里")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红建国志"


def stems(rng: np.random.Generator, *, classic: bool = True) -> Iterator[str]:
    """Give two-character name stems in a shuffled order, about 1,300 of them, each once.

    With ``classic`` the names that every town has come first.
    """
    pairs = [a + b for a in dict.fromkeys(_FIRST) for b in dict.fromkeys(_SECOND) if a != b]
    order = rng.permutation(len(pairs))
    if classic:
        yield from _CLASSIC
    for index in order:
        if pairs[index] not in _CLASSIC:
            yield pairs[index]


def estates(rng: np.random.Generator) -> Iterator[str]:
    """Give names of compounds (小区), each once."""
    for stem in stems(rng):
        yield stem + _ESTATE[rng.integers(len(_ESTATE))]
    for stem in stems(rng):
        yield "新" + stem + "苑"
    for stem in stems(rng):
        yield "东" + stem + "里"


def people(rng: np.random.Generator, count: int) -> list[str]:
    """Give invented names of people; the same name may come twice, as in life."""
    surname = rng.integers(len(_SURNAMES), size=count)
    given = rng.integers(len(_GIVEN), size=(count, 2))
    single = rng.random(count) < 0.25
    return [
        _SURNAMES[s] + _GIVEN[a] + ("" if alone else _GIVEN[b])
        for s, (a, b), alone in zip(surname, given, single, strict=True)
    ]
