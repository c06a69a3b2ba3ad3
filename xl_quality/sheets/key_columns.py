"""Which columns say whose row it is (姓名、学号、班级、学校、年级); whether their cells agree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.sheets import sheet_findings as kinds
from xl_quality.sheets.cells import column_index, is_empty
from xl_quality.sheets.labels import ID_ORDER, Label, Role, parse_label
from xl_quality.sheets.layout import Keys, Layout, Profile, Step, profile_of
from xl_quality.sheets.recognition import Facts, shown
from xl_quality.sheets.text import pattern, plain_label, plain_text

if TYPE_CHECKING:
    from xl_quality.core.findings import Finding

_ROLE_WORDS: Final = {
    "不用": Role.HELPER, "不使用": Role.HELPER, "忽略": Role.HELPER, "姓名": Role.NAME,
    "班级": Role.CLASS, "学校": Role.SCHOOL, "年级": Role.GRADE, "学号": Role.STUDENT_ID,
    "考号": Role.STUDENT_ID, "总分": Role.TOTAL, "名次": Role.RANK, "科目": Role.SUBJECT_NAME,
    "考试": Role.EXAM, "小题": Role.PART,
}  # fmt: skip
"""What a person may call a column in 考核设置 (指定列); every other word is a subject."""
_SINGLE: Final = (
    Role.NAME, Role.CLASS, Role.SCHOOL, Role.GRADE, Role.STUDENT_ID, Role.TOTAL, Role.SUBJECT_NAME,
)  # fmt: skip
"""A table has one column of each: the one that a person names takes the place of another."""
_UNITS: Final = (Role.CLASS, Role.GRADE, Role.SCHOOL)
_SCORED: Final = (Role.SUBJECT, Role.TOTAL, Role.SCORE)
_MARKED: Final = (*_SCORED, Role.EXAM_SCORE, Role.NUMBER)
_MISTAKEN_FOR_NAMES: Final = (*_UNITS, Role.STUDENT_ID, Role.HELPER)
_CODES: Final = ("班级代码", "班级号", "班号", "班级编号", "级别", "学段", "届别")
"""Labels of a key column that another one of the same role is better than."""
_LOOK: Final = 60
"""Keys are judged by so many rows below the header: the rows of pupils are not known yet."""
_LAST_CHOICE: Final = 90  # in `ID_ORDER`: a number of which no list says what it counts
_SEAT_ORDER: Final = 40
"""In `ID_ORDER`: from here on numbers count seats or rows; those before it identify pupils."""
_SOME: Final = 5  # fewer numbers than this may be classes, each written once
_FEW: Final = 5  # numbers of classes come five times each at least
_MANY: Final = 15  # A class of its own for each of fewer pupils may be chance
_NAMES_LOOKED_AT: Final = 40  # rows, about a class: they show how names are written
_CLASS_AND_NAME: Final = pattern(r"(\d{1,4}班?|.{1,6}班)[-_.]?[\u4e00-\u9fff]{2,4}")


def fixed_labels(layout: Layout) -> Step:
    """Put what a person said about columns (指定列) in place of their labels."""
    labels, findings = list(layout.labels), []
    for letter, word in layout.override.columns.items():
        column = column_index(letter)
        if column >= layout.view.width:
            beyond = layout.finding(kinds.OVERRIDE_BEYOND_SHEET, "", found=f"{letter}列", word=word)
            findings.append(beyond)
        elif not all(map(is_empty, layout.view.columns[column])):  # else it is in another block
            own = _label_for(word)
            if own.role in _SINGLE:
                labels = [Label(x.text, Role.HELPER) if x.role is own.role else x for x in labels]
            labels[column] = own
    return layout._replace(labels=tuple(labels)), findings


def _label_for(word: str) -> Label:
    """Return the label that stands for the word a clerk wrote: a role, or else a subject."""
    role = _ROLE_WORDS.get(plain_label(word))
    if role is not None:
        return Label(word, role)
    own = parse_label(word)
    return Label(word.strip(), Role.SUBJECT, own.subject or word.strip(), own.full_mark)


def key_columns(layout: Layout) -> Step:
    """Find the key columns by the labels and the first rows below the header."""
    view, first = layout.view, layout.header.first_below
    sample = view.rows[first : first + _LOOK]
    profiles = [profile_of([row[c] for row in sample], layout.reader) for c in range(view.width)]
    layout, findings = _ranks_and_units(layout, profiles)
    layout, swapped = _swapped_labels(layout, profiles)
    search = _Search(layout, profiles, [*findings, *swapped])
    name = search.name()
    keys = Keys(
        name=name,
        class_name=search.one_of(Role.CLASS, "班级"),
        school=search.one_of(Role.SCHOOL, "学校"),
        grade=search.one_of(Role.GRADE, "年级"),
        exam=search.one_of(Role.EXAM, ""),
        subject_name=search.one_of(Role.SUBJECT_NAME, ""),
        student_id=search.number(name),
    )
    if _is_anonymous(layout, keys):
        keys = keys._replace(name=None)
    if keys.class_name is None:
        keys = keys._replace(class_name=search.unlabelled_class(keys.name))
    layout = layout._replace(keys=keys)
    return layout, [*search.findings, *_key_findings(layout, profiles)]


def _ranks_and_units(layout: Layout, profiles: Sequence[Profile]) -> Step:
    """Tell 班名, 校名, 班 | 年级 behind 总分 over numbers, which are ranks, from names of units."""
    in_front = range(min(layout.labelled_as(*_SCORED), default=layout.view.width))
    findings: list[Finding] = []
    for column, label in enumerate(layout.labels):
        profile = profiles[column]
        numbers = profile.scores == profile.filled >= _SOME and profile.whole
        # too many different numbers for classes, grades or schools
        like_ranks = numbers and profile.distinct * 2 > profile.filled
        if label.role is Role.RANK and not label.subject:
            role = Role.CLASS if _is_class_under_rank(label, profile) else Role.RANK
            few = profile.scores and profile.distinct * _FEW <= profile.filled
            alone = column in in_front and few and not layout.labelled_as(Role.CLASS)
            if role is Role.RANK and alone and plain_label(label.text) == "班次":
                role, fix = Role.CLASS, layout.fix_column(column, "名次")
                findings.append(layout.finding(kinds.RANK_LABEL_OVER_CLASSES, column, fix=fix))
            layout = layout.called(role, column)
        elif label.role in _UNITS and column not in in_front and like_ranks:
            layout = layout.called(Role.RANK, column)
            behind_rank = layout.labels[column - 1].role is Role.RANK
            if label.role is not Role.SCHOOL or not behind_rank:  # 班名 校名: places, nothing else
                fix = layout.fix_column(column, "班级或不用")
                findings.append(layout.finding(kinds.UNIT_COLUMN_OF_RANKS, column, fix=fix))
    return layout, findings


def _is_class_under_rank(label: Label, profile: Profile) -> bool:
    """Say whether 班次, 班名 stands over texts that are classes."""
    word = plain_label(label.text)
    return word.endswith(("班名", "班次", "班级", "班")) and profile.classes * 2 > profile.filled


def _swapped_labels(layout: Layout, profiles: Sequence[Profile]) -> Step:
    """Exchange 姓名 over classes or numbers with another key's label over the names."""
    labels, names = layout.labels, layout.labelled_as(Role.NAME)
    wrong = [c for c in names if _holds_numbers(profiles[c]) or _is_classes(profiles[c])]
    others = [
        column
        for column in layout.labelled_as(*_MISTAKEN_FOR_NAMES)
        if profiles[column].mostly_names and not profiles[column].schools
    ]
    if len(wrong) != 1 or len(others) != 1 or any(profiles[c].names for c in names):
        return layout, []
    name, other = wrong[0], others[0]
    where, label = layout.view.columns_named(other), labels[other].text
    finding = layout.finding(kinds.LABELS_SWAPPED, name, other=where, other_label=label)
    return layout.relabelled({name: labels[other], other: labels[name]}), [finding]


