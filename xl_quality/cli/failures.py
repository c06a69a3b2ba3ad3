"""What a person reads when a command cannot go on."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError, QualityError

if TYPE_CHECKING:
    from collections.abc import Callable


_MOST = 40
"""Lines of a refusal; what is beyond is told when these are mended, or by ``check``."""
_INTERRUPTED = 130
"""What shells expect of a program ended with Ctrl+C."""


def reported(run: Callable[[], int], book: str = "") -> int:
    """
    Run a command; print a failure we know in Chinese and return its exit code.

    Args:
        run: the command.
        book: how the command line named the workbook.
    """
    try:
        code = run()
        sys.stdout.flush()  # a reader who has gone shows here, not in the interpreter's last breath
    except KeyboardInterrupt:
        print("已中断", file=sys.stderr)
        return _INTERRUPTED
    except QualityError as error:
        _tell(error, book)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


def _tell(error: QualityError, book: str) -> None:
    """Print why the command stops, what can be done, and every kind of fault with its places."""
    from xl_quality.cli import console  # noqa: PLC0415 - only on faults
    from xl_quality.core.findings import Step, Way  # noqa: PLC0415 - as above
    from xl_quality.usecases.advice import Host, step_words  # noqa: PLC0415 - as above

    print(f"错误：{error}", file=sys.stderr)
    if not isinstance(error, BadInputError):
        return
    for words in step_words(error.steps, Host.COMMAND, book):
        print(f"  {words}", file=sys.stderr)
    # a single fault is its own message
    faults = [one for one in error.findings if one.message not in str(error)]
    lines = console.told(faults, book)
    for finding in lines[:_MOST]:
        print(f"  {finding}", file=sys.stderr)
    if len(lines) > _MOST:
        print(f"  ……共 {len(lines)} 类问题", file=sys.stderr)
    if lines and book:
        (form,) = step_words([Step(Way.SETTINGS)], Host.COMMAND, book)
        print(f"  工作簿里还没有考核设置表的，{form}", file=sys.stderr)
