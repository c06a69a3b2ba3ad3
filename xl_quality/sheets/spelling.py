"""Two spellings of one school or person (校名、姓名写法)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.sheets.alike_characters import are_alike
from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOWN: Final = pattern(r"^.{2,6}?(?:省|市|县|镇|乡|街道)(?=.{2})")
_KIND: Final = pattern(
    r"(?:(?<=[一二三四五六七八九十])(?:中|小)"
    r"|高级中学|高中|初级中学|中心学校|中心小学|中心完小|中心校|中学|初中"
    r"|完全小学|小学|完小|学校|教学点|幼儿园)$"
)
_KINDS: Final = {
    **dict.fromkeys(("初级中学", "中学", "初中", "中"), "中学"),
    **dict.fromkeys(("高级中学", "高中"), "高中"),
    **dict.fromkeys(("小学", "完小", "完全小学", "小"), "小学"),
    **dict.fromkeys(("中心小学", "中心完小"), "中心小学"),
    **dict.fromkeys(("中心学校", "中心校"), "中心学校"),
}
"""Words that mean one kind of school."""
_REMARK: Final = pattern(r"\(.*\)$")
_NUMBERED: Final = pattern(r"第(?=[一二三四五六七八九十0-9])")
_ORDINAL: Final = str.maketrans("123456789", "一二三四五六七八九")
_TELLING: Final = frozenset("一二三四五六七八九十0123456789东南西北中上下前后左右大小新老内外")
"""Numerals, directions and sizes: one of them alone makes another school (东河, 西河)."""
_HOMES: Final = frozenset("家庄村屯店营寨湾岭坳塘")
"""Behind a first character these name a place after a family: 张家, 李庄 are different places."""
_LEFT_OUT: Final = "镇乡村街"
_RARE, _OFTEN = 3, 10
_LONG: Final = 3
_LEAST: Final = 2
_SWAP: Final = 2

SPACES, KIND, TOWN = "只差空格或全角字符", "只差学校类别的写法", "只差乡镇名"
REMARK: Final = "只多了括号里的说明"
CUT: Final = "只少写了校名末尾的字"
SWAPPED, ONE = "字序颠倒", "只差一个字"
ALIKE: Final = "只差一个同音或形近的字"
WEAK: Final = (TOWN, ONE, ALIKE)
"""Names that differ so may well be two schools, if the office ranks both in one exam."""


class _Name(NamedTuple):
    """A school name taken apart: the place it is called after, and the kind of school."""

    whole: str
    stem: str
    kind: str
    ending: str = ""


def likely_same_school(
    one: str, other: str, count: int, other_count: int, *, complement: bool = False
) -> str:
    """
    Say in Chinese why two names are probably one school, ``""`` where they are not.

    In order: spaces and full width; a remark in brackets behind it; words for one kind of school
    (中学, 初中, 初级中学; 小学, 完小; 一小, 第一小学) or none; an end left out (红岭小); a town's
    name before only one of the two; two neighbouring characters swapped; one character more; one
    other character. A single numeral, direction or size (第一, 第二; 东河, 西河) is never a slip.
    Names that differ in one character are mostly two schools (张家小学, 李家小学; 东风小学,
    东方小学): only one that sounds or looks alike (湾, 弯), one that is hardly ever written beside
    one that often is, or one whose classes are those that the other lacks counts as a slip.

    Args:
        one: a name.
        other: another.
        count: how often *one* is written, every pupil's row counted.
        other_count: likewise.
        complement: no class of a grade stands under both names.

    >>> likely_same_school("骆驼坳中学", "驼骆坳中学", 30, 1)
    '字序颠倒'
    >>> likely_same_school("第一小学", "一小", 9, 9), likely_same_school("一小", "二小", 9, 1)
    ('只差学校类别的写法', '')
    >>> likely_same_school("杨家湾小学", "杨家弯小学", 39, 13)
    '只差一个同音或形近的字'
    >>> likely_same_school("红岭小", "红岭小学", 9, 9)
    '只少写了校名末尾的字'
    >>> likely_same_school("骆驼坳中学", "骆驼坳中学（初中部）", 30, 1)
    '只多了括号里的说明'
    >>> likely_same_school("张家小学", "李家小学", 30, 30)
    ''
    """
    first, second = _parts(one), _parts(other)
    if (
        first.kind == second.kind != ""
        and first.stem != second.stem
        and _TELLING.issuperset(first.stem + second.stem)
    ):
        return ""  # 第3小学, 第13小学: each rule below says so, at length for a county's schools
    why = next((why for why, holds in _WHOLE if holds(first, second)), "")
    if why or first.kind != second.kind:
        return why
    rare = min(count, other_count) < _RARE and max(count, other_count) >= _OFTEN
    long = len(first.stem) >= _LONG
    seldom = long and min(count, other_count) < _OFTEN <= max(count, other_count)
    return _slip(first.stem, second.stem, doubtful=rare or seldom or complement)


def _slip(first: str, second: str, *, doubtful: bool) -> str:
    """Say what slip of a pen makes one stem of the other."""
    if _swapped(first, second):
        return SWAPPED
    if _one_more(first, second):
        return ONE
    if _alike(first, second):
        return ALIKE
    return ONE if doubtful and _one_other(first, second) else ""


def is_surely_a_slip(one: str, other: str, why: str) -> bool:
    """
    Say whether two names that `likely_same_school` takes for one can hardly be two.

    One character in a place name of two (青山, 青石; 双龙, 双龙湾) may well be another village,
    but for 镇, 乡, 村 and 街, which people leave out. Of characters that sound or look alike only
    those of families (张家湾, 章家湾) and directions (白溪, 白西) may be.

    >>> is_surely_a_slip("骆驼坳中学", "骆驮坳中学", "只差一个字")
    True
    >>> is_surely_a_slip("青山小学", "青石小学", "只差一个字")
    False
    >>> is_surely_a_slip("石桥小学", "石侨小学", "只差一个同音或形近的字")
    True
    """
    first, second = _parts(one).stem, _parts(other).stem
    if why == ALIKE:
        return _one_other(first, second)
    if why != ONE or min(len(first), len(second)) >= _LONG:
        return True
    return (_longer_by_one(first, second) or "-") in _LEFT_OUT


def likely_same_person(one: str, other: str) -> bool:
    """
    Say whether two names of three or more characters are one apart (姓名写法).

    >>> likely_same_person("王小明", "王晓明"), likely_same_person("王明", "王敏")
    (True, False)
    """
    first, second = plain_text(one), plain_text(other)
    if first == second or min(len(first), len(second)) < _LONG:
        return False
    if len(first) == len(second):
        return len(_different(first, second)) == 1 or _swapped(first, second)
    return _longer_by_one(first, second) is not None


def is_school(name: str) -> bool:
    """
    Say whether a name ends like a school's.

    >>> is_school("骆驼坳初中"), is_school("城关一小"), is_school("九年级1班"), is_school("王小明")
    (True, True, False, False)
    """
    return bool(_parts(name).kind)


@lru_cache(maxsize=4096)
def _parts(name: str) -> _Name:
    whole = plain_text(name)
    found = _KIND.search(whole)
    if found is None:
        return _Name(whole, whole, "")
    stem = _NUMBERED.sub("", whole[: found.start()]).translate(_ORDINAL)
    return _Name(whole, stem, _KINDS.get(found[0], found[0]), found[0])


def _bare(whole: str) -> tuple[str, ...]:
    """Return a name without the remark behind it, nothing where there is none: …中学(初中部)."""
    bare = _REMARK.sub("", whole) if "(" in whole else whole
    return (bare,) if bare != whole else ()


def _same_kind(first: _Name, second: _Name) -> bool:
    """One stem, and words of one kind; a missing kind fits every kind."""
    kinds = first.kind, second.kind
    return bool(first.stem) and first.stem == second.stem and (len(set(kinds)) == 1 or "" in kinds)


def _same_whole(first: _Name, second: _Name) -> bool:
    return first.whole == second.whole


def _only_remark(first: _Name, second: _Name) -> bool:
    return first.whole in _bare(second.whole) or second.whole in _bare(first.whole)


def _cut_short(first: _Name, second: _Name) -> bool:
    """红岭小, 青山镇中心小: a name ends inside the word for the kind of school."""
    short, whole = sorted((first, second), key=lambda name: len(name.whole))
    stem = len(whole.whole) - len(whole.ending)
    inside = max(stem, _LEAST - 1) < len(short.whole) < len(whole.whole)
    return bool(whole.ending) and inside and whole.whole.startswith(short.whole)


def _town_only(first: _Name, second: _Name) -> bool:
    """骆驼坳镇柳溪小学 and 柳溪小学: the town's name stands before only one of them."""
    longer, shorter = sorted((first.whole, second.whole), key=len, reverse=True)
    found = _TOWN.match(longer) if longer.endswith(shorter) else None
    while found is not None:
        longer = longer[found.end() :]
        if longer == shorter:
            return True
        found = _TOWN.match(longer)
    return False


