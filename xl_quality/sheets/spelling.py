"""School names (校名) in titles and columns, and two spellings of one school or person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Final, NamedTuple

from xl_quality.sheets.text import pattern, plain_text

_SAME_SOUND: Final = (
    "湾弯塆 岭领玲铃灵凌 坪平评屏萍苹 溪西希熙曦锡 河和荷禾何贺 山杉珊 石时实 桥乔侨 村存 "
    "庄装 塘堂唐棠糖 冲充 园原源院元垸袁圆苑 垭丫鸦 坳拗 坝霸把 堡保宝 铺普浦 港岗冈刚钢 "
    "官关观 光广 龙隆 凤峰丰枫锋风逢冯 泉全权 清青情 洋杨阳羊扬 红洪宏虹鸿 新心欣辛鑫 "
    "星兴 林临琳 柳刘 梁良粮 李里理利黎丽 王汪旺 张章樟 陈晨辰 城成程诚呈 周洲舟州 胡湖 "
    "吴武午 徐许 朱竹珠 高皋 罗骆洛络落 马麻码 方芳坊房 余鱼渔于玉育裕 谢协 登灯邓 曹草槽 "
    "田甜 白柏百 黄皇凰 花华桦 松宋 连莲联廉 梅美眉 桃陶 墨莫 沙砂莎 潭谭坛檀 滩坦 渡度杜 "
    "淮怀槐 胜圣盛 升生声 福富付 明名鸣 长常昌 建健 德得 文闻温 永勇 太泰 祥翔 双霜 "
    "金今锦 桐同铜童彤 茶查 店甸 墩敦 坡破 洞栋 井景 集吉 英迎鹰 辉晖惠慧会 斯思 才财材 "
    "博搏 仁人任 义易益 礼里 智志治 向象 秋丘邱 云芸 雨宇 霞峡 麓鹿路 彭朋棚 江蒋姜 韩汉 "
    "魏卫 沈申深神 赵照 郑正政 楚褚 严岩颜延沿 卢芦泸庐 毛茂 秀绣 渠曲 堰燕雁 滨宾 甘干 "
    "邵绍 戴代 坑吭 圩墟 埠步布 窑姚 驼陀沱砣 沟钩 寨债 垴瑙 咀嘴 矶基 港岗 塔踏 庙妙 "
    "界介 屯囤 镇振 栗立力 枣早 藕偶 蒲莆"
)
"""Groups of one sound, tones apart: what a typist picks wrongly from a list."""
_SAME_SHAPE: Final = (
    "湾弯 坪评 岭岑 畈板版贩坂 坳拗 驼驮鸵 溪奚 冈罔 己已巳 未末 土士 日曰 天夭 王玉 "
    "田由甲 木本 千干于 今令 侯候 壁璧 崖涯 拔拨 萍苹 洲州 栗粟 沟构 锋峰蜂 冶治 淮准 "
    "汤场 杨扬 旺汪 柳抑 茶荼 间问 圆园 困因 乌鸟 免兔 埠阜 莱菜 赛寨 矛予 戍戌 陈阵 幸辛 "
    "白自百 折拆析 祁祈 姚桃 塘糖搪 墙樯 泊柏 浦铺 渔鱼 荆刑 麻床 竹付 羊芊 垸烷 坝贝 "
    "坡披 潭谭 潢横 沅元 凉谅 练炼"
)
"""Groups that look alike: what a typist or a scanner mistakes."""
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
"""A name written once or twice beside one written ten times or more is mostly a slip."""
_LONG: Final = 3
"""In so long a name one other character is mostly a slip; in a shorter one another village."""
_LEAST: Final = 2  # A name of one character says nothing
SPACES, KIND, TOWN = "只差空格或全角字符", "只差学校类别的写法", "只差乡镇名"
REMARK: Final = "只多了括号里的说明"
CUT: Final = "只少写了校名末尾的字"
SWAPPED, ONE = "字序颠倒", "只差一个字"
ALIKE: Final = "只差一个同音或形近的字"
WEAK: Final = (TOWN, ONE, ALIKE)
"""Names that differ so may well be two schools, if the office ranks both in one exam."""
_NUMBER: Final = r"(?:[一二三四五六七八九十]{1,3}|\d{1,3})"
_NO_PUPILS: Final = r"(?!生(?!物)|毕业|学业|[组段部]|阶段|升|教[师育研]|老师)"
"""小学生, 中学组, 初中毕业 speak of pupils; 中学生物 is a school and its subject."""
_SCHOOL_WORDS: Final = (
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
    rf"(?P<place>[^()]{{0,24}}?)(?P<kind>{'|'.join(_SCHOOL_WORDS)})"
    rf"(?:附属(?:第?{_NUMBER}|实验|{_CHINESE}{{0,4}}?)(?:小学|中学|初中|高中|学校|幼儿园))?"
    rf"(?:(?<=中心学校|中心小学){_CHINESE}{{2,4}}(?:小学|完小|{_SECTION}){_NO_PUPILS})?"
    rf"(?:(?!各|全|两|所|期|成|分|总){_CHINESE}{{1,4}}?(?:{_SECTION})|分校(?!区)"
    rf"|\([^()X×]{{1,8}}?(?:{_SECTION}|本部|[东西南北新老总]校|[初高中小]+学?部)\))?"
)
"""Where, what kind of school, which part of it: 白河县第三中学, 师范学校附属小学, 一小(东校区).

