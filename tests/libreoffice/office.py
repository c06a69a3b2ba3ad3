"""A running LibreOffice as tests see it; what they ask is done by `office_side`."""

from __future__ import annotations

import os
import pickle
import subprocess
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from xl_quality.core.findings import BadInputError, EnvironmentFaultError

if TYPE_CHECKING:
    from types import TracebackType

ROOT = Path(__file__).parents[2]
PYTHONS = ("/usr/bin/python3", "/usr/lib/libreoffice/program/python")
ERRORS = {kind.__name__: kind for kind in (BadInputError, EnvironmentFaultError)}


def python_with_uno(soffice: str) -> str:
    """Return a Python with LibreOffice's bridge: the one that lies beside it, else the system's."""
    for python in (str(Path(soffice).resolve().with_name("python")), *PYTHONS):
        if Path(python).exists():
            known = subprocess.run([python, "-c", "import uno"], check=False, capture_output=True)
            if known.returncode == 0:
                return python
    message = "LibreOffice's Python is missing: apt install python3-uno"
    raise RuntimeError(message)


class OfficeError(Exception):
    """What failed inside LibreOffice."""


class Office:
    """
    A LibreOffice of its own, with its own profile.

    Attributes:
        pid: of the process, to see whether it still runs.
    """

    def __init__(
        self,
        soffice: str,
        folder: Path,
        extension: Path | None = None,
        options: tuple[str, ...] = ("--headless",),
        **environment: str,
    ) -> None:
        extensions, brought = "", ""
        if extension:
            with zipfile.ZipFile(extension) as archive:
                archive.extractall(folder / "extensions" / "xlq")
            extensions = (folder / "extensions").as_uri()
            brought = f"{folder / 'extensions' / 'xlq' / 'pythonpath'}{os.pathsep}"
        profile = (folder / "profile").as_uri()
        command = [python_with_uno(soffice), "-m", "tests.libreoffice.office_side"]
        self._side = subprocess.Popen(
            [*command, soffice, profile, extensions, *options],
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": f"{brought}{ROOT}", **environment},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.pid: int = self._answer()

    def __call__(self, operation: str, *arguments: object) -> Any:
        """Do an operation; what it raises is raised here."""
        assert self._side.stdin is not None
        pickle.dump((operation, arguments), self._side.stdin)
        self._side.stdin.flush()
        done, answer = self._answer()
        if done:
            return answer
        kinds, text = answer
        known = next((ERRORS[kind] for kind in kinds if kind in ERRORS), None)
        raise known(text) if known else OfficeError(f"{kinds[0]}: {text}")

    def _answer(self) -> Any:
        assert self._side.stdout is not None
        return pickle.load(self._side.stdout)  # noqa: S301 - from our own process

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._side.stdin is not None
        self._side.stdin.close()
        self._side.wait(60)
        assert self._side.stdout is not None
        self._side.stdout.close()
