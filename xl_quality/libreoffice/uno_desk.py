"""The clerk in front of LibreOffice (see `buttons.menu.Desk`), or a macro in his place.

LibreOffice has no ready-made dialogs for one of a list, several of it and a line of text. Ours are
measured when they stand, in the fonts of the screen they stand on: a size that fits on one desktop
cuts the text off on another.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from xl_quality.buttons.menu import TITLE, Alternative, Desk, MessageKind
from xl_quality.libreoffice.uno_values import Uno, enumerated, listener, path_of, service, struct

_WIDTH: Final = 220
"""The least width inside the margins, in the units of dialogs: about a quarter of a letter."""
_MARGIN: Final = 8
_GAP: Final = 6
_BETWEEN_FIELDS: Final = 3
_BUTTON: Final = 50
_SCROLL_BAR: Final = 16
_MOST_ROWS: Final = 15
_APPFONT: Final = 17  # com.sun.star.util.MeasureUnit
_PLACE_AND_SIZE: Final = 15
_OK: Final = 1
_CANCEL: Final = 2
_BOXES: Final = {
    MessageKind.INFORMATION: "INFOBOX",
    MessageKind.WARNING: "WARNINGBOX",
    MessageKind.FAULT: "ERRORBOX",
}
_ONLY_OK: Final = 1
_YES_NO: Final = 3 | 0x50000  # no is the default
_YES: Final = 2
_PICK_ONE: Final = 0  # FILEOPEN_SIMPLE
_URIS_ONLY: Final = 1
_KINDS: Final = {"*.docx": "Word 文档"}


class _Dialog:
    """A dialog with a question, its fields, 确定 and 取消; Enter and Esc press these."""

    def __init__(self, context: Uno, question: str) -> None:
        self._context = context
        self._fields: list[str] = []
        self._model = service(self._context, "com.sun.star.awt.UnoControlDialogModel")
        self._model.Title = TITLE
        text = self._control("FixedText", "question")
        text.Label, text.MultiLine = question, True
        text.NoLabel = True  # else a letter to press is written into the question
        self._dialog: Any = service(self._context, "com.sun.star.awt.UnoControlDialog")

    def add(self, kind: str) -> Uno:
        """Add a field under those that stand already; return its model."""
        self._fields.append(f"field{len(self._fields)}")
        return self._control(kind, self._fields[-1])

    def _control(self, kind: str, name: str) -> Uno:
        model = self._model.createInstance(f"com.sun.star.awt.UnoControl{kind}Model")
        self._model.insertByName(name, model)
        return model

    def accept(self, *_: object) -> None:
        """Answer as 确定 does."""
        self._dialog.endDialog(_OK)

    def run(
        self, parent: Uno, ready: Callable[[Any], None], answer: Callable[[list[Any]], Any]
    ) -> Any:  # noqa: ANN401 - whatever *answer* returns
        """Show the dialog until it is answered.

        Args:
            parent: the window it stands before.
            ready: is given the first field before it is shown.
            answer: reads the fields.

        Returns:
            What was answered, None where it was cancelled.
        """
        self._button("ok", "确定", _OK)
        self._button("cancel", "取消", _CANCEL)
        self._dialog.setModel(self._model)
        self._dialog.createPeer(service(self._context, "com.sun.star.awt.Toolkit"), parent)
        try:
            fields = [self._dialog.getControl(name) for name in self._fields]
            self._arrange(parent, fields)
            fields[0].setFocus()
            ready(fields[0])
            return answer(fields) if self._dialog.execute() else None
        finally:
            self._dialog.dispose()

    def _arrange(self, parent: Uno, fields: Sequence[Any]) -> None:
        """Give every control the room it needs, and the dialog the middle of the window."""
        margin, gap = self._pixels(_MARGIN), self._pixels(_GAP)
        question, ok, cancel = map(self._dialog.getControl, ("question", "ok", "cancel"))
        wanted = [field.getPreferredSize() for field in fields]
        columns = -(-len(fields) // _MOST_ROWS)
        rows = -(-len(fields) // columns)
        room = service(self._context, "com.sun.star.awt.Toolkit").getWorkArea().Width * 9 // 10
        widest = max(size.Width for size in wanted) + self._pixels(_SCROLL_BAR)
        width = min(max(self._pixels(_WIDTH), widest * columns), room - 2 * margin)
        text = question.calcAdjustedSize(_size(width)).Height
        question.setPosSize(margin, margin, width, text, _PLACE_AND_SIZE)
        tall, wide = max(size.Height for size in wanted), width // columns
        tall += self._pixels(_BETWEEN_FIELDS) if len(fields) > 1 else 0
        top = margin + text + gap
        for number, field in enumerate(fields):
            column, row = divmod(number, rows)
            place = margin + column * wide, top + row * tall
            field.setPosSize(*place, wide, tall, _PLACE_AND_SIZE)
        top += rows * tall + gap
        button = ok.getMinimumSize()
        wide = max(button.Width, self._pixels(_BUTTON))
        for number, control in enumerate((cancel, ok), 1):
            left = margin + width - number * wide - (number - 1) * gap
            control.setPosSize(left, top, wide, button.Height, _PLACE_AND_SIZE)
        over, whole = parent.getPosSize(), (width + 2 * margin, top + button.Height + margin)
        left, above = (over.Width - whole[0]) // 2, (over.Height - whole[1]) // 2
        self._dialog.setPosSize(max(left, 0), max(above, 0), *whole, _PLACE_AND_SIZE)

    def _button(self, name: str, label: str, kind: int) -> None:
        model = self._control("Button", name)
        model.Label, model.PushButtonType = label, kind
        model.DefaultButton = kind == _OK

    def _pixels(self, units: int) -> int:
        size = self._dialog.convertSizeToPixel(_size(units), _APPFONT)
        return int(size.Width)


def _size(width: int) -> Uno:
    size = struct("com.sun.star.awt.Size")
    size.Width, size.Height = width, 0
    return size


class UnoDesk:
    """Dialogs, message boxes and the status bar of one window."""

    def __init__(self, context: Uno, frame: Uno) -> None:
        self._context = context
        self._frame = frame
        self._indicator: Any = None

    def choose(self, title: str, choices: Sequence[Alternative]) -> str | None:
        """Let the clerk choose one of a list; the first is the default."""
        dialog = _Dialog(self._context, title)
        model = dialog.add("ListBox")
        model.StringItemList = tuple(choice.label for choice in choices)
        model.SelectedItems = (0,)
        model.LineCount = min(len(choices), _MOST_ROWS)

        def ready(field: Uno) -> None:
            field.addActionListener(  # a double click
                listener("com.sun.star.awt.XActionListener", actionPerformed=dialog.accept)
            )

        place = dialog.run(self._peer(), ready, lambda fields: fields[0].getSelectedItemPos())
        return None if place is None or place < 0 else choices[place].value

    def tick(
        self, title: str, choices: Sequence[Alternative], ticked: Collection[str]
    ) -> list[str] | None:
        """Let the clerk tick boxes, one a thing."""
        dialog = _Dialog(self._context, title)
        for choice in choices:
            box = dialog.add("CheckBox")
            box.Label, box.State = choice.label, int(choice.value in ticked)

        def answer(boxes: list[Any]) -> list[str]:
            marked = zip(choices, boxes, strict=True)
            return [choice.value for choice, box in marked if box.getState()]

        values: list[str] | None = dialog.run(self._peer(), lambda _: None, answer)
        return values

    def enter(self, title: str, default: str = "") -> str | None:
        """Let the clerk type a line."""
        dialog = _Dialog(self._context, title)
        dialog.add("Edit").Text = default

        def ready(field: Uno) -> None:
            whole = struct("com.sun.star.awt.Selection")
            whole.Min, whole.Max = 0, len(default)
            field.setSelection(whole)  # typing replaces it

        line: str | None = dialog.run(self._peer(), ready, lambda fields: str(fields[0].getText()))
        return line

    def confirm(self, question: str) -> bool:
        """Ask yes or no; no is the default."""
        return self._box("QUERYBOX", _YES_NO, question) == _YES

    def file(self, title: str, patterns: Sequence[str]) -> Path | None:
        """Let the clerk pick an existing file."""
        picker = self._context.ServiceManager.createInstanceWithArgumentsAndContext(
            "com.sun.star.ui.dialogs.FilePicker", (_PICK_ONE,), self._context
        )
        picker.setTitle(title)
        picker.setDisplayDirectory(self._folder_url())
        for name, pattern in _filters(patterns):
            picker.appendFilter(name, pattern)
        return path_of(picker.getSelectedFiles()[0]) if picker.execute() else None

    def folder(self, title: str) -> Path | None:
        """Let the clerk pick a folder."""
        picker = service(self._context, "com.sun.star.ui.dialogs.FolderPicker")
        picker.setTitle(title)
        picker.setDisplayDirectory(self._folder_url())
        return path_of(picker.getDirectory()) if picker.execute() else None

    def progress(self, text: str) -> None:
        """Say in the status bar what is being done; nothing clears it."""
        if self._indicator is not None:
            self._indicator.end()
            self._indicator = None
        if text:
            self._indicator = self._frame.createStatusIndicator()
            self._indicator.start(text, 0)

    def open(self, path: Path) -> None:
        """Open a document with the program the system has for it."""
        service(self._context, "com.sun.star.system.SystemShellExecute").execute(
            path.as_uri(), "", _URIS_ONLY
        )

    def today(self) -> date:
        """Return the office's own calendar day."""
        return datetime.now().astimezone().date()

    def tell(self, kind: MessageKind, text: str) -> None:
        """Show a message until it is read."""
        self._box(_BOXES[kind], _ONLY_OK, text)

    def _box(self, kind: str, buttons: int, text: str) -> int:
        toolkit = service(self._context, "com.sun.star.awt.Toolkit")
        how = enumerated("com.sun.star.awt.MessageBoxType", kind)
        box = toolkit.createMessageBox(self._peer(), how, buttons, TITLE, text)
        try:
            answer: int = box.execute()
        finally:
            box.dispose()  # else it stays in memory, unseen, till LibreOffice ends
        return answer

    def _folder_url(self) -> str:
        """Return the URL of the workbook's folder, "" where it has none yet."""
        controller = self._frame.Controller
        path = path_of(controller.Model.URL) if controller is not None else None
        return path.parent.as_uri() if path is not None else ""

    def _peer(self) -> Uno:
        return self._frame.ContainerWindow


