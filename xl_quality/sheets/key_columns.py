"""Whether key columns hold what their labels say (表头与内容是否一致).

Which columns say whose row it is (姓名、学号、班级、学校、年级).

Puts what a person said about columns in place of their labels (指定列).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import settings_row
from xl_quality.sheets.grid import column_index, is_empty
from xl_quality.sheets.labels import ID_ORDER, Label, Role, parse_label
from xl_quality.sheets.layout import Keys, Profile, profile_of
from xl_quality.sheets.recognition import shown
from xl_quality.sheets.text import pattern, plain_label, plain_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xl_quality.core.findings import Finding
    from xl_quality.sheets.layout import Layout, Step

_MANY: Final = 15
"""A class of its own for each of fewer pupils may be chance."""
_KEYS: Final = (Role.CLASS, Role.STUDENT_ID, Role.SCHOOL, Role.GRADE, Role.HELPER)
_LOOK: Final = 40
_CLASS_AND_NAME: Final = pattern(r"(\d{1,4}班?|.{1,6}班)[-_.]?[\u4e00-\u9fff]{2,4}")


def holds_numbers(profile: Profile) -> bool:
    """Say whether a column is made of numbers, in which no name can be."""
    return profile.scores * 10 > profile.filled * 8 and profile.filled > 0


def settle_swapped(layout: Layout, profiles: Sequence[Profile]) -> Step:
    """Exchange 姓名 over classes or numbers with another key's label over the names."""
    labels, names = layout.labels, layout.labelled_as(Role.NAME)
    wrong = [c for c in names if holds_numbers(profiles[c]) or _is_classes(profiles[c])]
    others = [
        column
        for column in layout.labelled_as(*_KEYS)
        if profiles[column].mostly_names and not profiles[column].schools
    ]
    if len(wrong) != 1 or len(others) != 1 or any(profiles[c].names for c in names):
        return layout, []
    name, other = wrong[0], others[0]
    finding = layout.warning(
        "labels_swapped",
        name,
        f"{layout.view.columns_named(name)}表头是“{labels[name].text}”，但姓名在"
        f"{layout.view.columns_named(other)}（“{labels[other].text}”），已对调使用",
        "请核对并改正表头",
    )
    return layout.relabelled({name: labels[other], other: labels[name]}), [finding]


def no_name_findings(layout: Layout) -> Iterator[Finding]:
    """Without names a row is a pupil only on trust; the more so without numbers."""
    number = layout.keys.student_id
    if layout.keys.name is not None or not layout.header.rows:
        return
    if number is None:
        row = layout.view.row_named(layout.header.rows[-1])
        yield layout.warning(
            "no_name_column",
            layout.label_cell(0),
            f"表头（{row}）里没有姓名也没有学号（考号），每一行都当作一名学生",
            f"如果这些行不是学生，请{settings_row('不用', '是', sheet=layout.view.grid.name)}；"
            "否则请补上姓名列",
        )
    else:
        where = layout.view.columns_named(number)
        yield layout.note(
            "named_by_ids",
            layout.label_cell(0),
            f"没有写学生的名字，按{where}（{layout.labels[number].text}）区分学生",
            "可以不改；如果另有一列是名字，请在那一列的表头写明",
        )


def key_findings(layout: Layout, profiles: Sequence[Profile]) -> Iterator[Finding]:
    """Name key columns whose cells are not what the label says, and classes inside names."""
    keys = layout.keys
    for column, word, is_odd in (
        (keys.class_name, "班级", _is_no_class),
        (keys.school, "学校", _is_no_school),
        (keys.name, "姓名", _is_classes),
    ):
        if column is not None and is_odd(profiles[column]):
            label = layout.labels[column].text
            yield layout.warning(
                "label_data_disagree",
                column,
                f"{layout.view.columns_named(column)}表头是“{label}”，但内容不像{word}",
                f"请核对表头；如果错列，请{layout.fix_column(column, '不用')}",
            )
    if keys.name is not None and keys.class_name is None:
        yield from _classes_in_names(layout, keys.name)


