"""The engine that fills: a Jinja sandbox that knows fields and forms, and reaches nothing else."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from xl_quality.agreements import source
from xl_quality.agreements.forms import FORMS, FormError, Printed
from xl_quality.agreements.values import FieldRow, Gap

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2.sandbox import SandboxedEnvironment


class Unfit(NamedTuple):
    """A value that does not fit the form asked for, and why."""

    value: object
    why: str


@cache
def engine() -> SandboxedEnvironment:
    """Return the one environment in which all templates are compiled."""
    from jinja2 import StrictUndefined  # noqa: PLC0415 - start-up
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - start-up

    class Fields(ImmutableSandboxedEnvironment):
        """Looks names up in rows of fields only: no attribute of any object can be reached."""

        def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - the engine's own
            """Return a field of a row."""
            return self.getitem(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - the engine's own
            """Return a field of a row."""
            if isinstance(obj, dict) and argument in obj:
                return obj[argument]
            return self.undefined(obj=obj, name=argument)

    environment = Fields(
        block_start_string=source.BLOCK_OPEN,
        block_end_string=source.BLOCK_CLOSE,
        variable_start_string=source.VALUE_OPEN,
        variable_end_string=source.VALUE_CLOSE,
        comment_start_string=source.COMMENT_OPEN,
        comment_end_string=source.COMMENT_CLOSE,
        keep_trailing_newline=True,
        autoescape=True,
        undefined=StrictUndefined,
    )
    environment.globals.clear()
    environment.filters = {name: _lenient(form) for name, form in FORMS.items()}
    environment.filters["空白"] = _blank
    environment.tests = {
        "defined": _is_given,
        "undefined": lambda value: not _is_given(value),
        "none": lambda value: not _is_given(value),
    }
    return environment


def _is_given(value: object) -> bool:
    from jinja2 import Undefined  # noqa: PLC0415 - start-up

    return not isinstance(value, Undefined | Gap)


def _lenient(form: Callable[..., Printed]) -> Callable[..., object]:
    """Let a gap pass a form, to be told with its place; and keep what does not fit."""

    def formed(value: object, *arguments: int) -> object:
        if not _is_given(value) or isinstance(value, Unfit):
            return value
        if isinstance(value, Printed):
            if value.form == "空白":
                return value
            value = value.value
        if isinstance(value, FieldRow | list):
            return Unfit(value, "是一张表，不能这样打印")
        try:
            return form(value, *arguments)
        except FormError as error:
            return Unfit(value, str(error))

    return formed


def _blank(value: object, width: int = 8) -> object:
    if isinstance(value, Unfit | Printed):
        return value
    return value if _is_given(value) else FORMS["空白"](Gap(""), width)