Asked only of texts that `_is_written_like_name`."""
_OWN: Final = pattern(rf"第?{_NUMBER}[中小]|第{_NUMBER}.*")
"""Schools whose number is their name: 一中, 第三小学."""
_BREAK: Final = pattern(
    r"(?:19|20)\d\d(?:\.\d{1,2}){1,2}"
    r"|(?:19|20)\d\d(?:[-—–~至/]+(?:19|20)?\d\d)?(?:学年度?|年度?|级|届)?(?:[春秋冬](?:季学期|季|学期|期)?)?"
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
_ENDS: Final = frozenset(
    (
        *("小学", "中学", "学校", "初中", "高中", "中专", "职高", "中心", "技校", "儿园"),
        *("心校", "完小", "村小", "学点", "附中", "附小", "实中", "实小", "校区", "分校"),
    )
)
"""How names of schools end, but for numbers and brackets; other cells hardly ever end so."""
_IN_KINDS: Final = frozenset("学中校小园高")  # every word for a kind of school has one of these


def are_alike(one: str, other: str) -> bool:
    """Say whether two different characters sound or look alike.

    >>> are_alike("湾", "弯"), are_alike("湾", "坪"), are_alike("风", "方")
    (True, False, False)
    """
    groups = _groups()
    return one != other and bool(groups.get(one, set()) & groups.get(other, set()))


@cache
def _groups() -> dict[str, set[int]]:
    """Return the numbers of the groups that each character stands in."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate(f"{_SAME_SOUND} {_SAME_SHAPE}".split()):
        for character in group:
            found.setdefault(character, set()).add(number)
    return found


class _Name(NamedTuple):
    """A school name taken apart: the place it is called after, and the kind of school."""

    whole: str
    stem: str
    kind: str
    ending: str = ""


def likely_same_school(
    one: str, other: str, count: int, other_count: int, *, complement: bool = False
) -> str:
    """Say in Chinese why two names are probably one school, ``""`` where they are not.

    In order: spaces and full width; a remark in brackets behind it; words for one kind of school
    (中学, 初中, 初级中学; 小学, 完小; 一小, 第一小学) or none; an end left out (红岭小); a town's
    name before only one of the two; two neighbouring characters swapped; one character more; one
    other character. A single numeral, direction or size (第一, 第二; 东河, 西河) is never a slip.
    Names that differ in one character are mostly two schools (张家小学, 李家小学; 东风小学,
    东方小学): only one that sounds or looks alike (湾, 弯), one that is hardly ever written beside
    one that often is, or one whose classes are those that the other lacks counts as a slip.

    The counts say how often each is written, every pupil's row counted; `complement`, that no
    class of a grade stands under both names.

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
    more = _longer_by_one(first, second)
    if min(len(first), len(second)) >= _LEAST and more is not None and more not in _TELLING:
        return ONE
    if _one_alike(first, second):
        return ALIKE
    return ONE if doubtful and _one_other(first, second) else ""


def is_surely_a_slip(one: str, other: str, why: str) -> bool:
    """Say whether two names that `likely_same_school` takes for one can hardly be two.

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
    """Say whether two names of three or more characters are one apart (姓名写法).

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
    """Say whether a name ends like a school's.

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
    """Say whether two names have one stem and one kind; a missing kind fits every kind."""
    kinds = first.kind, second.kind
    return bool(first.stem) and first.stem == second.stem and (len(set(kinds)) == 1 or "" in kinds)


def _cut(name: _Name) -> list[str]:
    """Return a name as it is where it ends inside the word for the kind: 红岭小, 青山镇中心小."""
    cut = (name.whole[:-n] for n in range(1, len(name.ending)))
    return [short for short in cut if len(short) >= _LEAST]


