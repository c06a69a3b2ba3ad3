"""Taking the installation away (卸载); workbooks and results of the user stay."""

from __future__ import annotations

import os
import sys

from xl_quality.installer.install import refuse_while_excel_runs, take_away
from xl_quality.installer.machine import InstallError, places


def main() -> int:
    """Take the add-in from Excel; uninstall.bat then removes the program's folder."""
    try:
        where = places(os.environ)
        refuse_while_excel_runs()
        take_away(where.typing_help)
        was_there = take_away(where.add_in)
    except InstallError as error:
        print(f"\n没有卸载：{error}", flush=True)
        return 1
    print("已从 Excel 移除加载项。" if was_there else "Excel 里没有这个加载项。", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
