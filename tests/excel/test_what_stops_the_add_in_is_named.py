from __future__ import annotations

from pathlib import Path

import pytest

from xl_quality.core.findings import EnvironmentFaultError
from xl_quality.excel import addin_doctor
from xl_quality.excel.addin_doctor import LinkState, is_put_aside, policy_faults
from xl_quality.excel.server_link import _ansi, command_line, dll_names
from xl_quality.installer.machine import ADD_IN, Places


def _profile(name: str) -> tuple[Path, Path]:
    return Path(f"C:/Users/{name}/AppData/Local"), Path(f"C:/Users/{name}/AppData/Roaming")


POLICIES = r"Software\Policies\Microsoft\Office\16.0"
SECURITY = rf"{POLICIES}\Excel\Security"
TRUSTED = rf"{SECURITY}\Trusted Locations"


@pytest.mark.parametrize(
    ("registry", "said"),
    [
        ({}, []),
        ({(SECURITY, "DisableAllAddins"): 1}, ["禁用了所有加载项"]),
        ({(SECURITY, "DisableAllAddins"): 0}, []),
        ({(SECURITY, "RequireAddinSig"): 1}, ["要求加载项有数字签名"]),
        ({(rf"{POLICIES}\Common", "VBAOff"): 1}, ["关闭了 Office 的 VBA"]),
        # the start-up folder is trusted, whatever is said about other macros
        ({(SECURITY, "VBAWarnings"): 4}, []),
        ({(TRUSTED, "AllLocationsDisabled"): 1}, ["关闭了受信任位置"]),
        (
            {(TRUSTED, "AllLocationsDisabled"): 1, (SECURITY, "VBAWarnings"): 4},
            ["关闭了受信任位置"],
        ),
        ({(TRUSTED, "AllLocationsDisabled"): 1, (SECURITY, "VBAWarnings"): 1}, []),
    ],
)
def test_only_settings_that_reach_the_start_up_folder_are_faults(
    registry: dict[tuple[str, str], int], said: list[str]
) -> None:
    faults = policy_faults(
        lambda key: {name: value for (own, name), value in registry.items() if own == key}
    )
    assert [fault.partition("，")[0].partition("（")[0] for fault in faults] == said


def test_an_add_in_that_excel_put_aside_is_recognised_by_its_path() -> None:
    path = r"c:\users\张三\appdata\roaming\microsoft\excel\xlstart\xl_quality.xlam"
    other = path.replace("xl_quality", "quality")
    items = {r"Software\Microsoft\Office\15.0\Excel\Resiliency\DisabledItems": [path, other]}

    def read(key: str) -> dict[str, object]:
        return {one: b"\x01\0\0\0" + one.encode("utf-16-le") for one in items.get(key, [])}

    assert is_put_aside(ADD_IN, read)
    items = {key: [other] for key in items}
    assert not is_put_aside(ADD_IN, read)


@pytest.mark.parametrize("lost", ["xlwings32-9.dll", "xlwings64-9.dll"])
def test_the_dll_of_the_other_bitness_is_missed_too(
    tmp_path_factory: pytest.TempPathFactory, lost: str
) -> None:
    where = Places(tmp_path_factory.mktemp("app"), tmp_path_factory.mktemp("start"))
    where.python.mkdir()
    for name in ("pythonw.exe", *dll_names("9")):
        (where.python / name).touch()
    assert addin_doctor._component(where, "9").state is LinkState.GOOD
    (where.python / lost).unlink()
    check = addin_doctor._component(where, "9")
    assert (check.state, check.found) == (LinkState.BROKEN, f"没有 {lost}")


def test_a_profile_that_windows_code_page_cannot_write_is_told_and_not_guessed_at() -> None:
    command = command_line(Places(*_profile("张䶮")).python)
    with pytest.raises(EnvironmentFaultError, match="“䶮”"):
        _ansi(command, "gbk")
    usual = command_line(Places(*_profile("张龑")).python)
    assert "张龑".encode("gbk") in _ansi(usual, "gbk")
