"""The manuals as pages that every Windows opens; Markdown would open in Notepad."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_PAGE: Final = """<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ max-width: 52em; margin: 2em auto; padding: 0 1em; line-height: 1.7;
  font-family: "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; color: #222; }}
table {{ border-collapse: collapse; margin: 1em 0; }}
th, td {{ border: 1px solid #999; padding: .3em .6em; text-align: left; vertical-align: top; }}
th {{ background: #eef3fa; }}
code, pre {{ font-family: Consolas, monospace; background: #f4f4f4; }}
pre {{ padding: .6em; overflow-x: auto; }}
img {{ max-width: 100%; }}
</style>
</head>
<body>
{body}</body>
</html>
"""


def pages(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return an HTML page beside each Markdown file of ``docs/``, links between them kept."""
    from markdown_it import MarkdownIt  # noqa: PLC0415 - only where a release is built

    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    found = {}
    for name, content in files.items():
        if name.startswith("docs/") and name.endswith(".md"):
            text = content.decode("utf-8")
            title = escape(text.partition("\n")[0].lstrip("# ").strip())
            body = renderer.render(text.replace(".md)", ".html)").replace(".md#", ".html#"))
            page = _PAGE.format(title=title, body=body)
            found[f"{name.removesuffix('.md')}.html"] = page.encode("utf-8")
    return found
