"""Is the add-in in order (诊断)? Each link from Excel to Python by itself, with what to do."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from importlib import metadata
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.errors import QualityError
from xl_quality.excel.config_sheet import version_in
from xl_quality.excel.disabled_items import is_put_aside
from xl_quality.excel.macro_policy import policy_faults
from xl_quality.excel.server_link import SERVER, dll_names, server
from xl_quality.installer.failures import InstallError
from xl_quality.installer.places import ADD_IN, interpreter, places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xl_quality.installer.places import Places

_AGAIN: Final = "请重新运行 install.bat"


class State(StrEnum):
    """How a link is."""

    GOOD = "正常"
    BROKEN = "有问题"
    UNKNOWN = "查不到"


class Check(NamedTuple):
    """
    One link.

    Attributes:
        link: what was looked at.
        state: how it is.
        found: what was found, one sentence.
        advice: what to do, empty where it is good.
    """

    link: str
    state: State
    found: str
    advice: str = ""


def examine() -> list[Check]:
    """Look at every link in the order in which Excel needs them (诊断)."""
    checks = [_python()]
    if os.name != "nt":
        found = "本机不是 Windows，没有 Excel 加载项可查"
        return [*checks, Check("Excel 加载项", State.UNKNOWN, found)]
    try:
        where = places(os.environ)
    except InstallError as error:
        return [*checks, Check("用户文件夹", State.BROKEN, str(error), "请换一个普通用户登录")]
    return [*checks, *_installed(where)]


def _installed(where: Places) -> Iterator[Check]:
    version = metadata.version("xlwings")
    links: dict[str, Callable[[], Check]] = {
        "连接组件": lambda: _component(where, version),
        "加载项文件": lambda: _add_in(where, version),
        "来自网络的标记": lambda: _mark_of_the_web(where.add_in),
        "宏设置": _policy,
        "禁用项目": _put_aside,
        "计算服务": lambda: one_call(where, version),
    }
    for link, check in links.items():
        yield _tried(link, check)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    said = f"{version}，{64 if sys.maxsize > 2**32 else 32} 位，{sys.executable}"
    return Check("Python", State.GOOD, said)


def _component(where: Places, version: str) -> Check:
    """Tell whether the DLLs of exactly this xlwings lie where the add-in looks for them."""
    python = interpreter(where.python, windowed=True)
    if not python.exists():
        return Check("连接组件", State.BROKEN, f"没有 {python}", _AGAIN)
    folders, names = (python.parent, python.parent.parent), dll_names(version)
    missing = [n for n in names if not any((folder / n).exists() for folder in folders)]
    if missing:
        advice = f"{_AGAIN}；如果又不见了，请在杀毒软件里把 {where.app} 设为信任"
        return Check("连接组件", State.BROKEN, f"没有 {'、'.join(missing)}", advice)
    return Check("连接组件", State.GOOD, "、".join(names))


def _add_in(where: Places, version: str) -> Check:
    """Tell whether the add-in lies in XLSTART and was built for this xlwings."""
    link = "加载项文件"
    if not where.add_in.exists():
        return Check(link, State.BROKEN, f"没有 {where.add_in}", _AGAIN)
    built_for = version_in(where.add_in)
    if built_for != version:
        said = f"加载项是为 xlwings {built_for or '（没有写明）'} 做的，装的是 {version}"
        return Check(link, State.BROKEN, said, _AGAIN)
    return Check(link, State.GOOD, f"{where.add_in}，xlwings {version}")


def _mark_of_the_web(add_in: Path) -> Check:
    """Tell whether Windows remembers the file as coming from the internet."""
    link = "来自网络的标记"
    try:
        marked = os.path.exists(f"{add_in}:Zone.Identifier")  # noqa: PTH110 - a stream, no path
    except OSError:
        return Check(link, State.UNKNOWN, "系统不让查看")
    if marked:
        advice = "请右键点该文件 → 属性 → 勾选“解除锁定”，或重新运行 install.bat"
        return Check(link, State.BROKEN, f"{add_in} 被标记为来自网络，Excel 会停用其中的宏", advice)
    return Check(link, State.GOOD, "没有标记")


def _policy() -> Check:
    faults = policy_faults()
    if faults:
        advice = "这是单位统一设置的，请联系管理员；或改用命令行（xl-quality）直接处理文件"
        return Check("宏设置", State.BROKEN, "；".join(faults), advice)
    return Check("宏设置", State.GOOD, "没有发现停用宏或加载项的策略")


def _put_aside() -> Check:
    if is_put_aside(ADD_IN):
        advice = "请点“文件→选项→加载项”，在下面“管理”里选“禁用项目”，点“转到”，选中它启用"
        return Check("禁用项目", State.BROKEN, "Excel 出错后自己停用了本加载项", advice)
    return Check("禁用项目", State.GOOD, "没有被 Excel 停用")


def one_call(where: Places, version: str) -> Check:
    """Start the server through the DLL and compute one pass rate: 2 of 3 reach 60."""
    from xl_quality.excel.coded import MARK  # noqa: PLC0415 - only for this

    python = interpreter(where.python, windowed=True)
    with server(python, version) as found:
        marks = ((90.0,), (60.0,), (59.9,))
        answer = found.CallUDF(SERVER, "PASS_RATE", [marks], None, None)
    value = answer[0][0] if isinstance(answer, tuple) else answer
    if isinstance(value, float) and round(value, 4) == 0.6667:  # noqa: PLR2004 - 2 of 3
        return Check("计算服务", State.GOOD, "启动正常，试算 3 人中 2 人及格，得 66.67%")
    said = str(value).replace(MARK, " ").strip()
    return Check("计算服务", State.BROKEN, f"试算结果不对：{said}", _AGAIN)


def _tried(link: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except QualityError as error:
        return Check(link, State.BROKEN, str(error), _AGAIN)
    except Exception as error:  # noqa: BLE001 - whatever broke is the finding itself
        return Check(link, State.BROKEN, f"{type(error).__name__}：{error}", _AGAIN)
