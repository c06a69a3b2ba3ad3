"""What the extension offers to LibreOffice; made here because UNO's bases exist only inside it."""

from __future__ import annotations

from typing import Any

from xl_quality.libreoffice.names import ADDIN, SERVICE


def offer(helper: Any) -> None:  # noqa: ANN401 - UNO has no types
    """Register every component with LibreOffice's loader."""
    from xl_quality.libreoffice.addin import addin_class  # noqa: PLC0415 - each needs UNO

    helper.addImplementation(addin_class(), ADDIN, (SERVICE, "com.sun.star.sheet.AddIn"))
