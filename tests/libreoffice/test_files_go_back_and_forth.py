"""A file that LibreOffice has saved goes back and forth between it and us."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.books.conftest import office_book, payout  # noqa: F401 - fixtures
from tests.libreoffice.books import OfficeHost
from xl_quality.books.files import open_book

if TYPE_CHECKING:
    from tests.libreoffice.office import Office
    from xl_quality.books.tables import Table

pytestmark = pytest.mark.libreoffice


def test_a_file_saved_by_libreoffice_keeps_our_sheets_ours(
    office: Office,
    office_book: Path,  # noqa: F811 - the fixture
    payout: Table,  # noqa: F811 - the fixture
    tmp_path: Path,
) -> None:
    host = OfficeHost(office, office_book)
    book = host.open()
    book.put(payout)
    book.save()
    saved = tmp_path / "存.xlsx"
    office("stored", host.document, str(saved))
    host.close()
    file = open_book(saved)
    assert list(file.own_sheets()) == [payout.name]
    file.put(payout)
    file.save()
    again = OfficeHost(office, saved)
    assert list(again.open().own_sheets()) == [payout.name]
    again.close()


def test_what_undo_steps_keep_goes_when_the_workbook_closes(
    office: Office,
    office_book: Path,  # noqa: F811 - the fixture
    payout: Table,  # noqa: F811 - the fixture
) -> None:
    host = OfficeHost(office, office_book)
    for _ in range(2):
        book = host.open()
        book.put(payout)
        book.save()
    vault = Path(office("vault", host.document))
    assert len(list(vault.iterdir())) == 1, "the sheet that was replaced"
    assert vault.stat().st_mode & 0o077 == 0, "nobody else reads it"
    host.close()
    assert not vault.exists()
