#!/bin/sh
# 把“教学质量”扩展装进当前用户的 LibreOffice。用法：./install-libreoffice.sh [扩展文件.oxt]
# 不带参数时用旁边的 xl_quality.oxt；没有就从源代码生成。
# --shared：给本机所有用户安装（需要管理员权限）。
set -eu
cd "$(dirname "$0")"

shared=""
oxt=""
for argument in "$@"; do
    case $argument in
        --shared) shared=--shared ;;
        *) oxt=$argument ;;
    esac
done

find_unopkg() {
    for candidate in unopkg /usr/lib/libreoffice/program/unopkg /opt/libreoffice*/program/unopkg; do
        if command -v "$candidate" >/dev/null 2>&1; then
            command -v "$candidate"
            return
        fi
    done
    echo "没有找到 LibreOffice（缺少 unopkg）。请先安装 LibreOffice Calc。" >&2
    exit 3
}

if [ "$(id -u)" = 0 ] && [ -z "$shared" ]; then
    echo "现在是管理员（root）：扩展应装给平时用 LibreOffice 的用户。" >&2
    echo "请用自己的账号重新运行；要给本机所有用户安装，请加 --shared。" >&2
    exit 2
fi
unopkg=$(find_unopkg)
if [ -e "${XDG_CONFIG_HOME:-$HOME/.config}/libreoffice/4/.lock" ]; then
    echo "LibreOffice 正在运行。请先关闭它的所有窗口，再重新运行本程序。" >&2
    exit 4
fi
python=$(dirname "$(readlink -f "$unopkg")")/python
[ -x "$python" ] || python=/usr/bin/python3
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "LibreOffice 所用的 Python 低于 3.11，本扩展不能运行。请升级 LibreOffice 或系统。" >&2
    exit 3
fi
if ! "$python" -c 'import uno' 2>/dev/null; then
    echo "LibreOffice 缺少 Python 支持。请先安装 python3-uno（sudo apt install python3-uno）。" >&2
    exit 3
fi
if [ -z "$oxt" ] && [ -f xl_quality.oxt ]; then oxt=xl_quality.oxt; fi
if [ -z "$oxt" ]; then
    . dev/setup.sh
    make_venv locks/run.txt
    oxt=$(mktemp -d)/xl_quality.oxt
    .venv/bin/python -m xl_quality.libreoffice.build "$oxt"
fi
"$unopkg" add --force --suppress-license $shared "$oxt"
echo "已安装。打开 LibreOffice Calc，菜单栏里有“教学质量”；函数在“插入→函数”的“附加项”一类。"
