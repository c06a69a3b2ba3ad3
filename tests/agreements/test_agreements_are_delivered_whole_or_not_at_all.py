from __future__ import annotations

import errno
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import docx
import pytest

from tests.agreements.conftest import HEADER, ROWS, write_book
from xl_quality.agreements.field_values import AgreementUnit, FieldRow
from xl_quality.agreements.shipped import SHIPPED
from xl_quality.core.findings import BadInputError, EnvironmentFaultError
from xl_quality.runs.agreements.delivery import STAGING, Wanted, file_name, safe_name
from xl_quality.runs.agreements.order import AgreementOrder, plan, run, try_out

if TYPE_CHECKING:
    from xl_quality.books.files import FileBook
    from xl_quality.runs.agreements.order import Plan
    from xl_quality.sheets.cells import Grid

ON = date(2026, 9, 1)
NAMES = ["01_城关小学_信.docx", "02_河东小学_信.docx", "03_山口中学_信.docx"]


@pytest.fixture
def prepared(book: FileBook, letter: Path) -> Plan:
    return plan(book, AgreementOrder(str(letter), ON))


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_every_unit_gets_its_file_with_its_own_values(prepared: Plan, tmp_path: Path) -> None:
    delivery = run(prepared, Wanted(tmp_path / "责任书")).delivery
    assert [one.path.name for one in delivery.files] == NAMES == files(tmp_path / "责任书")
    document = docx.Document(str(delivery.files[1].path))
    assert [paragraph.text for paragraph in document.paragraphs] == [
        "2026年责任书",
        "乙方：河东小学，校长钱二",
        "奖金900.50元（大写：玖佰元伍角整）",
        "及格率88.00%，第12名，2025年9月1日",
        "备注：______",
    ]
    assert document.sections[0].header.paragraphs[0].text == "河东小学"
    assert all(one.proof.findings == () and one.proof.values for one in delivery.files)


