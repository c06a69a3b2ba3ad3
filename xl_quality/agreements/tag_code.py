"""What a tag may say (字段名、格式、比较), and the closed sandbox that understands and runs it.

Nothing but fields and forms can be reached from a template.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from xl_quality.agreements import agreement_findings as kinds
from xl_quality.agreements.field_values import FORMS, FieldRow, FormError, Gap, PrintedValue

if TYPE_CHECKING:
    from jinja2 import StrictUndefined
    from jinja2.exceptions import TemplateRuntimeError
    from jinja2.sandbox import SandboxedEnvironment

    from xl_quality.core.findings import Kind

    _Term = Any  # a node of what the engine parsed; its type's name tells what it is

DIGIT_MARK: Final = "列"  # Stands before a name that begins with a digit, which no field name may
BLOCK_OPEN: Final = "\ue000"
BLOCK_CLOSE: Final = "\ue001"
VALUE_OPEN: Final = "\ue002"
VALUE_CLOSE: Final = "\ue003"
COMMENT_OPEN: Final = "\ue004"
COMMENT_CLOSE: Final = "\ue005"
"""What marks tags in the compiled text: signs that no template may hold itself."""
_LIKE: Final = 0.6  # difflib's own measure of a close match: 学校名 for 学校名称
_SURELY: Final = 0.75
"""How like names are (difflib) of which one may be, or most likely is, meant for the other."""
LONGEST: Final = 500  # Characters of one expression
_SHOWN: Final = 40  # characters of an expression that a message shows: they fit a line
_TITLE: Final = re.compile(r"[\w\s()（）\[\]【】%％/、·.—\-]+")
_LOOP: Final = re.compile(r"(\w+)\s+in\s+(.+)", re.DOTALL)
_ALLOWED: Final = frozenset(
    {
        *("Name", "Getattr", "Getitem", "Const", "Filter", "Test", "Tuple", "List"),
        *("Compare", "Operand", "And", "Or", "Not", "Neg", "CondExpr"),
    }
)
_WORDS: Final = {
    "Call": "调用函数",
    "Mul": "乘法",
    "Pow": "乘方",
    "Add": "加法",
    "Sub": "减法",
    "Div": "除法",
    "FloorDiv": "除法",
    "Mod": "取余",
    "Concat": "连接",
    "Slice": "切片",
}
"""What is refused, as a clerk calls it."""
_TESTS: Final = frozenset({"defined", "undefined", "none"})
_WITH_NUMBER: Final = frozenset({"率", "数", "空白"})
"""Forms that take a number: decimals, or the length of a line."""
_RESERVED: Final = frozenset({"self", "super", "loop", "caller", "varargs", "kwargs"})
_PRIVATE: Final = re.compile(f"[{BLOCK_OPEN}-{COMMENT_CLOSE}]")
_CODE: Final = re.compile(r"__|\(\s*\)|\.\s*[A-Za-z_]")  # no title of a column looks so
_CHINESE: Final = re.compile("[\u3400-\u9fff]")


def field_name(title: str) -> str:
    r"""Return the form under which a column title is known as a field, ``""`` where none is left.

    Spaces, brackets, ％ and other signs fall away, full-width letters become half-width.

    >>> field_name("及格率（％）"), field_name(" 学校\n名称"), field_name("2025年平均分")
    ('及格率', '学校名称', '列2025年平均分')
    """
    folded = unicodedata.normalize("NFKC", title)
    kept = "".join(c for c in folded if c.isalnum() or c == "_").strip("_")
    if not kept:
        return ""
    name = DIGIT_MARK + kept if kept[0].isdigit() else kept
    return name if name.isidentifier() else ""


def shown_name(name: str) -> str:
    """Return a field name as a clerk writes it.

    >>> shown_name("列2025年平均分"), shown_name("列席人数")
    ('2025年平均分', '列席人数')
    """
    if name.startswith(DIGIT_MARK) and name[1:2].isdigit():
        return name[1:]
    return name


def nearest(name: str, known: Iterable[str], *, surely: bool = False) -> str:
    """Return the known name most like an unknown one, ``""`` where none is near.

    *surely* takes only a name for which the unknown one is most likely a slip of the pen.

    >>> nearest("学校名", ["学校名称", "名次"]), nearest("电话", ["学校"])
    ('学校名称', '')
    >>> nearest("学较", ["姓名", "学校"])
    '学校'
    """
    candidates = list(known)
    close = get_close_matches(name, candidates, n=1, cutoff=_SURELY if surely else _LIKE)
    if close or surely:
        return close[0] if close else ""
    inside = [one for one in candidates if one and (one in name or name in one)]
    one_off = (candidate for candidate in candidates if _is_one_letter_off(name, candidate))
    return min(inside, key=len, default="") or next(one_off, "")


def _is_one_letter_off(name: str, other: str) -> bool:
    """Tell whether names of one length differ in one letter: of two letters that is a half."""
    pairs = zip(name, other, strict=False)
    return len(name) == len(other) > 1 and sum(a != b for a, b in pairs) == 1


class RefusedError(Exception):
    """An expression that is not accepted."""

    def __init__(self, kind: Kind, **facts: object) -> None:
        super().__init__(kind.code)
        self.kind = kind  # what is wrong with it
        self.facts = facts  # what the words of the kind name


class Path(NamedTuple):
    """A field as an expression names it: ``行.目标`` is ``("行", "目标")``."""

    names: tuple[str, ...]  # from the outermost on
    # it is printed as a blank where it has no value, or only asked whether it has one
    optional: bool = False


class TagCode(NamedTuple):
    """An expression that was found harmless."""

    code: str  # for the template engine
    paths: tuple[Path, ...]  # the fields it uses
    # titles that were brought into the form of a name: (as written, as used)
    renamed: tuple[tuple[str, str], ...] = ()
    field: str = ""  # the name of the field printed, by which its form is chosen


def expression(code: str) -> TagCode:
    """Understand what is written between the braces (字段或条件).

    Raises:
        RefusedError: it is empty, too long, no expression, or does more than name fields, compare
            them and give them a form.

    >>> expression("及格率（％）|率").code, expression("行.目标").paths[0].names
    ('及格率|率', ('行', '目标'))
    """
    if not code:
        raise RefusedError(kinds.NOTHING_SAID)
    if len(code) > LONGEST or _PRIVATE.search(code):
        raise RefusedError(kinds.TOO_LONG, most=LONGEST)
    try:
        return _understood(code)
    except RefusedError as error:
        titled = _as_title(code)
        if titled is None:
            raise error from None
        plain, renamed = titled
        return _understood(plain)._replace(renamed=renamed)


def _understood(code: str) -> TagCode:
    tree = _parsed(code)
    for node in _walk(tree):
        _check(node)
    printed = tree
    while _type(printed) == "Filter" and printed.node is not None:
        printed = printed.node
    names = _dotted(printed)
    return TagCode(code, tuple(_paths(tree)), (), names[-1] if names else "")


def loop(code: str) -> tuple[str, TagCode]:
    """Understand what stands behind ``for``: the name of a row, and the table.

    Raises:
        RefusedError: it is not written ``行 in 表``.

    >>> loop("行 in 目标表")[0]
    '行'
    """
    found = _LOOP.fullmatch(code)
    if found is None or not found[1].isidentifier() or found[1].startswith("_"):
        raise RefusedError(kinds.NO_LOOP)
    return found[1], expression(found[2].strip())


def _parsed(code: str) -> _Term:
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415 - start-up

    try:
        tree = engine().parse(f"{VALUE_OPEN} ({code}\n) {VALUE_CLOSE}")
    except (TemplateSyntaxError, RecursionError):
        tree = None
    output: _Term = tree.body[0] if tree and len(tree.body) == 1 else None
    if _type(output) != "Output" or len(output.nodes) != 1:
        shown = code if len(code) <= _SHOWN else code[: _SHOWN - 1] + "…"
        raise RefusedError(kinds.NOT_UNDERSTOOD, code=shown)
    return output.nodes[0]


def _type(node: _Term) -> str:
    return type(node).__name__


def _check(node: _Term) -> None:
    """Refuse whatever is not on the short list of what an agreement needs."""
    kind = _type(node)
    if kind not in _ALLOWED:
        raise RefusedError(kinds.CODE_REFUSED, what=_WORDS.get(kind, kind))
    name = _name_in(node)
    if name.startswith("_") or name in _RESERVED:
        raise RefusedError(kinds.NAME_REFUSED, name=name)
    if kind == "Filter":
        _check_form(node)
    if kind == "Test" and node.name not in _TESTS:
        raise RefusedError(kinds.TEST_REFUSED, name=node.name)
    if kind == "Getitem" and _type(node.arg) != "Const":
        raise RefusedError(kinds.NAMES_ONLY)


def _check_form(node: _Term) -> None:
    if node.name not in FORMS:
        raise RefusedError(kinds.FORM_UNKNOWN, name=node.name, known="、".join(FORMS))
    numbers = all(_type(arg) == "Const" and isinstance(arg.value, int) for arg in node.args)
    most = 1 if node.name in _WITH_NUMBER else 0
    if node.kwargs or node.dyn_args or node.dyn_kwargs or not numbers or len(node.args) > most:
        raise RefusedError(kinds.FORM_ARGUMENT, name=node.name)


def _walk(node: _Term) -> Iterator[_Term]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _name_in(node: _Term) -> str:
    match _type(node):
        case "Name":
            return str(node.name)
        case "Getattr":
            return str(node.attr)
        case "Getitem" if _type(node.arg) == "Const":
            return str(node.arg.value)
    return ""


def _paths(node: _Term, *, optional: bool = False) -> Iterator[Path]:
    kind = _type(node)
    optional = optional or kind == "Test" or (kind == "Filter" and node.name == "空白")
    names = _dotted(node)
    if names:
        yield Path(names, optional)
        return
    for child in node.iter_child_nodes():
        yield from _paths(child, optional=optional)


def _dotted(node: _Term) -> tuple[str, ...]:
    match _type(node):
        case "Name":
            return (node.name,)
        case "Getattr" | "Getitem":
            inner, name = _dotted(node.node), _name_in(node)
            return (*inner, name) if inner and name else ()
    return ()


def _as_title(code: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Bring a column title that is no name (``及格率（％）|率``) into the form of one."""
    title, bar, forms = code.partition("|")
    if not _TITLE.fullmatch(title) or _CODE.search(title) or not _CHINESE.search(title):
        return None
    parts = [part.strip() for part in title.split(".")]
    names = [field_name(part) for part in parts]
    if not all(names) or names == parts:
        return None
    renamed = [(part, name) for part, name in zip(parts, names, strict=True) if part != name]
    return ".".join(names) + bar + forms, tuple(renamed)


