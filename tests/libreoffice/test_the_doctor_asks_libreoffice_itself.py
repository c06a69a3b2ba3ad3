"""``doctor`` tells whether the extension is installed, as unopkg lists it."""

from __future__ import annotations

import shutil
import subprocess
from subprocess import CompletedProcess, TimeoutExpired
from typing import TYPE_CHECKING

import pytest

from xl_quality.cli import main
from xl_quality.libreoffice import extension_doctor

if TYPE_CHECKING:
    from collections.abc import Callable

LISTED = "All deployed user extensions:\n\nIdentifier: org.xlquality.calc\n  Version: 0.1.0\n"


@pytest.fixture
def unopkg(monkeypatch: pytest.MonkeyPatch) -> Callable[[int, str], None]:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")

    def answers(code: int, text: str) -> None:
        done = CompletedProcess(["unopkg", "list"], code, text, "")
        monkeypatch.setattr(subprocess, "run", lambda *_, **__: done)

    return answers


@pytest.mark.parametrize(
    ("code", "text", "state"),
    [
        (0, LISTED, "正常"),
        (0, "All deployed user extensions:\n\n", "查不到"),
        (1, "ERROR: Cannot run unopkg as root", "查不到"),
    ],
)
def test_what_unopkg_lists_is_told(
    unopkg: Callable[[int, str], None],
    capsys: pytest.CaptureFixture[str],
    code: int,
    text: str,
    state: str,
) -> None:
    unopkg(code, text)
    assert main(["doctor"]) == 0
    line = next(one for one in capsys.readouterr().out.splitlines() if "LibreOffice" in one)
    assert state in line


def test_no_libreoffice_is_nothing_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    monkeypatch.setattr(extension_doctor, "_PATTERNS", ("nowhere/unopkg",))
    assert extension_doctor.extension() is None


def test_an_answer_that_does_not_come_is_not_waited_for(
    unopkg: Callable[[int, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    unopkg(0, "")

    late = TimeoutExpired("unopkg", 60)

    def hangs(*_: object, **__: object) -> None:
        raise late

    monkeypatch.setattr(subprocess, "run", hangs)
    assert extension_doctor.extension() is None
