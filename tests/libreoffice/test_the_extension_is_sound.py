"""The extension's file: the same every time, complete, installed and removed by the scripts."""

from __future__ import annotations

import os
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.libreoffice.conftest import SOFFICE
from xl_quality.buttons.menu import ACTIONS
from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.libreoffice.build import build
from xl_quality.libreoffice.uno_values import EXTENSION, PROTOCOL

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.libreoffice
ROOT = Path(__file__).parents[2]
NAME = "{http://openoffice.org/2001/registry}name"
NOBODY = 65534


@pytest.fixture(scope="module")
def parts(extension: Path) -> Mapping[str, bytes]:
    with zipfile.ZipFile(extension) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_two_builds_are_the_same_bytes(extension: Path) -> None:
    assert build(FUNCTIONS) == extension.read_bytes()


def test_menu_and_toolbar_have_every_action_in_the_order_of_the_work(
    parts: Mapping[str, bytes],
) -> None:
    root = ET.fromstring(parts["Addons.xcu"])
    values = [prop[0].text for prop in root.iter("prop") if prop.get(NAME) == "URL"]
    assert values == [f"{PROTOCOL}{action}" for action in ACTIONS] * 2


def test_every_part_that_the_manifest_names_is_there(parts: Mapping[str, bytes]) -> None:
    root = ET.fromstring(parts["META-INF/manifest.xml"])
    space = "{http://openoffice.org/2001/manifest}"
    named = [entry.get(f"{space}full-path") for entry in root]
    assert set(named) <= set(parts)


def test_it_brings_templates_manual_schemes_and_licences(parts: Mapping[str, bytes]) -> None:
    assert "docs/使用手册.md" in parts
    assert "LICENSE.txt" in parts
    assert {name for name in parts if name.startswith("licenses/")} == {
        "licenses/XlsxWriter.txt",
        "licenses/Jinja2.txt",
        "licenses/MarkupSafe.txt",
    }
    package = "pythonpath/xl_quality/"
    assert f"{package}agreements/templates/luotuoao-brief.docx" in parts
    assert not [
        name
        for name in parts
        if "__pycache__" in name
        or name.startswith((f"{package}excel/", f"{package}cli/", f"{package}installer/"))
        or name.endswith((".so", ".pyd"))
    ]


def run_as_a_user(script: str, home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a script as an ordinary user: LibreOffice installs nothing for root alone."""
    environment = {**os.environ, "HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config")}
    command = ["sh", str(home / script), *arguments]
    if os.getuid() == 0:
        for path in [home, *home.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)
        command = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", *command]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def home(extension: Path) -> Path:
    """A user's home with the release unpacked in it, reachable for him."""
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())  # noqa: S607 - under /tmp, open to all
    folder.chmod(0o755)
    for name in ("install-libreoffice.sh", "uninstall-libreoffice.sh"):
        shutil.copy(ROOT / name, folder / name)
    shutil.copy(extension, folder / "xl_quality.oxt")
    return folder


def test_it_is_installed_and_removed_for_one_user(home: Path) -> None:
    assert SOFFICE
    done = run_as_a_user("install-libreoffice.sh", home)
    assert done.returncode == 0, done.stderr
    assert "已安装" in done.stdout
    registered = [path for path in home.rglob("CalcAddIns.xcu") if ".config" in path.parts]
    assert registered
    again = run_as_a_user("install-libreoffice.sh", home)
    assert again.returncode == 0, again.stderr
    gone = run_as_a_user("uninstall-libreoffice.sh", home)
    assert gone.returncode == 0, gone.stderr
    assert "已卸载" in gone.stdout
    twice = run_as_a_user("uninstall-libreoffice.sh", home)
    assert twice.returncode == 1
    assert EXTENSION == "org.xlquality.calc"
    shutil.rmtree(home)


@pytest.mark.skipif(os.getuid() != 0, reason="only an administrator is refused")
@pytest.mark.parametrize("script", ["install-libreoffice.sh", "uninstall-libreoffice.sh"])
def test_an_administrator_is_told_what_to_do(script: str) -> None:
    done = subprocess.run(
        ["sh", str(ROOT / script)],  # noqa: S607 - the system's shell
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert "--shared" in done.stderr