def test_every_sheet_of_the_workbook_is_read_once(
    book: FileBook, letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: Counter[str] = Counter()
    honest = type(book).read

    def counted(self: FileBook, name: str) -> Grid:
        reads[name] += 1
        return honest(self, name)

    monkeypatch.setattr(type(book), "read", counted)
    made = run(plan(book, AgreementOrder(str(letter), ON)), Wanted(tmp_path / "责任书"))
    assert reads == {"责任书数据": 1}
    assert [one.sheet for one in made.entry.inputs] == ["责任书数据"]


def test_a_trial_writes_nothing(prepared: Plan, tmp_path: Path) -> None:
    before = files(tmp_path)
    assert try_out(prepared) == 3
    assert files(tmp_path) == before


def test_one_bad_cell_stops_all_and_leaves_no_folder(tmp_path: Path, letter: Path) -> None:
    rows = [*ROWS[:2], ["山口中学", None, -300, 60, 20, "2025/9/2", "差"]]
    book = write_book(tmp_path / "缺.xlsx", HEADER, rows)
    with pytest.raises(BadInputError) as caught:
        run(plan(book, AgreementOrder(str(letter), ON)), Wanted(tmp_path / "责任书"))
    assert [finding.where for finding in caught.value.findings] == ["责任书数据!B5"]
    assert "山口中学" in caught.value.findings[0].message
    assert files(tmp_path / "责任书") == []


def test_existing_files_stay_unless_replacing_was_said(prepared: Plan, tmp_path: Path) -> None:
    folder = tmp_path / "责任书"
    folder.mkdir()
    (folder / NAMES[1]).write_text("办公室改过的")
    with pytest.raises(BadInputError, match="没有覆盖"):
        run(prepared, Wanted(folder))
    assert files(folder) == [NAMES[1]]
    assert (folder / NAMES[1]).read_text() == "办公室改过的"
    run(prepared, Wanted(folder, replace=True))
    assert files(folder) == NAMES


def test_only_one_unit_keeps_its_number(book: FileBook, letter: Path, tmp_path: Path) -> None:
    prepared = plan(book, AgreementOrder(str(letter), ON, only="山口中学"))
    delivery = run(prepared, Wanted(tmp_path / "责任书")).delivery
    assert [one.path.name for one in delivery.files] == [NAMES[2]]
    with pytest.raises(BadInputError, match="是不是“城关小学”"):
        plan(book, AgreementOrder(str(letter), ON, only="城关完小学"))


def test_two_units_of_one_name_get_two_files(letter: Path, tmp_path: Path) -> None:
    book = write_book(tmp_path / "同名.xlsx", HEADER, [ROWS[0], ROWS[0]])
    delivery = run(
        plan(book, AgreementOrder(str(letter), ON)), Wanted(tmp_path / "责任书")
    ).delivery
    assert [one.path.name for one in delivery.files] == [
        "01_城关小学_信.docx",
        "02_城关小学_信.docx",
    ]


def test_a_broken_off_run_is_gone_on_with(
    prepared: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "责任书"

    def stop(done: int, _: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(prepared, Wanted(folder), stop)
    assert files(folder) == [STAGING]
    assert files(folder / STAGING) == NAMES[:2]
    written: list[str] = []
    plain = Path.write_bytes

    def told(path: Path, data: bytes) -> int:
        written.append(path.name)
        return plain(path, data)

    monkeypatch.setattr(Path, "write_bytes", told)
    run(prepared, Wanted(folder))
    assert written == [NAMES[2]]
    assert files(folder) == NAMES


@pytest.mark.parametrize(("code", "said"), [(errno.ENOSPC, "磁盘已满"), (errno.EACCES, "没有权限")])
def test_a_full_or_locked_disk_leaves_nothing_half_done(
    prepared: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, said: str
) -> None:
    folder = tmp_path / "责任书"
    plain = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if path.name == NAMES[1]:
            raise OSError(code, "refused")
        return plain(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(EnvironmentFaultError, match=said):
        run(prepared, Wanted(folder))
    assert files(folder) == []


def test_a_move_that_fails_puts_the_old_files_back(
    prepared: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "责任书"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_text(f"旧{name}")
    plain = Path.replace

    def refuse(path: Path, target: Path) -> Path:
        if path.parent.name == STAGING and path.name == NAMES[2]:
            raise PermissionError(errno.EACCES, "open in Word")
        return plain(path, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(EnvironmentFaultError):
        run(prepared, Wanted(folder, replace=True))
    assert files(folder) == NAMES
    assert [(folder / name).read_text() for name in NAMES] == [f"旧{name}" for name in NAMES]


@pytest.mark.parametrize("lock", ["~$_城关小学_信.docx", ".~lock.01_城关小学_信.docx#"])
def test_a_file_open_in_word_is_named(prepared: Plan, tmp_path: Path, lock: str) -> None:
    folder = tmp_path / "责任书"
    folder.mkdir()
    (folder / lock).write_text("")
    with pytest.raises(EnvironmentFaultError, match=re.escape("01_城关小学_信.docx")):
        run(prepared, Wanted(folder, replace=True))


def test_a_folder_that_is_a_file_gets_a_message(prepared: Plan, tmp_path: Path) -> None:
    (tmp_path / "责任书").write_text("")
    with pytest.raises(BadInputError, match="不是文件夹"):
        run(prepared, Wanted(tmp_path / "责任书"))


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/x",
        "a/b\\c",
        "con",
        "LPT1.x",
        "字" * 300,
        "\u202e正",
        "...",
        "a\nb",
        "👨‍👩‍👧" * 40,
    ],
)
def test_a_name_is_safe_on_every_system(name: str) -> None:
    safe = safe_name(name)
    assert safe == safe.strip(" .")
    assert not set(safe) & set('\\/:*?"<>|\n\u202e')
    whole = file_name(AgreementUnit(name, 1, FieldRow()), 192, name)
    assert 0 < len(f".~lock.{whole}#".encode()) < 255
    assert Path(whole).name == whole


def test_two_templates_for_one_unit_lie_side_by_side(
    book: FileBook, prepared: Plan, letter: Path, tmp_path: Path
) -> None:
    other = letter.with_name("信二.docx")
    other.write_bytes(letter.read_bytes())
    folder = tmp_path / "责任书"
    run(prepared, Wanted(folder, merged=True))
    run(plan(book, AgreementOrder(str(other), ON)), Wanted(folder, merged=True))
    second = [name.replace("_信", "_信二") for name in NAMES]
    assert files(folder) == sorted([*NAMES, *second, "合并打印_信.docx", "合并打印_信二.docx"])


def test_no_template_is_called_like_another_one(
    book: FileBook, letter: Path, tmp_path: Path
) -> None:
    assert len({one.title for one in SHIPPED}) == len(SHIPPED)
    own = tmp_path / f"{SHIPPED[0].title}.docx"
    own.write_bytes(letter.read_bytes())
    assert plan(book, AgreementOrder(str(own), ON)).title == f"{SHIPPED[0].title}（自备模板）"
