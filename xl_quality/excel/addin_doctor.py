"""Is the add-in in order (诊断)? Each link from Excel to Python by itself, with what to do.

``python -m xl_quality.excel.addin_doctor`` is run by the installer: may this Python serve Excel?
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from enum import StrEnum
from importlib import import_module, metadata
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import QualityError
from xl_quality.excel.addin_sheets import version_in
from xl_quality.excel.server_link import SERVER, dll_names, server
from xl_quality.installer.machine import (
    ADD_IN,
    InstallError,
    Places,
    interpreter,
    loaded,
    office,
    places,
    running,
    told,
)

if TYPE_CHECKING:
    from pathlib import Path


if TYPE_CHECKING:
    Registry = Callable[[str], Mapping[str, object]]
    """The values of a key of Windows' registry by name: the user's, else the machine's."""

_VERSIONS: Final = ("16.0", "15.0", "14.0", "12.0")  # excel 2016 and later, 2013, 2010, 2007
_KEY: Final = r"Software\Microsoft\Office\{}\Excel\Resiliency\DisabledItems"
_ROOTS: Final = (r"Software\Policies\Microsoft\Office", r"Software\Microsoft\Office")
_ALL_RUN: Final = 1
_STOPPERS: Final = (
    (r"Common", "VBAOff", "关闭了 Office 的 VBA"),
    (r"Excel\Security", "DisableAllAddins", "禁用了所有加载项"),
    (r"Excel\Security", "RequireAddinSig", "要求加载项有数字签名（本加载项没有签名）"),
)
_PROGRAM: Final = "EXCEL.EXE"
_AGAIN: Final = "请重新运行 install.bat"


def _registry(key: str) -> dict[str, object]:
    values: dict[str, object] = {}
    if os.name == "nt":
        winreg = import_module("winreg")  # only Windows has one
        for root in (winreg.HKEY_LOCAL_MACHINE, winreg.HKEY_CURRENT_USER):
            with suppress(OSError), winreg.OpenKey(root, key) as opened:
                count = winreg.QueryInfoKey(opened)[1]
                listed = [winreg.EnumValue(opened, number) for number in range(count)]
                values |= {name: value for name, value, _ in listed}
    return values


def is_put_aside(file_name: str, read: Registry = _registry) -> bool:
    """Return whether Excel refuses to load a file since it crashed with it.

    Args:
        file_name: of the add-in, ASCII; Excel notes its path in small letters, UTF-16.
        read: reads the registry.
    """
    wanted = file_name.lower().encode("utf-16-le")
    values = (value for v in _VERSIONS for value in read(_KEY.format(v)).values())
    return any(wanted in value.lower() for value in values if isinstance(value, bytes))


def policy_faults(read: Registry = _registry) -> list[str]:
    """Return what in the registry stops the add-in, one phrase each; nothing where there is none.

    Excel's start-up folder is a trusted location: whatever is said about macros elsewhere does
    not hold there, unless trusted locations are off.
    """
    offices = [rf"{root}\{version}" for root in _ROOTS for version in _VERSIONS]
    return [fault for office in offices for fault in _faults(office, read)]


def _faults(office: str, read: Registry) -> Iterator[str]:
    for folder, name, fault in _STOPPERS:
        if value := read(rf"{office}\{folder}").get(name):
            yield f"{fault}（{office}\\{folder}，{name}={value}）"
    security = rf"{office}\Excel\Security"
    off = read(rf"{security}\Trusted Locations").get("AllLocationsDisabled")
    if off and read(security).get("VBAWarnings") != _ALL_RUN:
        yield f"关闭了受信任位置，启动文件夹里的宏不能运行（{security}）"


class LinkState(StrEnum):
    """How a link is."""

    GOOD = "正常"
    BROKEN = "有问题"
    UNKNOWN = "查不到"


class Check(NamedTuple):
    """One link."""

    link: str  # what was looked at
    state: LinkState  # how it is
    found: str  # what was found, one sentence
    advice: str = ""  # what to do, empty where it is good


def _good(link: str, found: str) -> Check:
    return Check(link, LinkState.GOOD, found)


def _broken(link: str, found: str, advice: str) -> Check:
    return Check(link, LinkState.BROKEN, found, advice)


def examine() -> list[Check]:
    """Look at every link in the order in which Excel needs them (诊断)."""
    checks = [_python()]
    if os.name != "nt":
        found = "本机不是 Windows，没有 Excel 加载项可查"
        return [*checks, Check("Excel 加载项", LinkState.UNKNOWN, found)]
    try:
        where = places(os.environ)
    except InstallError as error:
        return [*checks, _broken("用户文件夹", str(error), "请换一个普通用户登录")]
    return [*checks, *_installed(where)]


def _installed(where: Places) -> Iterator[Check]:
    version = metadata.version("xlwings")
    links: dict[str, Callable[[], Check]] = {
        "Excel": _excel,
        "连接组件": lambda: _component(where, version),
        "加载项文件": lambda: _add_in(where, version),
        "来自网络的标记": lambda: _mark_of_the_web(where.add_in),
        "宏设置": _policy,
        "禁用项目": _put_aside,
        "输入提示": lambda: _typing_help(where),
        "计算服务": lambda: one_call(where, version),
    }
    for link, check in links.items():
        yield _tried(link, check)


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    words = f"{version}，{64 if sys.maxsize > 2**32 else 32} 位，{sys.executable}"
    return _good("Python", words)


