"""The catalogue of reports (报告目录): every sheet of figures a run can write, in printed order.

A report is a row of `REPORT_KINDS`; its `make` imports what it needs when it is called, so that no
command pays for reports that nobody asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.core.findings import Way
from xl_quality.core.groups import Level, only_school

if TYPE_CHECKING:
    from xl_quality.books.tables import Table
    from xl_quality.core.groups import Group
    from xl_quality.reports.live_figures import LiveFigures
    from xl_quality.runs.book_contents import BookContents
    from xl_quality.runs.group_figures import Figures
    from xl_quality.runs.payout.assessment import Payout
    from xl_quality.runs.pupil_figures import PupilFigures
    from xl_quality.runs.score_spread import ScoreSpreads

REPORT: Final = "report"  # The command that writes every usual report


@dataclass(frozen=True, eq=False)
class Material:
    """What reports are made of: all that one run found out; what several share is found once."""

    command: str  # which asked for them; `REPORT` has charts and rates over all subjects
    contents: BookContents  # the workbook as it was understood
    figures: Figures  # the results, with their score tables and options
    before: Figures | None = None  # the earlier exam that is compared with, None = no comparison
    payout: Payout | None = None  # what the scheme pays, None = no scheme
    reachable: bool = True  # whether sheets join the workbook read, so that formulas reach it
    asked: bool = False  # whether somebody chose the reports: none is too small to be written

    @cached_property
    def office(self) -> str:
        """Return whose reports they are: 单位名称, else the only school; ``""`` = not said."""
        return self.contents.options.office or only_school(self.figures.tables)

    @cached_property
    def live(self) -> LiveFigures | None:
        """Return what makes figures formulas, None where nobody wants that."""
        if not self.figures.options.formulas:
            return None
        from xl_quality.runs.score_formulas import live_figures  # noqa: PLC0415 - only if asked

        return live_figures(self.contents, self.figures, reachable=self.reachable)

    @cached_property
    def pupils(self) -> PupilFigures:
        """Return the pupils by exam and grade, compared with the earlier exam.

        They are listed behind all groups, and want the room of what is known of those.
        """
        from xl_quality.runs.pupil_figures import pupil_figures  # noqa: PLC0415 - only if asked

        self.forget_groups()
        return pupil_figures(self.figures, self.before)

    @cached_property
    def spreads(self) -> ScoreSpreads:
        """Return how the scores are spread over schools and classes."""
        from xl_quality.runs.score_spread import score_spreads  # noqa: PLC0415 - only if asked

        return score_spreads(self.figures.tables, self.figures.options, self.figures.pools)

    def forget_groups(self) -> None:
        """Give up the sorted marks of groups and their spreads; who asks again has them found."""
        self.figures.pools.forget()
        self.__dict__.pop("spreads", None)  # where a cached property keeps what it found


class ReportKind(NamedTuple):
    """A report that can be asked for."""

    name: str  # what a clerk calls it, and its sheet; several sheets of one report begin with it
    shows: str  # Chinese: what stands on it, for lists to choose from
    # writes its sheets; none where the workbook has nothing for it
    make: Callable[[Material], Sequence[Table]]
    lacking: str = ""  # Chinese: what the workbook must have for it, ``""`` = scores are enough
    commands: Collection[str] = (REPORT,)  # those that write it without being asked for it by name
    confidential: bool = False  # whether it names persons (内部资料)
    way: Way | None = None  # how a host is told what is lacking, None = it stands in the workbook


def _rates(of: Material) -> Sequence[Table]:
    from xl_quality.runs.report import rates_sheet  # noqa: PLC0415 - only if asked

    return [rates_sheet(of.figures, of.office, of.live)]


def _ranking(level: Level, of: Material) -> Sequence[Table]:
    alone = of.figures.one_school if level is Level.SCHOOL else not _classes_compete(of.figures)
    if alone or not of.figures.results.get(level):
        return []
    from xl_quality.runs.report import ranking_sheet  # noqa: PLC0415 - only if asked

    return [
        ranking_sheet(of.figures, level, whole=of.command == REPORT, office=of.office, live=of.live)
    ]


def _classes_compete(figures: Figures) -> bool:
    """Say whether two classes stand in one contest: one alone is always the first."""
    found: dict[tuple[str, str], Group] = {}
    return any(
        found.setdefault((one.exam_name, one.group.grade), one.group) != one.group
        for one in figures.results.get(Level.CLASS, ())
    )


def _teachers(of: Material) -> Sequence[Table]:
    if not of.figures.results.get(Level.TEACHER):
        return []
    from xl_quality.runs.report import EarlierTeachers, teachers_sheet  # noqa: PLC0415 - only if asked
    from xl_quality.sheets.list_kinds import TEACHING  # noqa: PLC0415 - as above

    earlier = EarlierTeachers(of.before, of.contents.taught) if of.before else None
    lists = {row.sheet for row in of.contents.rows(TEACHING)}
    doubts = [finding for finding in of.contents.findings if finding.sheet in lists]
    return [teachers_sheet(of.figures, of.office, earlier, doubts)]


def _bands(of: Material) -> Sequence[Table]:
    from xl_quality.runs.spread_sheets import bands_sheet  # noqa: PLC0415 - only if asked

    return _one(bands_sheet(of.spreads, of.office))


def _first_places(of: Material) -> Sequence[Table]:
    from xl_quality.runs.spread_sheets import places_sheet  # noqa: PLC0415 - only if asked

    return _one(places_sheet(of.spreads, of.office))


def _lines(of: Material) -> Sequence[Table]:
    from xl_quality.runs.spread_sheets import lines_sheet  # noqa: PLC0415 - only if asked

    return _one(lines_sheet(of.spreads, of.office))


def _near(of: Material) -> Sequence[Table]:
    from xl_quality.runs.spread_sheets import near_sheets  # noqa: PLC0415 - only if asked

    return near_sheets(of.spreads, of.office)


def _grades(of: Material) -> Sequence[Table]:
    if of.figures.one_school and not of.asked:  # it would be a row without a place
        return []
    from xl_quality.runs.grade_totals import grades_sheet  # noqa: PLC0415 - only if asked

    kinds = of.contents.recognised.settings.exam_kinds
    return _one(grades_sheet(of.figures, kinds, of.office))


def _one(table: Table | None) -> Sequence[Table]:
    return [] if table is None else [table]


def _missing(of: Material) -> Sequence[Table]:
    from xl_quality.runs.missing_marks import missing_sheets  # noqa: PLC0415 - only if asked

    return missing_sheets(of.figures.tables, of.office)


def _changes(of: Material) -> Sequence[Table]:
    if of.before is None:
        return []
    from xl_quality.runs.report import changes_sheet  # noqa: PLC0415 - only if asked

    return _one(changes_sheet(of.figures, of.before, of.office))


def _units(level: Level, of: Material) -> Sequence[Table]:
    # the page of a school of one class would be that of the class once more
    classes = {one.group for one in of.figures.results.get(Level.CLASS, ())}
    if level is Level.SCHOOL and of.figures.one_school and len(classes) == 1:
        return []
    from xl_quality.runs.unit_profiles import profile_sheet  # noqa: PLC0415 - only if asked

    return profile_sheet(of, level)


def _pupils(of: Material) -> Sequence[Table]:
    from xl_quality.runs.pupil_figures import pupils_sheets  # noqa: PLC0415 - only if asked

    return pupils_sheets(of.pupils, of.office)


def _gains(of: Material) -> Sequence[Table]:
    if of.before is None:
        return []
    from xl_quality.runs.pupil_figures import gains_sheet  # noqa: PLC0415 - only if asked

    return gains_sheet(of.pupils, of.office)


def _lopsided(of: Material) -> Sequence[Table]:
    from xl_quality.runs.pupil_figures import lopsided_sheets  # noqa: PLC0415 - only if asked

    return lopsided_sheets(of.pupils, of.office)


def _slips(of: Material) -> Sequence[Table]:
    from xl_quality.runs.pupil_figures import slip_sheets  # noqa: PLC0415 - only if asked

    return slip_sheets(of.pupils, of.office)


_RANKED: Final = ("rank", REPORT)
REPORT_KINDS: Final = (
    ReportKind(
        "四率统计",
        "学校、班级各科的应考、实考、平均分、及格率、优秀率、低分率、综合分",
        _rates,
        commands=("rates", *_RANKED),
    ),
    ReportKind(
        "学校排名",
        "学校按总评的名次，与第一名、前一名的差距，各科综合分和名次",
        partial(_ranking, Level.SCHOOL),
        lacking="两所以上学校的成绩",
        commands=_RANKED,
    ),
    ReportKind(
        "班级排名",
        "班级按总评的名次，与第一名、前一名的差距，各科综合分和名次",
        partial(_ranking, Level.CLASS),
        lacking="两个以上班级的成绩",
        commands=_RANKED,
    ),
    ReportKind(
        "教师排名",
        "教师所教各科的四率、综合分和名次；有上次考试的加名次进退",
        _teachers,
        lacking="任课表",
        commands=_RANKED,
        confidential=True,
    ),
    ReportKind(
        "各年级合计",
        "学校几个年级的总评合在一起的名次，年级可以加权",
        _grades,
        lacking="一次考试里有两个以上年级的学校",
    ),
    ReportKind("分数段", "各校各科和总分各分数段的人数、累计人数和直方图", _bands),
    ReportKind("前N名", "各校、各班在前10名、前50名等里有几人，各名次段有几人", _first_places),
    ReportKind(
        "上线统计", "各校、各班上优秀线、及格线、总分线的人数，和线上线下的临界人数", _lines
    ),
    ReportKind(
        "临界生名单",
        "各班离优秀线、及格线、总分线不远的学生，差几分，线下还是线上",
        _near,
        lacking="离分数线不超过临界分的学生",
        commands=(),
        confidential=True,
    ),
    ReportKind(
        "缺考·空白·零分清单",
        "缺考、空白、零分的学生，由学校核对签字",
        _missing,
        lacking="缺考、免考、空白或零分的学生",
        confidential=True,
    ),
    ReportKind(
        "进退步",
        "学校、班级与上次考试相比的名次进退",
        _changes,
        lacking="上次考试，学校或班级一列",
        way=Way.BEFORE,
    ),
    ReportKind(
        "一校一页",
        "每所学校一页：各科数据、名次和差距、主要情况、箱线图、雷达图、历次名次",
        partial(_units, Level.SCHOOL),
        lacking="学校一列；全校只有一个班的，看一班一页",
        commands=(),
    ),
    ReportKind(
        "一班一页",
        "每个班级一页：各科数据和任课教师、名次和差距、主要情况、箱线图、雷达图、历次名次",
        partial(_units, Level.CLASS),
        lacking="班级一列",
        commands=(),
        confidential=True,
    ),
    ReportKind(
        "学生总表",
        "每名学生的各科分数、总分，班、校、全体名次和与上次考试相比的进退",
        _pupils,
        commands=(),
        confidential=True,
    ),
    ReportKind(
        "学生进退步",
        "每名学生与上次考试相比的名次进退，各班从进步多的排起",
        _gains,
        lacking="上次考试，两次都有名次的学生",
        commands=(),
        confidential=True,
        way=Way.BEFORE,
    ),
    ReportKind(
        "偏科",
        "一科名次比总分名次靠后很多的学生，各班、各校的人数",
        _lopsided,
        lacking="两科以上、30名以上学生的成绩",
        commands=(),
        confidential=True,
    ),
    ReportKind(
        "成绩条",
        "发给家长的成绩条，每人一条，按班分页；写等级（A—E）或分数，不写名次",
        _slips,
        lacking="学生姓名或学号，和至少一科不再待核对的成绩",
        commands=(),
        confidential=True,
    ),
)
"""Every report, in the order in which its sheets are written."""
