"""What to do about a row that was left out, by the reason for it, in English and Chinese.

Reasons are the ends of English sentences, as the checks give them; here each has its Chinese words.
"""

import re
from dataclasses import dataclass

_KINDS_ZH = {
    "areas": "区划",
    "buildings": "楼栋",
    "compounds": "小区",
    "households": "住户",
    "units": "单元",
    "workers": "人员",
}


@dataclass(frozen=True, slots=True)
class Words:
    """A pattern of reasons, what it says in Chinese, and what to do."""

    pattern: re.Pattern[str]
    reason_zh: str
    advice: str
    advice_zh: str


def _words(pattern: str, reason_zh: str, advice: str, advice_zh: str) -> Words:
    return Words(re.compile(pattern), reason_zh, advice, advice_zh)


_WORDS = (
    _words(r"is missing", "缺失", "Fill it in.", "请补填。"),
    _words(
        r"is no number",
        "不是数字",
        "Write digits only, without a unit.",
        "只写数字，不带单位。",
    ),
    _words(r"is negative", "是负数", "Write zero or more.", "应为零或正数。"),
    _words(
        r"is not between (\S+) and (\S+)",
        r"不在 \1 到 \2 之间",
        "Correct the number.",
        "请改正该数字。",
    ),
    _words(r"is no whole number", "不是整数", "Write a whole number.", "请写整数。"),
    _words(
        r"is none of: (.*)",
        r"不是可用的值（\1）",
        "Write one of these words, or map another field.",
        "请改成其中之一，或改用别的字段。",
    ),
    _words(
        r"is no day.*",
        "不是日期",
        "Write the day as year-month-day.",
        "请按“年-月-日”填写，如 2027-06-01。",
    ),
    _words(
        r"is no time.*",
        "不是时间",
        "Write it as 2027-06-01 08:30.",
        "请按 2027-06-01 08:30 的样式填写。",
    ),
    _words(
        r"is not after the first day",
        "不晚于开始日期",
        "Correct the value.",
        "请改正结束日期。",
    ),
    _words(
        r"stands in row (\S+) already",
        r"与第 \1 行重复",
        "Keep one of the two rows, or give this one a key of its own.",
        "两行只留一行，或给本行另编一个代码。",
    ),
    _words(
        r"is not among the (\w+)",
        r"在已有的\1中找不到",
        "Import that first, or correct the code.",
        "请先导入它，或改正编码。",
    ),
    _words(
        r"is no grid of the network",
        "不是本网络的网格",
        "Import that grid first, or correct the code.",
        "请先导入该网格，或改正编码。",
    ),
    _words(r"is only for micro-grids", "只用于微网格", "Clear it.", "请清空。"),
    _words(
        r"is invalid: (.*)",
        r"图形无效（\1）",
        "Mend the shape in a GIS (“fix geometries”), and look at what became of it.",
        "请在 GIS 软件中修复几何图形，并核对修复结果。",
    ),
    _words(
        r"has a broken shape.*",
        "图形破损，如环未闭合",
        "Close the ring where it was drawn.",
        "请在绘制处把环闭合。",
    ),
    _words(
        r"lies at 0, 0.*",
        "坐标为 0, 0，并无实际位置",
        "Fill in the place; clear both numbers where it is not known.",
        "请补填坐标；位置不明的，两个数都清空。",
    ),
    _words(
        r"lies outside the globe.*",
        "坐标超出地球范围，坐标系是否有误？",
        "Say the true coordinate system.",
        "请指明真实的坐标系。",
    ),
    _words(
        r"has coordinates that are no numbers",
        "坐标不是数字",
        "Write plain numbers.",
        "坐标只写数字。",
    ),
    _words(
        r"is no shape in WKT",
        "不是 WKT 图形",
        "Write WKT, such as POINT (114.3 30.6).",
        "请写 WKT，如 POINT (114.3 30.6)。",
    ),
    _words(
        r"has more than (\S+) vertices",
        r"顶点超过 \1 个",
        "Simplify the shape, or split it.",
        "请简化图形，或拆成几个。",
    ),
    _words(
        r"nests shapes deeper than (\S+) levels",
        r"图形嵌套超过 \1 层",
        "Take the collection apart into single shapes.",
        "请把集合拆成单个图形。",
    ),
    _words(
        r"has (\d+) cells where the heading has (\d+)",
        r"有 \1 格，而表头有 \2 格",
        "Give the row as many cells as the heading; put texts with commas in quotes.",
        "请使该行与表头格数相同；含逗号的文字加引号。",
    ),
    _words(
        r"has another number of times than vertices",
        "时间个数与顶点个数不同",
        "Give the line a time for each vertex.",
        "请为线的每个顶点各写一个时间。",
    ),
    _words(
        r"has a sign that is none.*",
        "含有无效字符（NUL）",
        "Delete the sign.",
        "请删除该字符。",
    ),
    _words(
        r"is outside the postings.*",
        "不在该人员的任职期或上岗时段内",
        "Import the posting first, or correct worker and time.",
        "请先导入其任职，或改正工号和时间。",
    ),
    _words(
        r"names no place",
        "看不出地点",
        "Write a street with its number, or the name of a compound or building.",
        "请写明路名和门牌号，或小区、楼栋名称。",
    ),
    _words(
        r"could not be placed: (.*)",
        r"无法定位（\1）",
        "Correct the address, or place it by hand on the map.",
        "请改正地址，或在地图上手工定位。",
    ),
    _words(
        r"is no (\w+(?: or \w+)*)",
        r"图形类型不是 \1",
        "Bring a shape of the kind that is asked for.",
        "请提供所要求类型的图形。",
    ),
)
_OTHER = _words(r"(.*)", r"\1", "Correct the value.", "请改正该值。")


def words_for(reason: str) -> Words:
    """Find what is said about a reason; of an unknown one that the value has to be corrected."""
    return next((words for words in _WORDS if words.pattern.fullmatch(reason)), _OTHER)


def in_chinese(reason: str) -> str:
    """Say a reason in Chinese.

    >>> in_chinese("stands in row 7 already")
    '与第 7 行重复'
    >>> in_chinese("is not among the compounds")
    '在已有的小区中找不到'
    """
    words = words_for(reason)
    said = words.pattern.sub(words.reason_zh, reason)
    for name, name_zh in _KINDS_ZH.items():
        said = said.replace(f"已有的{name}中", f"已有的{name_zh}中")
    return said.replace(" or ", " 或 ")