_WHOLE: Final = (
    (SPACES, _same_whole),
    (REMARK, _only_remark),
    (KIND, _same_kind),
    (CUT, _cut_short),
    (TOWN, _town_only),
)
"""What two names may differ in without any slip of the pen, the plainest first."""


def _different(first: str, second: str) -> list[int]:
    return [n for n, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]


def _swapped(first: str, second: str) -> bool:
    if len(first) != len(second):
        return False
    places = _different(first, second)
    if len(places) != _SWAP or places[1] - places[0] != 1:
        return False
    swapped = first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]]
    return swapped and not _TELLING.issuperset(first[n] for n in places)


def _one_more(first: str, second: str) -> bool:
    if min(len(first), len(second)) < _LEAST:
        return False
    more = _longer_by_one(first, second)
    return more is not None and more not in _TELLING


def _longer_by_one(first: str, second: str) -> str | None:
    """Return the character that the longer text has more, None where it is not just one."""
    longer, shorter = sorted((first, second), key=len, reverse=True)
    if len(longer) != len(shorter) + 1:
        return None
    for n, character in enumerate(longer):
        if longer[:n] + longer[n + 1 :] == shorter:
            return character
    return None


def _alike(first: str, second: str) -> bool:
    """Say whether they differ in one character that sounds or looks like the other one."""
    if len(first) != len(second):
        return False
    places = _different(first, second)
    if len(places) != 1:
        return False
    pair = first[places[0]], second[places[0]]
    return are_alike(*pair) and not _TELLING.issuperset(pair)


def near_keys(name: str) -> Iterator[str]:
    """
    Yield texts of which two names that `likely_same_school` may take for one share at least one.

    So only few of a county's names have to be compared with each other.
    """
    whole, stem, _, ending = _parts(name)
    yield from (whole, *_bare(whole), stem, "".join(sorted(stem)))
    yield from (stem[:n] + stem[n + 1 :] for n in range(len(stem)))
    yield from (whole[: len(whole) - n] for n in range(1, len(ending)))
    rest, found = whole, _TOWN.match(whole)
    while found is not None:
        rest = rest[found.end() :]
        yield rest
        found = _TOWN.match(rest)


def _one_other(first: str, second: str) -> bool:
    if len(first) != len(second):
        return False
    places = _different(first, second)
    if len(places) != 1:
        return False
    family = places == [0] and first[1:2] in _HOMES
    return not family and not _TELLING & {first[places[0]], second[places[0]]}