def _classes_in_names(layout: Layout, name: int) -> Iterator[Finding]:
    """701张三: the class stands in front of the name and in no column."""
    first = layout.header.first_below
    rows = range(first, min(layout.view.height, first + _LOOK))
    texts = [plain_text(layout.view.text(row, name)) for row in rows]
    found = [row for row, text in zip(rows, texts, strict=True) if _CLASS_AND_NAME.fullmatch(text)]
    if len(found) * 2 > sum(map(bool, texts)):
        yield layout.warning(
            "class_in_names",
            layout.view.at(found[0], name),
            "姓名前面写着班级，没有拆开，这些学生没有按班级分开",
            "请把班级单独写成一列；整张表是一个班的，请"
            + settings_row("班级", "班级名", sheet=layout.view.grid.name),
            layout.view.text(found[0], name),
        )


def _is_no_class(profile: Profile) -> bool:
    """Names, or hardly a value twice among many: pupils or their numbers, not classes."""
    one_each = profile.filled >= _MANY and profile.distinct * 10 > profile.filled * 9
    return profile.mostly_names or one_each


def _is_no_school(profile: Profile) -> bool:
    return holds_numbers(profile) or (profile.mostly_names and not profile.schools)


def _is_classes(profile: Profile) -> bool:
    return profile.classes * 2 > profile.filled > 0


_KEYS_LOOK: Final = 60
_LAST_CHOICE: Final = 90
"""In `ID_ORDER`: a number of which no list says what it counts."""
_SEAT_ORDER: Final = 40
"""In `ID_ORDER`: from here on numbers count seats or rows; those before it identify pupils."""
_CODES: Final = ("班级代码", "班级号", "班号", "班级编号", "级别", "学段", "届别")
"""Labels of a key column that another one of the same role is better than."""
_UNITS: Final = (Role.CLASS, Role.GRADE, Role.SCHOOL)
_SCORED: Final = (Role.SUBJECT, Role.TOTAL, Role.SCORE)
_MARKED: Final = (*_SCORED, Role.EXAM_SCORE, Role.NUMBER)
_SOME: Final = 5
"""Fewer numbers than this may be classes, each written once."""
_FEW: Final = 5
"""Numbers of classes come five times each at least."""


def key_columns(layout: Layout) -> Step:
    """Find the key columns by the labels and the first rows below the header."""
    view, first = layout.view, layout.header.first_below
    sample = view.rows[first : first + _KEYS_LOOK]
    profiles = [profile_of([row[c] for row in sample], layout.reader) for c in range(view.width)]
    layout, findings = _ranks_and_units(layout, profiles)
    layout, swapped = settle_swapped(layout, profiles)
    found = _Search(layout, profiles, [*findings, *swapped])
    name = found.name()
    keys = Keys(
        name=name,
        class_name=found.one_of(Role.CLASS, "班级"),
        school=found.one_of(Role.SCHOOL, "学校"),
        grade=found.one_of(Role.GRADE, "年级"),
        exam=found.one_of(Role.EXAM, ""),
        subject_name=found.one_of(Role.SUBJECT_NAME, ""),
        student_id=found.number(name),
    )
    if _is_anonymous(layout, keys):
        keys = keys._replace(name=None)
    if keys.class_name is None:
        keys = keys._replace(class_name=found.unlabelled_class(keys.name))
    layout = layout._replace(keys=keys)
    return layout, [*found.findings, *key_findings(layout, profiles)]


def _ranks_and_units(layout: Layout, profiles: Sequence[Profile]) -> Step:
    """Tell 班名, 校名, 班 | 年级 behind 总分 over numbers, which are ranks, from names of units."""
    first_score = min(layout.labelled_as(*_SCORED), default=layout.view.width)
    findings: list[Finding] = []
    for column, label in enumerate(layout.labels):
        profile = profiles[column]
        if label.role is Role.RANK and not label.subject:
            role, told = _unit_under_rank(layout, column, profile, in_front=column < first_score)
            layout = layout.relabelled({column: label._replace(role=role)})
            findings += told
        elif label.role in _UNITS and column > first_score and _like_ranks(profile):
            layout = layout.relabelled({column: label._replace(role=Role.RANK)})
            behind_rank = layout.labels[column - 1].role is Role.RANK
            if label.role is not Role.SCHOOL or not behind_rank:  # 班名 校名: places, nothing else
                findings.append(_unit_as_rank(layout, column))
    return layout, findings


