"""Where things are installed: all inside the user's own profile, no administrator needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.installer.failures import InstallError

if TYPE_CHECKING:
    from collections.abc import Mapping

ADD_IN: Final = "xl_quality.xlam"


class Places(NamedTuple):
    r"""
    The folders of one user.

    Attributes:
        app: ``%LOCALAPPDATA%\xl_quality``, all of it ours.
        start: Excel's start-up folder, ``%APPDATA%\Microsoft\Excel\XLSTART``.
    """

    app: Path
    start: Path

    @property
    def python(self) -> Path:
        """The folder of the Python that Excel starts."""
        return self.app / "python"

    @property
    def add_in(self) -> Path:
        """The add-in where Excel finds it."""
        return self.start / ADD_IN

    @property
    def log(self) -> Path:
        """What the last installation did."""
        return self.app / "install.log"


def places(environment: Mapping[str, str]) -> Places:
    """
    Return the folders of the user whose environment it is.

    Raises:
        InstallError: the environment names no profile.
    """
    missing = [name for name in ("LOCALAPPDATA", "APPDATA") if not environment.get(name)]
    if missing:
        message = f"系统没有给出用户文件夹（{'、'.join(missing)}），请换一个普通用户登录后再试"
        raise InstallError(message)
    return Places(
        Path(environment["LOCALAPPDATA"]) / "xl_quality",
        Path(environment["APPDATA"]) / "Microsoft" / "Excel" / "XLSTART",
    )


def interpreter(folder: Path, *, windowed: bool = False) -> Path:
    r"""Return python.exe in a folder, be it a plain Python or a venv (then in ``Scripts``)."""
    name = "pythonw.exe" if windowed else "python.exe"
    return next(
        (path for path in (folder / name, folder / "Scripts" / name) if path.exists()),
        folder / name,
    )
