"""Where on this machine a folder of the web lies that OneDrive keeps in step (同步文件夹).

Excel says ``https://…`` for a workbook in such a folder, the desktop among them once Windows backs
it up there. A backup belongs beside the workbook, so the folder on the disk is looked for: OneDrive
notes its folders in the registry, the usual ones in the environment as well.
"""

from __future__ import annotations

import os
import re
from contextlib import suppress
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_PROVIDERS: Final = r"Software\SyncEngines\Providers\OneDrive"
_SHELL: Final = r"Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
_PERSONAL: Final = re.compile(r"https://d\.docs\.live\.net/[^/]+/?(.*)", re.IGNORECASE)
_BUSINESS: Final = re.compile(
    r"https://[^/]+-my\.sharepoint\.[^/]+/personal/[^/]+/Documents/?(.*)", re.IGNORECASE
)
_USUAL: Final = (
    (_PERSONAL, ("OneDriveConsumer", "OneDrive")),
    (_BUSINESS, ("OneDriveCommercial", "OneDrive")),
)
_DEEPEST: Final = 3
"""Folders of the web that may lie between what the registry names and what is synced: the owner's
number (personal), the library and a folder in it (SharePoint)."""


class SyncedRoot(NamedTuple):
    """A folder that OneDrive keeps in step.

    Attributes:
        url: of the folder in the web.
        folder: on this machine.
    """

    url: str
    folder: str


def local_folder(
    url: str,
    file_name: str,
    roots: Sequence[SyncedRoot],
    environment: Mapping[str, str] = os.environ,
) -> Path | None:
    """Return the folder on this machine, None where there is none that holds the file.

    Args:
        url: of the folder, as ``Workbook.Path`` says it.
        file_name: of the workbook, which proves that it is the folder.
        roots: what OneDrive has noted, see `synced_roots`.
        environment: names the usual folders.
    """
    plain = unquote(url).rstrip("/")
    for folder in (*_noted(plain, roots), *_usual(plain, environment)):
        with suppress(OSError):
            if (folder / file_name).is_file():
                return folder
    return None


def _noted(url: str, roots: Sequence[SyncedRoot]) -> Iterator[Path]:
    """Yield what the longest fitting roots make of a URL, the nearest first."""
    for root in sorted(roots, key=lambda one: -len(one.url)):
        start = unquote(root.url).rstrip("/")
        if not f"{url}/".lower().startswith(f"{start}/".lower()):
            continue
        parts = PurePosixPath(url[len(start) :].strip("/")).parts
        for left_out in range(min(len(parts), _DEEPEST) + 1):
            yield Path(root.folder, *parts[left_out:])


def _usual(url: str, environment: Mapping[str, str]) -> Iterator[Path]:
    for pattern, names in _USUAL:
        if found := pattern.fullmatch(url):
            for name in names:
                if root := environment.get(name):
                    yield Path(root, *PurePosixPath(found[1]).parts)


def synced_roots() -> list[SyncedRoot]:
    """Return the folders that OneDrive has noted in the registry, none outside Windows."""
    if os.name != "nt":
        return []
    winreg = import_module("winreg")  # only Windows has one
    found = []
    with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _PROVIDERS) as providers:
        for number in range(winreg.QueryInfoKey(providers)[0]):
            with (
                suppress(OSError),
                winreg.OpenKey(providers, winreg.EnumKey(providers, number)) as one,
            ):
                url, _ = winreg.QueryValueEx(one, "UrlNamespace")
                folder, _ = winreg.QueryValueEx(one, "MountPoint")
                found.append(SyncedRoot(str(url), str(folder)))
    return found


def documents() -> Path:
    """Return the user's folder for documents (文档), wherever he has moved it."""
    if os.name == "nt":
        winreg = import_module("winreg")
        with suppress(OSError), winreg.OpenKey(winreg.HKEY_CURRENT_USER, _SHELL) as folders:
            return Path(os.path.expandvars(winreg.QueryValueEx(folders, "Personal")[0]))
    return Path.home() / "Documents"
