"""Names of fields (字段名): one form for columns and templates, and the nearest known name.

What a tag may say: names, forms and comparisons in a closed sandbox, and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.agreements.forms import FORMS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jinja2 import nodes
    from jinja2.sandbox import SandboxedEnvironment

DIGIT_MARK: Final = "列"
"""Stands before a name that begins with a digit, which no field name may."""


def field_name(title: str) -> str:
    r"""
    Return the form under which a column title is known as a field, ``""`` where none is left.

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
    """Return the known name most like another one, ``""`` where none is near.

    Args:
        name: the unknown one.
        known: to choose from.
        surely: only one that is most likely a slip of the pen.

    >>> nearest("学校名", ["学校名称", "名次"]), nearest("电话", ["学校"])
    ('学校名称', '')
    >>> nearest("学较", ["姓名", "学校"])
    '学校'
    """
    candidates = list(known)
    close = get_close_matches(name, candidates, n=1, cutoff=0.75 if surely else 0.6)
    if close or surely:
        return close[0] if close else ""
    inside = [one for one in candidates if one and (one in name or name in one)]
    return min(inside, key=len, default="") or next(filter(_one_letter_off(name), candidates), "")


def _one_letter_off(name: str) -> Callable[[str], bool]:
    """Tell of names as long as another whether one letter differs: of two that is a half."""

    def is_near(other: str) -> bool:
        pairs = zip(name, other, strict=False)
        return len(name) == len(other) > 1 and sum(a != b for a, b in pairs) == 1

    return is_near


LONGEST: Final = 500
"""Characters of one expression."""
_TITLE: Final = re.compile(r"[\w\s()（）\[\]【】%％/、·.—\-]+")
_LOOP: Final = re.compile(r"(\w+)\s+in\s+(.+)", re.DOTALL)
_ALLOWED: Final = frozenset(
    {
        *("Name", "Getattr", "Getitem", "Const", "Filter", "Test", "Tuple", "List"),
        *("Compare", "Operand", "And", "Or", "Not", "Neg", "CondExpr"),
    }
)
_TESTS: Final = frozenset({"defined", "undefined", "none"})
_RESERVED: Final = frozenset({"self", "super", "loop", "caller", "varargs", "kwargs"})
_PRIVATE: Final = re.compile("[\ue000-\ue005]")  # what marks tags in the compiled text
_CODE: Final = re.compile(r"__|\(\s*\)|\.\s*[A-Za-z_]")  # no title of a column looks so
_CHINESE: Final = re.compile("[\u3400-\u9fff]")


class RefusedError(ValueError):
    """
    An expression that is not accepted; the message is Chinese.

    Attributes:
        code: ``template_code_refused`` where it reaches for more than fields,
            ``template_syntax`` where it cannot be understood.
    """

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


class Path(NamedTuple):
    """
    A field as an expression names it: ``行.目标`` is ``("行", "目标")``.

    Attributes:
        names: from the outermost on.
        optional: it is printed as a blank where it has no value, or only asked whether it has one.
    """

    names: tuple[str, ...]
    optional: bool = False


class Expression(NamedTuple):
    """
    An expression that was found harmless.

    Attributes:
        code: for the template engine.
        paths: the fields it uses.
        renamed: titles that were brought into the form of a name: (as written, as used).
        field: the name of the field printed, by which its form is chosen.
    """

    code: str
    paths: tuple[Path, ...]
    renamed: tuple[tuple[str, str], ...] = ()
    field: str = ""


@cache
def parser() -> SandboxedEnvironment:
    """Return the environment in which expressions are understood; it knows no names at all."""
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - start-up

    environment = ImmutableSandboxedEnvironment()
    environment.globals.clear()
    environment.filters = dict(FORMS)
    environment.tests = {name: environment.tests[name] for name in _TESTS}
    return environment


def expression(code: str) -> Expression:
    """
    Understand an expression (字段或条件).

    Args:
        code: as written between the braces.

    Raises:
        RefusedError: it is empty, too long, no expression, or does more than name fields, compare
            them and give them a form.

    >>> expression("及格率（％）|率").code, expression("行.目标").paths[0].names
    ('及格率|率', ('行', '目标'))
    """
    if not code:
        message = "括号里没有写字段名"
        raise RefusedError(message, "template_syntax")
    if len(code) > LONGEST or _PRIVATE.search(code):
        message = f"太长（不超过{LONGEST}个字），或含有特殊字符"
        raise RefusedError(message, "template_syntax")
    try:
        found = _parsed(code)
        _check(found)
    except RefusedError as error:
        titled = _as_title(code)
        if titled is None:
            raise error from None
        plain, renamed = titled
        found = _parsed(plain)
        _check(found)
        return Expression(plain, tuple(_paths(found)), renamed, _printed_field(found))
    return Expression(code, tuple(_paths(found)), (), _printed_field(found))