def _is_anonymous(layout: Layout, keys: Keys) -> bool:
    """Say whether a list is anonymous: nothing under 姓名, beside exam numbers or the like."""
    if keys.name is None or keys.student_id is None:
        return False
    order = ID_ORDER.get(plain_label(layout.labels[keys.student_id].text), _LAST_CHOICE)
    below = layout.view.columns[keys.name][layout.header.first_below :]
    return order < _SEAT_ORDER and all(map(is_empty, below))


class _Search(NamedTuple):
    """Looks for one key after the other; what is doubtful goes to `findings` in that order."""

    layout: Layout
    profiles: Sequence[Profile]
    findings: list[Finding]

    def name(self) -> int | None:
        """Return the column of names."""
        layout = self.layout
        labelled = layout.labelled_as(Role.NAME)
        good = [column for column in labelled if not _holds_numbers(self.profiles[column])]
        if good:
            return self._best_name(good)
        if not layout.header.known or labelled or layout.labelled_as(*_MARKED):
            unlabelled = self._unlabelled_name(labelled)
            if unlabelled is not None:
                return unlabelled
        if not labelled:
            return None
        column = labelled[0]
        profile = self.profiles[column]
        # too large for marks and hardly twice (20240101, 20240102): numbers in place of names
        ids = profile.beyond == profile.filled and profile.distinct * 10 > profile.filled * 9
        kind = kinds.NUMBERS_FOR_NAMES if ids else kinds.NAMES_ARE_NUMBERS
        self.findings.append(layout.finding(kind, column))
        return column

    def _best_name(self, good: Sequence[int]) -> int:
        layout = self.layout
        best = max(good, key=lambda column: (self.profiles[column].names, -column))
        filled = [column for column in good if self.profiles[column].filled]
        if len(filled) > 1:
            columns = layout.view.columns_named(*filled)
            second = layout.fix_column(filled[1], "姓名")
            ambiguous = layout.finding(kinds.AMBIGUOUS_NAME, best, columns=columns, second=second)
            self.findings.append(ambiguous)
        return best

    def _unlabelled_name(self, labelled: Sequence[int]) -> int | None:
        layout, profiles = self.layout, self.profiles
        open_columns = layout.labelled_as(Role.BLANK, Role.UNKNOWN, Role.NAME)
        names = [column for column in open_columns if profiles[column].mostly_names]
        best = max(names, key=lambda column: profiles[column].names, default=None)
        if best is not None and labelled:
            wrong = layout.view.columns_named(labelled[0])
            self.findings.append(layout.finding(kinds.NAME_LABEL_ELSEWHERE, best, labelled=wrong))
        elif best is not None:
            self.findings.append(layout.finding(kinds.NAME_LABEL_MISSING, best))
        return best

    def one_of(self, role: Role, word: str) -> int | None:
        """Return the column of another key; `word` names it, ``""`` where several are usual."""
        layout, labelled = self.layout, self.layout.labelled_as(role)
        if not labelled:
            return None
        filled = [column for column in labelled if self.profiles[column].filled]
        named = [c for c in filled if plain_label(layout.labels[c].text) not in _CODES]
        filled = named or filled
        column = (filled or labelled)[0]
        if word and len(filled) > 1:
            columns, second = layout.view.columns_named(*filled), layout.fix_column(filled[1], word)
            facts: Facts = {"word": word, "columns": columns, "second": second}
            self.findings.append(layout.finding(kinds.AMBIGUOUS_COLUMN, column, **facts))
        return column

    def number(self, name: int | None) -> int | None:
        """Return the column of the pupils' numbers: the kind that identifies them best."""
        labelled = self.layout.labelled_as(Role.STUDENT_ID)
        if not labelled:
            return None if name is None else self._unlabelled_number(name)

        def order(column: int) -> tuple[bool, int, int]:
            profile = self.profiles[column]
            kind = ID_ORDER.get(plain_label(self.layout.labels[column].text), _LAST_CHOICE)
            repeated = profile.distinct * 10 < profile.filled * 9 and kind < _SEAT_ORDER
            return repeated, kind, column

        return min([c for c in labelled if self.profiles[c].filled] or labelled, key=order)

    def _unlabelled_number(self, name: int) -> int | None:
        """Take 1, 2, 3 … in front of the names as the pupils' numbers."""
        layout = self.layout
        for column in range(name):
            if layout.labels[column].role is Role.BLANK and self.profiles[column].rising:
                first = shown(layout.view.rows[layout.header.first_below][column])
                fix = layout.fix_column(column, "学号或不用")
                finding = layout.finding(kinds.ID_LABEL_MISSING, column, found=first, fix=fix)
                self.findings.append(finding)
                return column
        return None

    def unlabelled_class(self, name: int | None) -> int | None:
        """Return a column that holds classes though its label does not say so."""
        layout = self.layout
        for column in layout.labelled_as(Role.BLANK, Role.UNKNOWN):
            profile = self.profiles[column]
            if column == name or "分" in layout.labels[column].text:
                continue  # 7.5 points look like class 7.5
            if profile.classes * 10 >= profile.filled * 8 and profile.texts and profile.classes > 1:
                self.findings.append(layout.finding(kinds.CLASS_LABEL_MISSING, column))
                return column
        return None


