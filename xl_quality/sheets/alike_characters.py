"""Characters of place names that are mistaken for each other (同音字、形近字), as a table."""

from __future__ import annotations

from functools import cache
from typing import Final

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


def are_alike(one: str, other: str) -> bool:
    """
    Say whether two different characters sound or look alike.

    >>> are_alike("湾", "弯"), are_alike("湾", "坪"), are_alike("风", "方")
    (True, False, False)
    """
    return one != other and bool(
        _groups().get(one, frozenset()) & _groups().get(other, frozenset())
    )


@cache
def _groups() -> dict[str, frozenset[int]]:
    """Return the numbers of the groups that each character stands in."""
    found: dict[str, set[int]] = {}
    for number, group in enumerate(f"{_SAME_SOUND} {_SAME_SHAPE}".split()):
        for character in group:
            found.setdefault(character, set()).add(number)
    return {character: frozenset(numbers) for character, numbers in found.items()}