def _unit_under_rank(
    layout: Layout, column: int, profile: Profile, *, in_front: bool
) -> tuple[Role, list[Finding]]:
    """班次, 校名 over texts that are classes or schools, or over a few class numbers in front."""
    word = plain_label(layout.labels[column].text)
    if word.endswith(("班名", "班次", "班级", "班")) and profile.classes * 2 > profile.filled:
        return Role.CLASS, []
    if word in ("校名", "学校名") and profile.texts * 2 > profile.filled:
        return Role.SCHOOL, []
    few = profile.scores > 0 and profile.distinct * _FEW <= profile.filled
    if word == "班次" and in_front and few and not layout.labelled_as(Role.CLASS):
        finding = layout.warning(
            "rank_label_over_classes",
            column,
            f"{layout.view.columns_named(column)}“班次”里只有几个数字，像班级，已当作班级列",
            f"如果是名次，请{layout.fix_column(column, '名次')}",
        )
        return Role.CLASS, [finding]
    return Role.RANK, []


def _like_ranks(profile: Profile) -> bool:
    """Say whether the numbers are too many different ones for classes, grades or schools."""
    numbers = profile.scores == profile.filled >= _SOME and profile.whole
    return numbers and (profile.distinct * 2 > profile.filled)


def _unit_as_rank(layout: Layout, column: int) -> Finding:
    label = layout.labels[column].text
    return layout.warning(
        "unit_column_of_ranks",
        column,
        f"{layout.view.columns_named(column)}表头是“{label}”，在成绩后面，内容像名次，已当作名次",
        f"请在表头写明“名次”；如果不是名次，请{layout.fix_column(column, '班级或不用')}",
    )


def _are_ids(profile: Profile) -> bool:
    """Say whether numbers are too large for marks and hardly come twice: 20240101, 20240102."""
    return profile.beyond == profile.filled and profile.distinct * 10 > profile.filled * 9


def _is_anonymous(layout: Layout, keys: Keys) -> bool:
    """姓名 over nothing, beside exam numbers or the like: an anonymous list."""
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
        layout, profiles = self.layout, self.profiles
        labelled = layout.labelled_as(Role.NAME)
        good = [column for column in labelled if not holds_numbers(profiles[column])]
        if good:
            return self._best_name(good)
        if not layout.header.known or labelled or layout.labelled_as(*_MARKED):
            unlabelled = self._unlabelled_name(labelled)
            if unlabelled is not None:
                return unlabelled
        if not labelled:
            return None
        column = labelled[0]
        where = layout.view.columns_named(column)
        if _are_ids(profiles[column]):
            message = f"{where}写的是编号，不是名字，按编号区分学生"
            self.findings.append(layout.note("numbers_for_names", column, message, "可以不改"))
            return column
        message = f"{where}表头写的是“{layout.labels[column].text}”，下面却都是数字"
        advice = "请核对表头；如果确实是编号代替姓名，可以不改"
        self.findings.append(layout.warning("names_are_numbers", column, message, advice))
        return column

    def _best_name(self, good: Sequence[int]) -> int:
        layout = self.layout
        best = max(good, key=lambda column: (self.profiles[column].names, -column))
        filled = [column for column in good if self.profiles[column].filled]
        if len(filled) > 1:
            self.findings.append(
                layout.warning(
                    "ambiguous_name",
                    best,
                    f"有几列都像姓名列（{layout.view.columns_named(*filled)}），"
                    f"这里用了{layout.view.columns_named(best)}",
                    f"如果不对，请{layout.fix_column(filled[1], '姓名')}",
                )
            )
        return best

    def _unlabelled_name(self, labelled: Sequence[int]) -> int | None:
        layout, profiles = self.layout, self.profiles
        open_columns = layout.labelled_as(Role.BLANK, Role.UNKNOWN, Role.NAME)
        found = [column for column in open_columns if profiles[column].mostly_names]
        best = max(found, key=lambda column: profiles[column].names, default=None)
        if best is None:
            return None
        where = layout.view.columns_named(best)
        message = f"{where}没有“姓名”表头，但内容像姓名，已当作姓名列"
        if labelled:
            wrong = layout.view.columns_named(labelled[0])
            message = f"表头“姓名”在{wrong}，但姓名像是在{where}，已用后者"
        advice = "请核对；最好在表头补上“姓名”"
        self.findings.append(layout.warning("name_label_missing", best, message, advice))
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
            self.findings.append(
                layout.warning(
                    "ambiguous_column",
                    column,
                    f"有几列都像{word}列（{layout.view.columns_named(*filled)}），"
                    f"这里用了{layout.view.columns_named(column)}",
                    f"如果不对，请{layout.fix_column(filled[1], word)}",
                )
            )
        return column

    def number(self, name: int | None) -> int | None:
        """Return the column of the pupils' numbers: the kind that identifies them best."""
        labelled = self.layout.labelled_as(Role.STUDENT_ID)
        if not labelled:
            return None if name is None else self._unlabelled_number(name)

        def order(column: int) -> tuple[bool, bool, int, int]:
            profile = self.profiles[column]
            kind = ID_ORDER.get(plain_label(self.layout.labels[column].text), _LAST_CHOICE)
            repeated = profile.distinct * 10 < profile.filled * 9 and kind < _SEAT_ORDER
            return not profile.filled and bool(self.layout.view.height), repeated, kind, column

        return min([c for c in labelled if self.profiles[c].filled] or labelled, key=order)

    def _unlabelled_number(self, name: int) -> int | None:
        """Take 1, 2, 3 … in front of the names as the pupils' numbers."""
        layout = self.layout
        for column in range(name):
            if layout.labels[column].role is Role.BLANK and self.profiles[column].rising:
                first = shown(layout.view.rows[layout.header.first_below][column])
                where = layout.view.columns_named(column)
                message = f"{where}没有表头，内容是 1、2、3…，已当作序号"
                advice = f"如果不是序号，请{layout.fix_column(column, '学号或不用')}"
                self.findings.append(
                    layout.note("id_label_missing", column, message, advice, first)
                )
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
                where = layout.view.columns_named(column)
                message = f"{where}的表头不是“班级”，但内容像班级，已当作班级列"
                advice = "请核对；最好把表头改成“班级”"
                self.findings.append(layout.warning("class_label_missing", column, message, advice))
                return column
        return None