def _filters(patterns: Sequence[str]) -> list[tuple[str, str]]:
    """Return what a file picker offers to show.

    >>> _filters(("*.docx",))
    [('Word 文档（*.docx）', '*.docx')]
    """
    kinds = "、".join(dict.fromkeys(_KINDS.get(pattern, "文件") for pattern in patterns))
    return [(f"{kinds}（{'、'.join(patterns)}）", ";".join(patterns))]


class AnsweredDesk:
    """A macro in the clerk's place: its answers in the order of the questions, no window opens.

    Args:
        answers: the value of a choice, several with 、 between them, a line, 是 or 否, a path;
            where they end, it is cancelled.
    """

    def __init__(self, answers: Sequence[str]) -> None:
        self._answers = list(answers)

    def choose(self, _title: str, choices: Sequence[Alternative]) -> str | None:
        """Return the next answer, by a choice's value or label."""
        answer = self._next()
        return next((choice.value for choice in choices if answer in choice[:2]), None)

    def tick(
        self, _title: str, choices: Sequence[Alternative], _ticked: Collection[str]
    ) -> list[str] | None:
        """Return those that the next answer names, by values or labels."""
        answer = self._next()
        wanted = set() if answer is None else set(answer.split("、"))
        found = [choice.value for choice in choices if wanted & {*choice[:2]}]
        return None if answer is None else found

    def enter(self, _title: str, _default: str = "") -> str | None:
        """Return the next answer."""
        return self._next()

    def confirm(self, _question: str) -> bool:
        """Say whether the next answer is 是."""
        return self._next() == "是"

    def file(self, _title: str, _patterns: Sequence[str]) -> Path | None:
        """Return the next answer as a path."""
        answer = self._next()
        return Path(answer) if answer else None

    def folder(self, title: str) -> Path | None:
        """Return the next answer as a path."""
        return self.file(title, ())

    def progress(self, text: str) -> None:
        """Say nothing."""

    def open(self, path: Path) -> None:
        """Open nothing."""

    def today(self) -> date:
        """Return the office's own calendar day."""
        return datetime.now().astimezone().date()

    def tell(self, kind: MessageKind, text: str) -> None:
        """Show nothing: the message is the command's result."""

    def _next(self) -> str | None:
        return self._answers.pop(0) if self._answers else None


if TYPE_CHECKING:
    _AS_PORTS: tuple[Callable[[Any, Any], Desk], Callable[[Sequence[str]], Desk]] = (
        UnoDesk,
        AnsweredDesk,
    )  # mypy proves that both are desks
