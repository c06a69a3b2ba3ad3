"""What a person reads when a command cannot go on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from xl_quality.core.errors import BadInputError, QualityError

if TYPE_CHECKING:
    from collections.abc import Callable


def reported(run: Callable[[], int]) -> int:
    """Run a command; print a failure we know in Chinese and return its exit code."""
    try:
        return run()
    except QualityError as error:
        print(f"错误：{error}", file=sys.stderr)
        if isinstance(error, BadInputError):
            for finding in error.findings:
                print(f"  {finding}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:  # the reader of our output has gone: nothing is left to say
        sys.stderr.close()
        return 0