ROLE_WORDS: Final = {
    "不用": Role.HELPER,
    "不使用": Role.HELPER,
    "忽略": Role.HELPER,
    "姓名": Role.NAME,
    "班级": Role.CLASS,
    "学校": Role.SCHOOL,
    "年级": Role.GRADE,
    "学号": Role.STUDENT_ID,
    "考号": Role.STUDENT_ID,
    "总分": Role.TOTAL,
    "名次": Role.RANK,
    "科目": Role.SUBJECT_NAME,
    "考试": Role.EXAM,
    "小题": Role.PART,
}
_SINGLE: Final = (
    Role.NAME, Role.CLASS, Role.SCHOOL, Role.GRADE, Role.STUDENT_ID, Role.TOTAL, Role.SUBJECT_NAME,
)  # fmt: skip


def fixed_labels(layout: Layout) -> Step:
    """Replace the labels of the columns that a person named; everything else is a subject."""
    labels, findings = list(layout.labels), []
    for letter, word in layout.override.columns.items():
        column = column_index(letter)
        if column >= layout.view.width:
            message = f"考核设置里指定了{letter}列为“{word}”，但这张表没有这一列"
            advice = "请改正考核设置的“列”一栏"
            findings.append(
                layout.error("override_beyond_sheet", "", message, advice, f"{letter}列")
            )
            continue
        if all(map(is_empty, layout.view.columns[column])):
            continue  # another block of the sheet has this column
        own = label_for(word)
        if own.role in _SINGLE:  # the column that was taken for it is not
            labels = [Label(x.text, Role.HELPER) if x.role is own.role else x for x in labels]
        labels[column] = own
    return layout._replace(labels=tuple(labels)), findings


def label_for(word: str) -> Label:
    """Return the label that stands for the word a clerk wrote: a role, or else a subject."""
    role = ROLE_WORDS.get(plain_label(word))
    if role is not None:
        return Label(word, role)
    full_mark = parse_label(word).full_mark
    subject = parse_label(word).subject or word.strip()
    return Label(word.strip(), Role.SUBJECT, subject, full_mark)