def loop(code: str) -> tuple[str, Expression]:
    """
    Understand what stands behind ``for``: the name of a row, and the table.

    Raises:
        RefusedError: it is not written ``行 in 表``.

    >>> loop("行 in 目标表")[0]
    '行'
    """
    found = _LOOP.fullmatch(code)
    if found is None or not found[1].isidentifier() or found[1].startswith("_"):
        message = "循环要写成“for 行 in 表”"
        raise RefusedError(message, "template_syntax")
    return found[1], expression(found[2].strip())


def _parsed(code: str) -> nodes.Expr:
    from jinja2 import TemplateSyntaxError, nodes  # noqa: PLC0415 - start-up

    try:
        tree = parser().parse("{{ (" + code + "\n) }}")
    except (TemplateSyntaxError, RecursionError):
        message = f"看不懂“{_short(code)}”"
        raise RefusedError(message, "template_syntax") from None
    output = tree.body[0] if len(tree.body) == 1 else None
    if not isinstance(output, nodes.Output) or len(output.nodes) != 1:
        message = f"看不懂“{_short(code)}”"
        raise RefusedError(message, "template_syntax")
    return output.nodes[0]


def _check(node: nodes.Node) -> None:
    """Refuse whatever is not on the short list of what an agreement needs."""
    from jinja2 import nodes  # noqa: PLC0415 - start-up

    for one in _walk(node):
        kind = type(one).__name__
        if kind not in _ALLOWED:
            message = f"不允许“{_WORDS.get(kind, kind)}”：模板里只能写字段、格式和比较"
            raise RefusedError(message, "template_code_refused")
        name = _name_in(one)
        if name.startswith("_") or name in _RESERVED:
            message = f"不允许用名字“{name}”"
            raise RefusedError(message, "template_code_refused")
        if isinstance(one, nodes.Filter):
            _check_form(one)
        if isinstance(one, nodes.Test) and one.name not in _TESTS:
            message = f"不允许“is {one.name}”"
            raise RefusedError(message, "template_code_refused")
        if isinstance(one, nodes.Getitem) and not isinstance(one.arg, nodes.Const):
            message = "方括号里只能写名字"
            raise RefusedError(message, "template_code_refused")


def _check_form(node: nodes.Filter) -> None:
    from jinja2 import nodes  # noqa: PLC0415 - start-up

    if node.name not in FORMS:
        message = f"没有格式“{node.name}”，可用：{'、'.join(FORMS)}"
        raise RefusedError(message, "template_form_unknown")
    arguments = [*node.args, *(pair.value for pair in node.kwargs)]
    plain = all(isinstance(one, nodes.Const) and isinstance(one.value, int) for one in arguments)
    most = 1 if node.name in {"率", "数", "空白"} else 0
    if node.kwargs or node.dyn_args or node.dyn_kwargs or not plain or len(arguments) > most:
        message = f"格式“{node.name}”后面只能写一个整数，如 空白(10)"
        raise RefusedError(message, "template_form_unknown")


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


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _name_in(node: nodes.Node) -> str:
    from jinja2 import nodes  # noqa: PLC0415 - start-up

    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return node.attr
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        return str(node.arg.value)
    return ""


def _paths(node: nodes.Node, *, optional: bool = False) -> Iterator[Path]:
    from jinja2 import nodes  # noqa: PLC0415 - start-up

    if isinstance(node, nodes.Test) or (isinstance(node, nodes.Filter) and node.name == "空白"):
        optional = True
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        names = _dotted(node)
        if names:
            yield Path(names, optional)
            return
    for child in node.iter_child_nodes():
        yield from _paths(child, optional=optional)


def _dotted(node: nodes.Node) -> tuple[str, ...]:
    from jinja2 import nodes  # noqa: PLC0415 - start-up

    if isinstance(node, nodes.Name):
        return (node.name,)
    if isinstance(node, nodes.Getattr | nodes.Getitem):
        inner, name = _dotted(node.node), _name_in(node)
        return (*inner, name) if inner and name else ()
    return ()


def _printed_field(node: nodes.Node) -> str:
    from jinja2 import nodes  # noqa: PLC0415 - start-up

    while isinstance(node, nodes.Filter) and node.node is not None:
        node = node.node
    names = _dotted(node)
    return names[-1] if names else ""


def _as_title(code: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Bring a column title that is no name (``及格率（％）|率``) into the form of one."""
    title, bar, forms = code.partition("|")
    if not _TITLE.fullmatch(title) or _CODE.search(title) or not _CHINESE.search(title):
        return None
    parts = [part.strip() for part in title.split(".")]
    names = [field_name(part) for part in parts]
    if not all(names) or names == parts:
        return None
    return ".".join(names) + bar + forms, tuple(
        (part, name) for part, name in zip(parts, names, strict=True) if part != name
    )


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"  # noqa: PLR2004 - fits a line
