"""What ends an installation, said in Chinese."""

from __future__ import annotations


class InstallError(Exception):
    """The installation cannot go on; the message says why and what to do. Nothing is half done."""