def _key_findings(layout: Layout, profiles: Sequence[Profile]) -> Iterator[Finding]:
    """Name key columns whose cells are not what the label says, and classes inside names."""
    keys, view, first = layout.keys, layout.view, layout.header.first_below
    for column, word, is_odd in (
        (keys.class_name, "班级", _is_no_class),
        (keys.school, "学校", _is_no_school),
        (keys.name, "姓名", _is_classes),
    ):
        if column is not None and is_odd(profiles[column]):
            yield layout.finding(kinds.LABEL_DATA_DISAGREE, column, word=word)
    if keys.name is None or keys.class_name is not None:
        return
    # 701张三: the class stands in front of the name and in no column
    rows = range(first, min(view.height, first + _NAMES_LOOKED_AT))
    texts = [view.text(row, keys.name) for row in rows]
    both = [n for n, text in enumerate(texts) if _CLASS_AND_NAME.fullmatch(plain_text(text))]
    if len(both) * 2 > sum(bool(plain_text(text)) for text in texts):
        cell = view.at(first + both[0], keys.name)
        yield layout.finding(kinds.CLASS_IN_NAMES, cell, found=texts[both[0]])


def no_name_findings(layout: Layout) -> Iterator[Finding]:
    """Say that without names a row is a pupil only on trust; the more so without numbers."""
    number, header = layout.keys.student_id, layout.header.rows
    if layout.keys.name is not None or not header:
        return
    cell = layout.label_cell(0)
    if number is None:
        row = layout.view.row_named(header[-1])
        yield layout.finding(kinds.NO_NAME_COLUMN, cell, row=row)
    else:
        column, label = layout.view.columns_named(number), layout.labels[number].text
        yield layout.finding(kinds.NAMED_BY_IDS, cell, column=column, label=label)


def _holds_numbers(profile: Profile) -> bool:
    """Say whether a column is made of numbers, in which no name can be; two in ten may be slips."""
    return profile.scores * 10 > profile.filled * 8


def _is_no_class(profile: Profile) -> bool:
    """Say whether values are pupils or their numbers, not classes: names, or many all different."""
    one_each = profile.filled >= _MANY and profile.distinct * 10 > profile.filled * 9
    return profile.mostly_names or one_each


def _is_no_school(profile: Profile) -> bool:
    return _holds_numbers(profile) or (profile.mostly_names and not profile.schools)


def _is_classes(profile: Profile) -> bool:
    return profile.classes * 2 > profile.filled
