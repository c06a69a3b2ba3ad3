"""The schemes that ship with xl_quality: which there are, and loading one by its id."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError
from xl_quality.schemes.loading import read_scheme
from xl_quality.schemes.raw import raw_scheme

if TYPE_CHECKING:
    from xl_quality.schemes.model import Scheme
    from xl_quality.schemes.raw import Raw

_FOLDER = Path(__file__).with_name("data")


def scheme_ids() -> list[str]:
    """Return the ids of all shipped schemes, sorted."""
    return sorted(path.stem.replace("_", "-") for path in _FOLDER.glob("*.toml"))


@cache
def load(scheme_id: str) -> Scheme:
    """
    Return a shipped scheme (载入方案).

    Raises:
        BadInputError: there is no such scheme, or its file has faults.
    """
    return load_file(_path(scheme_id))


def load_file(path: Path) -> Scheme:
    """
    Return the scheme in a TOML file.

    Raises:
        BadInputError: the file cannot be read as UTF-8, or has faults.
    """
    return read_scheme(_text(path), path.name)


def load_raw(scheme_id: str) -> Raw:
    """
    Return a shipped scheme as plain values, to be written as a sheet (导入方案).

    Raises:
        BadInputError: there is no such scheme.
    """
    path = _path(scheme_id)
    return raw_scheme(_text(path), path.name)


def _path(scheme_id: str) -> Path:
    if scheme_id not in scheme_ids():
        from difflib import get_close_matches  # noqa: PLC0415 - only on slips

        near = get_close_matches(scheme_id, scheme_ids(), n=1)
        guess = f"，是不是“{near[0]}”？" if near else "，"
        message = f"没有名为“{scheme_id}”的方案{guess}现有：{'、'.join(scheme_ids())}"
        raise BadInputError(message)
    return _FOLDER / f"{scheme_id.replace('-', '_')}.toml"


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"读不出方案文件 {path}：{error}"
        raise BadInputError(message) from error
