"""School names (校名) in titles, sheet names, file names and columns: whole, or not at all."""

from __future__ import annotations

from typing import Final

from xl_quality.sheets.patterns import pattern
from xl_quality.sheets.texts import plain_text

_NUMBER: Final = r"(?:[一二三四五六七八九十]{1,3}|\d{1,3})"
_NO_PUPILS: Final = r"(?!生(?!物)|毕业|学业|[组段部]|阶段|升|教[师育研]|老师)"
"""小学生, 中学组, 初中毕业 speak of pupils; 中学生物 is a school and its subject."""
_KINDS: Final = (
    r"小学校(?![区长内本园级际服车医外])",
    rf"小学{_NO_PUPILS}",
    rf"中学校?{_NO_PUPILS}",
    rf"初中{_NO_PUPILS}",
    rf"高中{_NO_PUPILS}",
    r"学校(?!长)",
    r"职业中专|中专|职业高中|职高|职教中心|技校|幼儿园",
    r"中心校(?!长)|完小|村小(?!学)|教学点",
    r"附[中小](?!学)|实[中小](?!学)",
    # 一中, 三十五中, 二小; not 第一中学, 第一中心小学, 高三中考, 第二小组
    rf"(?<![初高]){_NUMBER}中(?!学|心|小|专|级|等|考(?!试))",
    rf"(?<![初高]){_NUMBER}小(?!学|时|结|组|题|测|考|节|队|升)",
)
_SECTION: Final = r"校区|分校|教学点"
_CHINESE: Final = r"[^()\dX×]"
"""A Chinese character, in a text that `_is_written_like_name`: a range of all of them takes half a
millisecond to compile, each time that it is written."""
_NAME: Final = pattern(
    rf"(?P<place>[^()]{{0,24}}?)(?P<kind>{'|'.join(_KINDS)})"
    rf"(?:附属(?:第?{_NUMBER}|实验|{_CHINESE}{{0,4}}?)(?:小学|中学|初中|高中|学校|幼儿园))?"
    rf"(?:(?<=中心学校|中心小学){_CHINESE}{{2,4}}(?:小学|完小|{_SECTION}){_NO_PUPILS})?"
    rf"(?:(?!各|全|两|所|期|成|分|总){_CHINESE}{{1,4}}?(?:{_SECTION})"
    rf"|\([^()X×]{{1,8}}?(?:{_SECTION}|本部|[东西南北新老总]校|[初高中小]+学?部)\))?"
)
"""Where, what kind of school, which part of it: 白河县第三中学, 师范学校附属小学, 一小(东校区).

Asked only of texts that `_is_written_like_name`."""
_OWN: Final = pattern(rf"第?{_NUMBER}[中小]|第{_NUMBER}.*")
"""Schools whose number is their name: 一中, 第三小学."""
_BREAK: Final = pattern(
    r"(?:19|20)\d\d(?:[-—–~至/]+(?:19|20)?\d\d)?(?:学年度?|年度?|级|届)?(?:[春秋冬](?:季学期|季|学期|期)?)?"
    r"|\d{1,2}月(?:份|\d{1,2}日)?|学年度?|第?[一二上下]学期|[春秋]季(?:学期)?"
    r"|期[中末](?:考试|检测)?|月考|考试|检测|测试|统考|联考|抽考|成绩[册表单]?|汇总表?"
    r"|[初高][一二三]年?级?|[一二三四五六七八九1-9]年级"
    r"|[^\u4e00-\u9fff\dX×()]|附件\d*"
)
"""Between these a title has other things to say; a name stands at the beginning of a part."""
_NO_PLACE: Final = pattern(
    r"学[期年]|年度|年级|班|质量|考|测|成绩|统计|[一二三四五六七八]年(?!一贯)|毕业|关于|公布|教务"
    r"|各|某|所有|全体|参评|^(?:全|本|我|该|贵|兄弟|联盟|农村|乡镇|公办|民办|直属)"
    r"|^(?:小学|初中|高中|中学|学校|中小学)"
)
_MANY: Final = pattern(r"(?:[省市县区镇乡村直]|城[区镇乡]|乡镇|中)$")
"""Behind these 小学 or 中学 means all of them (全镇小学, 中小学), unless it is a column's value."""
_GENERAL: Final = ("小学", "中学", "初中", "高中", "学校")
_LEAST: Final = 2
_ENDS: Final = frozenset(
    (
        *("小学", "中学", "学校", "初中", "高中", "中专", "职高", "中心", "技校", "儿园"),
        *("心校", "完小", "村小", "学点", "附中", "附小", "实中", "实小", "校区", "分校"),
    )
)
"""How names of schools end, but for numbers and brackets; other cells hardly ever end so."""
_NUMERALS: Final = frozenset("一二三四五六七八九十")
_IN_KINDS: Final = frozenset("学中校小园高")
"""Every word for a kind of school has one of these."""


def looks_like_school(text: str) -> bool:
    """
    Say whether a text looks like the name of a school (学校).

    >>> looks_like_school("第一中心小学"), looks_like_school("一中"), looks_like_school("三小时")
    (True, True, False)
    """
    plain = plain_text(text)
    likely = _ends_like_name(plain) and _is_written_like_name(plain)
    found = _NAME.fullmatch(plain) if likely else None
    return found is not None and _is_place(found["place"], found["kind"])


def school_in(text: str) -> str:
    """
    Return the school that a title names, ``""`` where it names none for certain, or several.

    >>> school_in("骆驼坳中学2024年春期末成绩"), school_in("某县小学六年级统考")
    ('骆驼坳中学', '')
    >>> school_in("白河第七中学高二下学期第十次限时练"), school_in("第一小学、第二小学期末")
    ('白河第七中学', '')
    """
    plain = plain_text(text)
    if _IN_KINDS.isdisjoint(plain):
        return ""
    found: list[str] = []
    for part in _BREAK.split(plain):  # which leaves nothing in a part that no name has
        name = _NAME.match(part.lstrip("()")) if part else None
        if name is not None and _names_one(name["place"], name["kind"]):
            found.append(name[0])
    return found[0] if found and all(other in found[0] for other in found) else ""


def _ends_like_name(plain: str) -> bool:
    """Say whether a text ends as names of schools do: pupils are called 建中, but not 三中."""
    before, last = plain[-2:-1], plain[-1:]
    numbered = last in ("中", "小") and (before in _NUMERALS or before.isdecimal())
    return plain[-2:] in _ENDS or numbered or last == ")"


def _is_written_like_name(plain: str) -> bool:
    """Say whether a text has only Chinese characters, digits, brackets, and X and × for numbers."""
    return all("\u4e00" <= one <= "\u9fff" or one.isdecimal() or one in "X×()" for one in plain)


def _is_place(place: str, kind: str) -> bool:
    """Say whether what stands before the kind of school can be a place's name or a number."""
    if _OWN.fullmatch(place + kind):
        return True
    long_enough = len(place) >= _LEAST or (place and kind not in _GENERAL)
    return bool(long_enough) and not place.isdigit() and not _NO_PLACE.search(place)


def _names_one(place: str, kind: str) -> bool:
    return _is_place(place, kind) and not (kind in _GENERAL and _MANY.search(place))
