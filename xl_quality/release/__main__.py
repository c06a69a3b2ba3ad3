"""``python -m xl_quality.release``: builds the zip that offices install from."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from xl_quality import __version__
from xl_quality.books.opc.zip import zipped
from xl_quality.core.findings import QualityError
from xl_quality.excel.building.addin import build
from xl_quality.functions.catalogue import FUNCTIONS
from xl_quality.installer.machine import ADD_IN
from xl_quality.release import contents

SOURCE = Path(__file__).parents[2]


def main(argv: Sequence[str] | None = None) -> int:
    """Build a release; return 0, 2 for an input that cannot be used, 3 where the machine fails."""
    parser = argparse.ArgumentParser(prog="python -m xl_quality.release", description=__doc__)
    add = parser.add_argument
    add("--python", type=Path, required=True, help="zip of an embeddable Python for Windows")
    add("--sha256", required=True, help="SHA-256 of that zip")
    add("-o", "--output", type=Path, default=Path("dist"), help="folder for the release")
    add(
        "--intellisense",
        nargs=2,
        action="append",
        default=[],
        metavar=("XLL", "SHA256"),
        help="Excel-DNA IntelliSense and its SHA-256; twice, for Excel of 32 and of 64 bits",
    )
    add("--intellisense-notice", type=Path, help="its licence, which goes with it")
    arguments = parser.parse_args(argv)
    files = [(Path(path), sha256) for path, sha256 in arguments.intellisense]
    try:
        more = contents.typing_help(files, arguments.intellisense_notice)
        target = release(arguments.python, arguments.sha256, arguments.output, more)
    except QualityError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    print(target)
    return 0


def release(python: Path, sha256: str, output: Path, more: Mapping[str, bytes] = {}) -> Path:
    """Build ``xl_quality-VERSION-windows.zip`` and return its path.

    Args:
        python: zip of an embeddable Python.
        sha256: what its hash must be, in hex.
        output: folder for the release.
        more: files that go into it besides, by name.

    Raises:
        BadInputError: the Python zip is not the one meant.
        EnvironmentFaultError: a wheel could not be had.
    """
    bundled = contents.python_files(python, sha256)
    name = f"xl_quality-{__version__}-windows"
    with TemporaryDirectory() as scratch:
        wheels = contents.collect(SOURCE, Path(scratch), contents.version_of(bundled))
        files = contents.from_source(SOURCE) | contents.from_files("wheels", wheels)
    files |= contents.pages(files)
    files |= {f"python/{key}": content for key, content in bundled.items()}
    files |= more
    files[ADD_IN] = build(FUNCTIONS)
    output.mkdir(parents=True, exist_ok=True)
    target = output / f"{name}.zip"
    waiting = target.with_suffix(".part")
    waiting.write_bytes(zipped(contents.inside(name, contents.with_sums(files))))
    return waiting.replace(target)


if __name__ == "__main__":
    sys.exit(main())
