"""The exceptions of xl_quality: broken contracts and runs that cannot go on.

Bad *data* is never raised where it is met: it is collected as `Finding` values
and raised once, all together, as `BadInputError`. A bug is not caught at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xl_quality.core.findings import Finding, Step


class QualityError(Exception):
    """Base of every exception that xl_quality raises on purpose.

    `str(error)` is one Chinese message, ready to be shown to a clerk.
    """

    exit_code = 1


class BadInputError(QualityError):
    """
    The input cannot be used (exit code 2).

    Attributes:
        findings: every place at fault.
        steps: ways to go on that each host does in its own way.
    """

    exit_code = 2

    def __init__(
        self, message: str, findings: Sequence[Finding] = (), steps: Sequence[Step] = ()
    ) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
        self.steps = tuple(steps)


class EnvironmentFaultError(QualityError):
    """The machine refuses (exit code 3): no write permission, disk full, file locked."""

    exit_code = 3


class EmptyGroupError(QualityError):
    """A figure was asked of a group in which nobody counts (无人计入), so it does not exist."""
