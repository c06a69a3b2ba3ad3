#!/bin/sh
# 从当前用户的 LibreOffice 里卸载“教学质量”扩展；--shared：从所有用户卸载。
set -eu
shared=""
[ "${1:-}" = --shared ] && shared=--shared
if [ "$(id -u)" = 0 ] && [ -z "$shared" ]; then
    echo "现在是管理员（root）：请用装扩展的那个账号运行；装给所有用户的，请加 --shared。" >&2
    exit 2
fi
for unopkg in unopkg /usr/lib/libreoffice/program/unopkg /opt/libreoffice*/program/unopkg; do
    command -v "$unopkg" >/dev/null 2>&1 && break
done
if ! "$unopkg" remove $shared org.xlquality.calc; then
    echo "没有卸载：可能没有装过，或 LibreOffice 还开着。请关闭后重试。" >&2
    exit 1
fi
echo "已卸载。工作簿和其中的结果表不受影响；用到函数的格子会显示 #NAME?，"
echo "卸载前可以先点“转为数值”。"
