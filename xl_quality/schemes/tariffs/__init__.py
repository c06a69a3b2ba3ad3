"""The tariffs (计奖办法): a small closed set; a rule that fits none gets a new tariff here.

A tariff is a class in a module of this folder: it enters itself among `TARIFFS`, from which the
TOML, the 方案 sheet, the linter and the wording take it.
"""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

from xl_quality.schemes.tariffs.base import TARIFFS, Speech, Tariff, every_field

for _module in iter_modules(__path__):  # a new module is found here, and its tariffs
    import_module(f"{__name__}.{_module.name}")

__all__ = ["TARIFFS", "Speech", "Tariff", "every_field"]
