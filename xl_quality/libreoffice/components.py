"""What the extension offers to LibreOffice; made here because UNO's bases exist only inside it."""

from __future__ import annotations

from xl_quality.libreoffice.calc_functions import addin_class
from xl_quality.libreoffice.excel_names import loading_class
from xl_quality.libreoffice.menu_commands import commands_class
from xl_quality.libreoffice.uno_values import ADDIN, COMMANDS, LOADING, SERVICE, Uno


def offer(helper: Uno) -> None:
    """Register every component with LibreOffice's loader."""
    helper.addImplementation(addin_class(), ADDIN, (SERVICE, "com.sun.star.sheet.AddIn"))
    helper.addImplementation(
        commands_class(), COMMANDS, (COMMANDS, "com.sun.star.frame.ProtocolHandler")
    )
    helper.addImplementation(loading_class(), LOADING, (LOADING, "com.sun.star.task.Job"))
