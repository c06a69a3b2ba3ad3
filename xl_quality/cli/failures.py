"""What a person reads when a command cannot go on."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError, QualityError
from xl_quality.core.findings import Severity

if TYPE_CHECKING:
    from collections.abc import Callable


_INTERRUPTED = 130
"""What shells expect of a program ended with Ctrl+C."""


def reported(run: Callable[[], int]) -> int:
    """Run a command; print a failure we know in Chinese and return its exit code."""
    try:
        code = run()
        sys.stdout.flush()  # a reader who has gone shows here, not in the interpreter's last breath
    except KeyboardInterrupt:
        print("已中断", file=sys.stderr)
        return _INTERRUPTED
    except QualityError as error:
        print(f"错误：{error}", file=sys.stderr)
        if isinstance(error, BadInputError):
            order = list(Severity)
            for finding in sorted(error.findings, key=lambda one: order.index(one.severity)):
                if finding.message not in str(error):  # a single fault is its own message
                    print(f"  {finding}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code
