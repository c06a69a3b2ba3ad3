"""What further packages the library may use, and how to get the one that is missing (可选组件)."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from xl_quality.core.findings import EnvironmentFaultError


class MissingExtraError(EnvironmentFaultError, ImportError):
    """A package is not installed that this needs; the message says what to install.

    Attributes:
        package: what is missing.
        extra: the extra of xl_quality that brings it.
    """

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f'没有安装 {package}：请运行 pip install "xl_quality[{extra}]"')
        self.package = package
        self.extra = extra


def needed(package: str, extra: str) -> Any:  # noqa: ANN401 - a module
    """Import a package that not every installation has.

    Raises:
        MissingExtraError: it is not installed.

    >>> needed("engine", "scale")
    Traceback (most recent call last):
    xl_quality.api.extras.MissingExtraError: 没有安装 engine：请运行 pip install "xl_quality[scale]"
    """
    try:
        return import_module(package)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != package.partition(".")[0]:
            raise  # it is there, and lacks something itself
        raise MissingExtraError(package.partition(".")[0], extra) from error


def later(package: str, extra: str) -> Any:  # noqa: ANN401 - a module
    """Return what stands for a package and imports it when something of it is first asked for.

    >>> later("engine", "scale").start
    Traceback (most recent call last):
    xl_quality.api.extras.MissingExtraError: 没有安装 engine：请运行 pip install "xl_quality[scale]"
    """
    return _Later(package, extra)


class _Later:
    def __init__(self, package: str, extra: str) -> None:
        self._named = package, extra

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - of a module
        found = getattr(needed(*self._named), name)
        setattr(self, name, found)  # the next time it is found without asking
        return found
