"""The licences of the code by others that the add-in carries, on a sheet inside it."""

from __future__ import annotations

from importlib.metadata import distribution
from typing import Final

SHEET: Final = "NOTICE"

_OWN: Final = """xl_quality: MIT License.

This add-in contains the VBA module "xlwings" of xlwings {version} (three of its procedures are
replaced, see the comments there) under the BSD 3-clause license below, and the class "Dictionary"
of VBA-Dictionary (c) Tim Hall, MIT License, https://github.com/timhall/VBA-Dictionary.
"""


def notice() -> str:
    """Return the notice with xlwings' licence as its installed package states it."""
    package = distribution("xlwings")
    license_text = package.read_text("licenses/LICENSE.txt")
    if license_text is None:
        msg = "the installed xlwings states no licence"
        raise FileNotFoundError(msg)
    return f"{_OWN.format(version=package.version)}\n{license_text}"
