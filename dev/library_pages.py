"""What MkDocs needs to know for the library's pages: examples in docstrings, the table of options.

It is a hook of MkDocs and holds an extension of Griffe, which reads the docstrings for it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import griffe

sys.path.insert(0, str(Path(__file__).parents[1]))
from xl_quality.core.option_table import OPTIONS

if TYPE_CHECKING:
    from typing import Any

MARK: Final = "<!-- options -->"
_EXAMPLE: Final = ">>> "


class Examples(griffe.Extension):
    """Tells Griffe which lines of a docstring are examples: those from the first ``>>>`` on."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:  # noqa: ANN401 - of Griffe
        """Put the examples of an object under the heading by which Griffe knows them."""
        if obj.docstring is not None:
            obj.docstring.value = headed(obj.docstring.value)


def headed(docstring: str) -> str:
    r"""Return a docstring with its examples under a heading of their own.

    >>> headed("Return one.\n\n>>> one()\n1")
    'Return one.\n\nExamples:\n    >>> one()\n    1'
    """
    lines = docstring.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith(_EXAMPLE)), len(lines))
    if start == len(lines):
        return docstring
    examples = [f"    {line}".rstrip() for line in lines[start:]]
    return "\n".join([*lines[:start], "Examples:", *examples])


def on_page_markdown(markdown: str, **_: object) -> str:
    """Return a page with the table of options in place of its mark."""
    return markdown.replace(MARK, options_table())


def options_table() -> str:
    """Return every option: keyword, name in the form, what it decides, an example, by what."""
    rows = [(f"`{one.id}`", one.name, one.help, f"`{one.example}`", one.of) for one in OPTIONS]
    header = ("keyword", "考核设置", "what may be written", "example", "one by one for")
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