class Absent(NamedTuple):
    """The name of a field that there is not, and whether a clause would stand under it."""

    name: str
    clause: bool


class AbsentError(Exception):
    """A condition asks for a field that there is not."""

    def __init__(self, absent: Absent, message: str | None) -> None:
        super().__init__(message)
        self.absent = absent


class Unfit(NamedTuple):
    """A value that does not fit the form asked for, and why."""

    value: object
    why: str


def _not_given() -> type[StrictUndefined]:
    """Return the class of what a template names and no field is."""
    from jinja2 import StrictUndefined  # noqa: PLC0415 - start-up
    from jinja2.utils import missing  # noqa: PLC0415 - start-up

    class NotGiven(StrictUndefined):
        """A field that there is not; any use but printing raises `AbsentError`."""

        __slots__ = ("absent",)

        def __init__(
            self, hint: str | None = None, obj: object = missing, name: str | None = None
        ) -> None:
            self.absent = Absent(str(name), clause=isinstance(obj, FieldRow) and obj.clauses)
            error = partial(AbsentError, self.absent)
            super().__init__(hint, obj, name, cast("type[TemplateRuntimeError]", error))

    return NotGiven


@cache
def engine() -> SandboxedEnvironment:
    """Return the one environment in which all templates are compiled."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - start-up

    not_given = _not_given()

    class Fields(ImmutableSandboxedEnvironment):
        """Looks names up in rows of fields only: no attribute of any object can be reached."""

        def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401 - the engine's own
            """Return a field of a row."""
            return self.getitem(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:  # noqa: ANN401 - the engine's own
            """Return a field of a row; what has no value has no fields either."""
            if isinstance(obj, dict) and argument in obj:
                return obj[argument]
            return obj if isinstance(obj, not_given) else self.undefined(obj=obj, name=argument)

    environment = Fields(
        block_start_string=BLOCK_OPEN,
        block_end_string=BLOCK_CLOSE,
        variable_start_string=VALUE_OPEN,
        variable_end_string=VALUE_CLOSE,
        comment_start_string=COMMENT_OPEN,
        comment_end_string=COMMENT_CLOSE,
        keep_trailing_newline=True,
        autoescape=True,
        undefined=not_given,
    )
    environment.globals.clear()
    environment.filters = {name: _lenient(form) for name, form in FORMS.items()}
    environment.filters["空白"] = _blank
    environment.tests = dict.fromkeys(_TESTS, lambda value: not _is_given(value))
    environment.tests["defined"] = _is_given
    return environment


def _is_given(value: object) -> bool:
    from jinja2 import Undefined  # noqa: PLC0415 - start-up

    return not isinstance(value, Undefined | Gap)


def _lenient(form: Callable[..., PrintedValue]) -> Callable[..., object]:
    """Let a gap pass a form, to be told with its place; and keep what does not fit."""

    def formed(value: object, *arguments: int) -> object:
        if not _is_given(value) or isinstance(value, Unfit):
            return value
        if isinstance(value, PrintedValue):
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
    if isinstance(value, Unfit | PrintedValue):
        return value
    return value if _is_given(value) else FORMS["空白"](Gap(""), width)
