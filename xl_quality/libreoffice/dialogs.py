"""Dialogs that LibreOffice has no ready-made ones for: one of a list, a line of text (对话框)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDTH: Final = 240
"""In the units of dialogs, a quarter of a character wide."""
_LINE: Final = 10
_MARGIN: Final = 8
_MOST_ROWS: Final = 12
_OK: Final = 1
_CANCEL: Final = 2


def pick(context: Any, parent: Any, title: str, labels: Sequence[str]) -> int | None:  # noqa: ANN401 - UNO has no types
    """Let the clerk pick one of several lines; return its index, None where he cancelled."""
    rows = min(len(labels), _MOST_ROWS)
    dialog = _Dialog(context, title, rows * _LINE + 6)
    model = dialog.add("ListBox", "field", dialog.field_top, rows * _LINE + 6)
    model.StringItemList = tuple(labels)
    model.SelectedItems = (0,)
    if not dialog.run(parent):
        return None
    chosen: int = dialog.control("field").getSelectedItemPos()
    return chosen if chosen >= 0 else None


def type_line(context: Any, parent: Any, title: str, default: str) -> str | None:  # noqa: ANN401 - UNO has no types
    """Let the clerk type a line; return it, None where he cancelled."""
    dialog = _Dialog(context, title, 14)
    model = dialog.add("Edit", "field", dialog.field_top, 14)
    model.Text = default
    if not dialog.run(parent):
        return None
    text: str = dialog.control("field").getText()
    return text


class _Dialog:
    """A dialog with a question, one field, 确定 and 取消; Enter and Esc press these."""

    def __init__(self, context: Any, question: str, field_height: int) -> None:  # noqa: ANN401 - UNO has no types
        self._context = context
        self._model = self._service("com.sun.star.awt.UnoControlDialogModel")
        lines = sum(len(line) // 28 + 1 for line in question.split("\n"))
        self.field_top = 2 * _MARGIN + lines * _LINE
        buttons = self.field_top + field_height + _MARGIN
        self._model.Title = "教学质量"
        self._model.Width, self._model.Height = _WIDTH, buttons + 16 + _MARGIN
        text = self.add("FixedText", "question", _MARGIN, lines * _LINE)
        text.Label, text.MultiLine = question, True
        self._button("确定", _OK, _WIDTH - 2 * (56 + _MARGIN), buttons)
        self._button("取消", _CANCEL, _WIDTH - 56 - _MARGIN, buttons)
        self._dialog: Any = None

    def add(self, kind: str, name: str, top: int, height: int) -> Any:  # noqa: ANN401 - UNO has no types
        """Add a field over the whole width; return its model."""
        model = self._model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
        model.PositionX, model.PositionY = _MARGIN, top
        model.Width, model.Height = _WIDTH - 2 * _MARGIN, height
        self._model.insertByName(name, model)
        return model

    def run(self, parent: Any) -> bool:  # noqa: ANN401 - UNO has no types
        """Show the dialog until it is answered; say whether by 确定."""
        self._dialog = self._service("com.sun.star.awt.UnoControlDialog")
        self._dialog.setModel(self._model)
        self._dialog.createPeer(self._service("com.sun.star.awt.Toolkit"), parent)
        self._dialog.getControl("field").setFocus()
        return bool(self._dialog.execute())

    def control(self, name: str) -> Any:  # noqa: ANN401 - UNO has no types
        """Return a field as it was left."""
        return self._dialog.getControl(name)

    def _button(self, label: str, kind: int, left: int, top: int) -> None:
        model = self.add("Button", f"button{kind}", top, 16)
        model.PositionX, model.Width = left, 56
        model.Label, model.PushButtonType = label, kind
        model.DefaultButton = kind == _OK

    def _service(self, name: str) -> Any:  # noqa: ANN401 - UNO has no types
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)
