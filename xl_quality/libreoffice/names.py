"""What LibreOffice knows the extension, its functions and its commands by."""

from __future__ import annotations

from typing import Final

EXTENSION: Final = "org.xlquality.calc"
"""The extension's identifier, for unopkg."""
SERVICE: Final = "XLQ"
"""The add-in's service.

LibreOffice stores a formula as service and method, ``XLQ.PASS_RATE(...)``: short, so that a file in
which the prefix was left over can be read by a person and put right by replacing it with nothing.
"""
ADDIN: Final = "org.xlquality.AddIn"
"""The add-in's implementation; likewise the next two."""
COMMANDS: Final = "org.xlquality.Commands"
LOADING: Final = "org.xlquality.Loading"
INTERFACE: Final = "org.xlquality.XFunctions"
"""The interface that declares the functions' arguments to Calc."""
PROTOCOL: Final = "org.xlquality:"
"""What a command of the menu starts with; the action's id follows."""
PREFIX: Final = f"{SERVICE}."
"""What stands before a function's name where LibreOffice stores it."""