def _excel() -> Check:
    """Tell which Excel there is; where it runs, it is there, whatever the registry says."""
    found = office()
    if found.excel is not None and not found.is_too_old:
        return _good("Excel", f"{found.excel}，{found.bits or '不知道多少'} 位")
    if running(_PROGRAM):
        return _good("Excel", "正在运行")
    return _broken("Excel", told(found), "没有 Excel 也可以用命令行（xl-quality）处理文件")


def _typing_help(where: Places) -> Check:
    """Tell whether Excel has loaded what helps while a formula is typed."""
    link = "输入提示"
    if not where.typing_help.exists():
        found = "没有装输入函数时的提示（发布包没有带，不影响计算）"
        return Check(link, LinkState.UNKNOWN, found)
    if loaded(_PROGRAM, where.typing_help.name):
        return _good(link, "Excel 已加载")
    if not running(_PROGRAM):
        return _good(link, f"{where.typing_help}，Excel 没有运行")
    advice = "请重新打开 Excel；仍不行的，看“文件→选项→加载项”里有没有被禁用（不影响计算）"
    return _broken(link, f"Excel 没有加载 {where.typing_help}", advice)


def _component(where: Places, version: str) -> Check:
    """Tell whether the DLLs of exactly this xlwings lie where the add-in looks for them."""
    python = interpreter(where.python, windowed=True)
    if not python.exists():
        return _broken("连接组件", f"没有 {python}", _AGAIN)
    folders, names = (python.parent, python.parent.parent), dll_names(version)
    missing = [n for n in names if not any((folder / n).exists() for folder in folders)]
    if missing:
        advice = f"{_AGAIN}；如果又不见了，请在杀毒软件里把 {where.app} 设为信任"
        return _broken("连接组件", f"没有 {'、'.join(missing)}", advice)
    return _good("连接组件", "、".join(names))


def _add_in(where: Places, version: str) -> Check:
    """Tell whether the add-in lies in XLSTART and was built for this xlwings."""
    link = "加载项文件"
    if not where.add_in.exists():
        return _broken(link, f"没有 {where.add_in}", _AGAIN)
    built_for = version_in(where.add_in)
    if built_for != version:
        words = f"加载项是为 xlwings {built_for or '（没有写明）'} 做的，装的是 {version}"
        return _broken(link, words, _AGAIN)
    return _good(link, f"{where.add_in}，xlwings {version}")


def _mark_of_the_web(add_in: Path) -> Check:
    """Tell whether Windows remembers the file as coming from the internet."""
    link = "来自网络的标记"
    try:
        marked = os.path.exists(f"{add_in}:Zone.Identifier")  # noqa: PTH110 - a stream, no path
    except OSError:
        return Check(link, LinkState.UNKNOWN, "系统不让查看")
    if marked:
        advice = "请右键点该文件 → 属性 → 勾选“解除锁定”，或重新运行 install.bat"
        return _broken(link, f"{add_in} 被标记为来自网络，Excel 会停用其中的宏", advice)
    return _good(link, "没有标记")


def _policy() -> Check:
    faults = policy_faults()
    if faults:
        advice = "这是单位统一设置的，请联系管理员；或改用命令行（xl-quality）直接处理文件"
        return _broken("宏设置", "；".join(faults), advice)
    return _good("宏设置", "没有发现停用宏或加载项的策略")


def _put_aside() -> Check:
    if is_put_aside(ADD_IN):
        advice = "请点“文件→选项→加载项”，在下面“管理”里选“禁用项目”，点“转到”，选中它启用"
        return _broken("禁用项目", "Excel 出错后自己停用了本加载项", advice)
    return _good("禁用项目", "没有被 Excel 停用")


def one_call(where: Places, version: str) -> Check:
    """Start the server through the DLL and compute one pass rate: 2 of 3 reach 60."""
    from xl_quality.excel.server_link import MARK  # noqa: PLC0415 - only for this

    python = interpreter(where.python, windowed=True)
    with server(python, version) as com:
        marks = ((90.0,), (60.0,), (59.9,))
        answer = com.CallUDF(SERVER, "PASS_RATE", [marks], None, None)
    value = answer[0][0] if isinstance(answer, tuple) else answer
    if isinstance(value, float) and round(value, 4) == 0.6667:  # noqa: PLR2004 - 2 of 3
        return _good("计算服务", "启动正常，试算 3 人中 2 人及格，得 66.67%")
    words = str(value).replace(MARK, " ").strip()
    return _broken("计算服务", f"试算结果不对：{words}", _AGAIN)


def _tried(link: str, check: Callable[[], Check]) -> Check:
    try:
        return check()
    except QualityError as error:
        return _broken(link, str(error), _AGAIN)
    except Exception as error:  # noqa: BLE001 - whatever broke is the finding itself
        return _broken(link, f"{type(error).__name__}：{error}", _AGAIN)


def main() -> int:
    """Compute once through the DLL and the server; return 0 where that works."""
    try:
        check = one_call(places(os.environ), metadata.version("xlwings"))
    except QualityError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{check.found}\n")
    return int(check.state is not LinkState.GOOD)


if __name__ == "__main__":
    sys.exit(main())
