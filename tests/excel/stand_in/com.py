"""How COM shows an object: only its published members, each call counted, errors as com_error."""

# Excel fixes the names and arguments of its members, its values have no types, and this must not
# be tidier than it is

from __future__ import annotations

from typing import Any

CHANGES = {"Activate", "Add", "ChangeLink", "Close", "Copy", "Delete", "Move", "Open", "Save"}
CHANGES |= {"SaveAs", "SaveCopyAs", "Select", "Show"}
"""Methods that may change Excel; all else that is only called, and not set, asks."""
EXCEPTION = -2147352567  # DISP_E_EXCEPTION: what every refusal of Excel arrives as


class com_error(Exception):  # noqa: N801, N818 - pywin32's own name
    """What pywin32 raises; the third argument holds Excel's own words."""

    def __init__(self, text: str) -> None:
        super().__init__(EXCEPTION, "发生意外。", (0, "Microsoft Excel", text, "", 0, 0), None)


class Model:
    """
    A thing of the model; its public members begin with a capital letter, as Excel's do.

    Attributes:
        _type: the type of Excel's library that it plays, by default the one of its own name.
        _deleted: whether it is gone; who still holds it gets an error for everything.
    """

    _type = ""
    _deleted = False


class Calls:
    """
    The journal of what was called.

    Attributes:
        made: each call, e.g. ``Worksheet.Name``.
        changing: how many calls had been made, this one among them, at each that may change Excel.
    """

    def __init__(self) -> None:
        self.made: list[str] = []
        self.changing: list[int] = []

    def note(self, name: str, *, changes: bool) -> None:
        self.made.append(name)
        if changes:
            self.changing.append(len(self.made))


class Com:
    """A pointer to a thing of the model, as late binding hands it over."""

    def __init__(self, model: Model, calls: Calls) -> None:
        object.__setattr__(self, "_model", model)
        object.__setattr__(self, "_calls", calls)

    def __getattr__(self, name: str) -> Any:
        model = self._checked(name, changes=name in CHANGES)
        return wrapped(getattr(model, name), self._calls)

    def __setattr__(self, name: str, value: object) -> None:
        model = self._checked(name, changes=True)
        if not isinstance(getattr(type(model), name, None), property) and name not in vars(model):
            raise com_error(f"{name} cannot be set")
        setattr(model, name, unwrapped(value))

    def __call__(self, *given: object) -> Any:
        """Call the default member, as ``Worksheets(1)`` means ``Worksheets.Item(1)``."""
        self._checked("Item")
        return wrapped(self._model.Item(*map(unwrapped, given)), self._calls)

    def __bool__(self) -> bool:
        return True

    def _checked(self, name: str, *, changes: bool = False) -> Any:
        if self._model._deleted:
            raise com_error("自动化错误")
        known = hasattr(type(self._model), name) or name in vars(self._model)
        if not name[0].isupper() or not known:
            raise AttributeError(f"{type(self._model).__name__}.{name}")
        self._calls.note(f"{type(self._model).__name__}.{name}", changes=changes)
        return self._model


def wrapped(value: Any, calls: Calls) -> Any:
    """Return what COM can carry: pointers, numbers as it has them, texts, tuples."""
    if isinstance(value, Model):
        return Com(value, calls)
    if callable(value):
        return lambda *args, **named: wrapped(
            value(*map(unwrapped, args), **{k: unwrapped(v) for k, v in named.items()}), calls
        )
    return value


def unwrapped(value: Any) -> Any:
    return value._model if isinstance(value, Com) else value
