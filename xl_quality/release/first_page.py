"""The text that lies on top of a release: what to do first, read in the zip before unpacking."""

from __future__ import annotations

from typing import Final

NAME: Final = "请先解压全部文件再安装.txt"

_TEXT: Final = """\
教学质量（xl_quality）安装说明

需要：64 位 Windows 10 或更新的系统，Excel 2010 或更新的版本（32 位、64 位都可以）。
不要管理员密码，不要网络。

1. 关闭所有 Excel 窗口。
2. 右键点这个压缩包，选“全部解压缩”，解压到一个文件夹。不要在压缩包里直接双击。
3. 打开解压出来的文件夹，双击 install.bat。
   如果出现“Windows 已保护你的电脑”，点“更多信息”，再点“仍要运行”。
   用平时的用户运行，不要用“以管理员身份运行”：换了用户就会装到别人那里。
4. 显示“安装完成”以后打开 Excel，功能区会多出“教学质量”选项卡。

没有装成：看窗口里的中文提示；仍不明白，把 %LOCALAPPDATA%\\xl_quality\\install.log 发给维护的人。
怎么用：打开 docs 文件夹里的“使用手册.html”。
卸载：关闭 Excel，双击 uninstall.bat（解压的文件夹删了的，在地址栏输入 %LOCALAPPDATA%\\xl_quality
就能找到它）；您的工作簿和结果不动。
"""


def first_page() -> bytes:
    """Return the text as every Notepad reads it: with a byte order mark, lines ending in CRLF."""
    return _TEXT.replace("\n", "\r\n").encode("utf-8-sig")