def _town_only(first: _Name, second: _Name) -> bool:
    """Say whether only the town before one name tells them apart: 骆驼坳镇柳溪小学, 柳溪小学."""
    longer, shorter = sorted((first.whole, second.whole), key=len, reverse=True)
    return longer.endswith(shorter) and shorter in _without_towns(longer)


def _without_towns(name: str) -> Iterator[str]:
    """Yield a name without the towns in front of it, one after the other."""
    while (town := _TOWN.match(name)) is not None:
        name = name[town.end() :]
        yield name


_WHOLE: Final[tuple[tuple[str, Callable[[_Name, _Name], bool]], ...]] = (
    (SPACES, lambda one, other: one.whole == other.whole),
    (REMARK, lambda one, other: one.whole in _bare(other.whole) or other.whole in _bare(one.whole)),
    (KIND, _same_kind),
    (CUT, lambda one, other: one.whole in _cut(other) or other.whole in _cut(one)),
    (TOWN, _town_only),
)
"""What two names may differ in without any slip of the pen, the plainest first."""


def _different(first: str, second: str) -> list[int]:
    """Return the places at which two texts of one length differ, [] where one is longer."""
    if len(first) != len(second):
        return []
    return [n for n, pair in enumerate(zip(first, second, strict=True)) if pair[0] != pair[1]]


def _swapped(first: str, second: str) -> bool:
    places = _different(first, second)
    if len(places) != 2 or places[1] - places[0] != 1:  # noqa: PLR2004 - two neighbours
        return False
    swapped = first[places[0]] == second[places[1]] and first[places[1]] == second[places[0]]
    return swapped and not _TELLING.issuperset(first[n] for n in places)


def _longer_by_one(first: str, second: str) -> str | None:
    """Return the character that the longer text has more, None where it is not just one."""
    longer, shorter = sorted((first, second), key=len, reverse=True)
    if len(longer) != len(shorter) + 1:
        return None
    for n, character in enumerate(longer):
        if longer[:n] + longer[n + 1 :] == shorter:
            return character
    return None


def _one_alike(first: str, second: str) -> bool:
    """Say whether they differ in one character that sounds or looks like the other one."""
    places = _different(first, second)
    pairs = [(first[n], second[n]) for n in places]
    return len(pairs) == 1 and are_alike(*pairs[0]) and not _TELLING.issuperset(pairs[0])


def near_keys(name: str) -> Iterator[str]:
    """Yield texts of which two names that `likely_same_school` may take for one share at least one.

    So only few of a county's names have to be compared with each other.
    """
    parts = _parts(name)
    whole, stem = parts.whole, parts.stem
    yield from (whole, *_bare(whole), *_cut(parts), stem, "".join(sorted(stem)))
    yield from (stem[:n] + stem[n + 1 :] for n in range(len(stem)))
    yield from _without_towns(whole)


def _one_other(first: str, second: str) -> bool:
    """Say whether they differ in one character that makes no other family's place or number."""
    places = _different(first, second)
    if len(places) != 1:
        return False
    family = places == [0] and first[1:2] in _HOMES
    return not family and not _TELLING & {first[places[0]], second[places[0]]}


def looks_like_school(text: str) -> bool:
    """Say whether a text looks like the name of a school (学校).

    >>> looks_like_school("第一中心小学"), looks_like_school("一中"), looks_like_school("三小时")
    (True, True, False)
    """
    plain = plain_text(text)
    likely = _ends_like_name(plain) and _is_written_like_name(plain)
    found = _NAME.fullmatch(plain) if likely else None
    return found is not None and _is_place(found["place"], found["kind"])


def school_in(text: str) -> str:
    """Return the school that a title names, ``""`` where it names none for certain, or several.

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
        if name is None or not _is_place(name["place"], name["kind"]):
            continue
        if name["kind"] not in _GENERAL or not _MANY.search(name["place"]):
            found.append(name[0])
    return found[0] if found and all(other in found[0] for other in found) else ""


def _ends_like_name(plain: str) -> bool:
    """Say whether a text ends as names of schools do: pupils are called 建中, but not 三中."""
    return plain[-2:] in _ENDS or plain[-1:] in ("中", "小", ")")


def _is_written_like_name(plain: str) -> bool:
    """Say whether a text has only Chinese characters, digits, brackets, and X and × for numbers."""
    return all("\u4e00" <= one <= "\u9fff" or one.isdecimal() or one in "X×()" for one in plain)


def _is_place(place: str, kind: str) -> bool:
    """Say whether what stands before the kind of school can be a place's name or a number."""
    if _OWN.fullmatch(place + kind):
        return True
    long_enough = len(place) >= _LEAST or (place and kind not in _GENERAL)
    return bool(long_enough) and not place.isdigit() and not _NO_PLACE.search(place)
