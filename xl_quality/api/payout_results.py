"""Schemes and what they pay (方案、奖惩兑现), as a program asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from xl_quality.api.result_frames import ColumnKind, FilledColumn, FrameColumn, RunResult, filled
from xl_quality.api.said_options import StatedOptions, choices, typed
from xl_quality.api.score_books import ScoreBook, as_book, telling
from xl_quality.core.findings import BadInputError, Finding
from xl_quality.core.money import FEN_PER_YUAN
from xl_quality.runs.choices import Order, Request
from xl_quality.runs.payout.assessment import Payout, pay_by
from xl_quality.runs.payout.assessment import pay as paid
from xl_quality.runs.payout.scheme_choice import ChosenScheme, choose
from xl_quality.runs.payout.whatif import LineChange, PayeeChange, line_changes, payee_changes
from xl_quality.runs.run import Run
from xl_quality.schemes.engine import evaluate
from xl_quality.schemes.fact_checks import parse_facts
from xl_quality.schemes.lint import lint
from xl_quality.schemes.loading import scheme_from
from xl_quality.schemes.payout_lines import PayoutLine, sums
from xl_quality.schemes.scheme_text import scheme_text
from xl_quality.schemes.sheet.changes import numbers_meant, places, with_numbers
from xl_quality.schemes.toml_reader import raw_scheme

if TYPE_CHECKING:
    from os import PathLike

    from xl_quality.api.said_options import Number
    from xl_quality.api.score_books import BookSource
    from xl_quality.schemes.results import Evaluation

_MONEY: Final = ColumnKind.MONEY


class RewardScheme:
    """A reward scheme (考核方案): dated clauses with their numbers.

    `xl_quality.scheme` makes it. It never changes: `set` returns another one.

    Attributes:
        chosen: the scheme itself and where it was taken from.

    >>> import xl_quality as xq
    >>> brief = xq.scheme("luotuoao-brief")
    >>> brief
    <RewardScheme luotuoao-brief: 骆驼坳镇教学质量目标责任书（简表）>
    >>> list(brief.clauses)[:3]
    ['A1', 'A2', 'A3']
    """

    def __init__(self, chosen: ChosenScheme) -> None:
        self.chosen: Final = chosen

    @property
    def id(self) -> str:
        """Return its id: luotuoao-brief."""
        return self.chosen.scheme.id

    @property
    def title(self) -> str:
        """Return its Chinese name."""
        return self.chosen.scheme.title

    @property
    def clauses(self) -> dict[str, str]:
        """Return the titles of the clauses by id."""
        return {clause.id: clause.title for clause in self.chosen.scheme.clauses}

    @property
    def readings(self) -> dict[str, str]:
        """Return what its text leaves open (读法), by option id."""
        return {option.id: option.label for option in self.chosen.scheme.options.values()}

    @property
    def text(self) -> str:
        """Return the whole scheme in Chinese: clauses, numbers, sources."""
        return scheme_text(self.chosen.scheme)

    def set(self, numbers: Mapping[str, Number], *, on: date | str | None = None) -> RewardScheme:
        """Return the scheme with other numbers.

        Args:
            numbers: by address: ``{"A6.base": 500}``; see `settable`.
            on: the day whose clauses are meant; None = today.

        Raises:
            BadInputError: an address means nothing or too much, or the scheme would be unsound.

        >>> import xl_quality as xq
        >>> xq.scheme("luotuoao-brief").set({"A6.base": 500}, on="2026-07-10").chosen.altered
        ('A6.target.at_target：300 → 500',)
        """
        known = places(self.chosen.raw, day_of(on))
        settings = [
            (place, typed(value))
            for address, value in numbers.items()
            for place in numbers_meant(known, address)
        ]
        raw = with_numbers(self.chosen.raw, settings)
        words = [f"{place.address}：{place.value} → {value}" for place, value in settings]
        altered = (*self.chosen.altered, *words)
        return RewardScheme(
            self.chosen._replace(scheme=scheme_from(raw, self.id), raw=raw, altered=altered)
        )

    def settable(self, on: date | str | None = None) -> dict[str, str]:
        """Return the numbers that `set` can set, by address; None = those in force today.

        >>> import xl_quality as xq
        >>> xq.scheme("luotuoao-brief").settable("2026-07-10")["A6.target.at_target"]
        '300'
        """
        return {place.address: str(place.value) for place in places(self.chosen.raw, day_of(on))}

    def lint(self) -> tuple[Finding, ...]:
        """Return what is unsound in it (方案检查): gaps, overlaps, bounds the wrong way round.

        >>> import xl_quality as xq
        >>> xq.scheme("luotuoao-brief").lint()
        ()
        """
        return tuple(lint(self.chosen.scheme))

    def explain(
        self,
        clause: str,
        facts: Mapping[str, Number],
        *,
        on: date | str | None = None,
        readings: Mapping[str, str] | None = None,
    ) -> Evaluation:
        """Return what one clause yields for some facts, with its reasons (条款计奖).

        Args:
            clause: its id.
            facts: by name, parameters among them: ``{"rank": 6, "of": 25}``.
            on: the day that decides which version holds; None = today.
            readings: by option id, where the paper can be read in several ways.

        Raises:
            BadInputError: there is no such clause, or a fact cannot be used.

        >>> import xl_quality as xq
        >>> brief = xq.scheme("luotuoao-brief")
        >>> found = brief.explain("A6", {"rank": 20, "of": 25}, on="2026-07-10")
        >>> found.amount, found.lines[0].why
        (-30000, '全县第20名，共25个：倒数第6名罚300元')
        """
        scheme = self.chosen.scheme
        texts = [f"{name}={typed(value)}" for name, value in facts.items()]
        known = parse_facts(texts, scheme.vocabulary)
        return evaluate(scheme, clause, known, on=day_of(on), options=readings)

    def __repr__(self) -> str:
        more = f"（改动 {len(self.chosen.altered)} 处）" if self.chosen.altered else ""
        return f"<RewardScheme {self.id}: {self.title}{more}>"


def day_of(said: date | str | None) -> date:
    """Return a day: a date, a text 2026-07-10, None = today.

    Raises:
        BadInputError: it is none.
    """
    if said is None:
        return date.today()  # noqa: DTZ011 - the office's own calendar day
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(said)
    except ValueError as error:
        raise BadInputError(f"on：日期写成 2026-07-10 的样子，写的是“{said}”") from error


@telling
def scheme(name: str | PathLike[str], book: BookSource | ScoreBook | None = None) -> RewardScheme:
    """Return a reward scheme.

    Args:
        name: id of a scheme that ships, path of a scheme's TOML file, or name of a 方案 sheet.
        book: the workbook whose 方案 sheets go before what ships.

    Raises:
        BadInputError: there is none of that name, or it has faults.

    >>> import xl_quality as xq
    >>> xq.scheme("luotuoao-brief").title
    '骆驼坳镇教学质量目标责任书（简表）'
    """
    path = Path(name)
    if path.suffix == ".toml" and path.is_file():
        try:
            raw = raw_scheme(path.read_text(encoding="utf-8"), path.name)
        except UnicodeDecodeError as error:
            raise BadInputError(f"读不出方案文件 {path.name}：{error}") from error
        return RewardScheme(ChosenScheme(scheme_from(raw, path.name), raw))
    sheets = as_book(book).contents().schemes if book is not None else ()
    return RewardScheme(choose(sheets, str(name)))


class LineReason(NamedTuple):
    """Why one line of a payout is paid (依据).

    Attributes:
        line: the line itself; amounts in fen.
        why: the sentence with the cells that its facts came from.
        cells: these cells: 县名次!D5.
        clause: id and title of the clause.
        text: what the paper says, word for word, and where.
    """

    line: PayoutLine
    why: str
    cells: tuple[str, ...]
    clause: str
    text: str

    def __str__(self) -> str:
        """Return it as a person reads it."""
        return f"{self.line.payee} {self.clause}：{self.why}\n依据：{self.text}"


class PayoutComparison(NamedTuple):
    """What differs between two payouts.

    Attributes:
        payees: those whose net differs, in fen.
        lines: the cases of rules that come out differently, in words.
        before, after: totals in yuan.
    """

    payees: tuple[PayeeChange, ...]
    lines: tuple[LineChange, ...]
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """Return how much more the second one pays, in yuan."""
        return self.after - self.before


_COLUMNS: Final[tuple[FrameColumn[PayoutLine], ...]] = (
    FrameColumn("payee", lambda one: one.payee),
    FrameColumn("unit", lambda one: one.unit),
    FrameColumn("exam", lambda one: one.exam),
    FrameColumn("clause", lambda one: one.clause),
    FrameColumn("title", lambda one: one.title),
    FrameColumn("reward", lambda one: one.reward, _MONEY),
    FrameColumn("penalty", lambda one: one.penalty, _MONEY),
    FrameColumn("net", lambda one: one.net, _MONEY),
    FrameColumn("why", lambda one: one.why),
)


class PayoutResult(RunResult):
    """What a scheme pays on a score book (奖惩兑现).

    Attributes:
        payout: everything behind it, cases that pay nothing included.
        scheme: what was applied.
    """

    def __init__(self, run: Run, frame_kind: str = "") -> None:
        super().__init__(run, frame_kind)
        assert run.payout is not None  # noqa: S101 - `pay` makes it
        self.payout: Final[Payout] = run.payout

    @property
    def lines(self) -> tuple[PayoutLine, ...]:
        """Return what is paid to whom, a line each; amounts in fen."""
        return tuple(self.payout.lines)

    @property
    def total(self) -> Decimal:
        """Return rewards less penalties, in yuan."""
        return _yuan(sums(self.lines)[2])

    @property
    def rewards(self) -> Decimal:
        """Return all rewards, in yuan."""
        return _yuan(sums(self.lines)[0])

    @property
    def penalties(self) -> Decimal:
        """Return all penalties, in yuan."""
        return _yuan(sums(self.lines)[1])

    def by_payee(self) -> dict[str, Decimal]:
        """Return what each payee gets in the end, in yuan, by name in order of appearance."""
        nets: dict[str, int] = {}
        for line in self.lines:
            nets[line.payee] = nets.get(line.payee, 0) + line.net
        return {payee: _yuan(net) for payee, net in nets.items()}

    def explain(self, number: int) -> LineReason:
        """Return why line *number*, from 0, is paid.

        Raises:
            BadInputError: there is no such line.
        """
        if not -len(self.lines) <= number < len(self.lines):
            raise BadInputError(f"explain：没有第 {number} 行，一共 {len(self.lines)} 行（从0数）")
        line = self.lines[number]
        clauses = (clause for clause in self.payout.scheme.clauses if clause.id == line.clause)
        clause = next((clause for clause in clauses if clause.in_force(self.payout.terms.on)), None)
        cells = tuple(str(cell) for source in line.sources for cell in source.cells)
        name = " ".join(filter(None, [line.clause, clause.title if clause else line.title]))
        source = clause.source if clause else None
        text = f"{source.document} {source.clause}：{source.text}" if source else "手工调整"
        return LineReason(line, line.why, tuple(dict.fromkeys(cells)), name, text)

    def compare(self, other: PayoutResult) -> PayoutComparison:
        """Return what *other* pays differently.

        >>> import xl_quality as xq
        >>> book = xq.read("workbooks/示例镇成绩册.xlsx")
        >>> now = xq.pay(book, "luotuoao-brief", on="2026-07-10")
        >>> more = xq.scheme("luotuoao-brief").set({"A6.base": 500}, on="2026-07-10")
        >>> now.compare(xq.pay(book, more, on="2026-07-10")).difference
        Decimal('200')
        """
        return PayoutComparison(
            tuple(payee_changes(self.payout, other.payout)),
            tuple(line_changes(self.payout, other.payout)),
            self.total,
            other.total,
        )

    def columns(self, *, exact: bool = False) -> list[FilledColumn]:
        """Return the lines as columns; see `to_frame`."""
        return filled(_COLUMNS, self.lines, exact=exact)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) / FEN_PER_YUAN


@telling
def pay(
    book: BookSource | ScoreBook,
    scheme: str | RewardScheme,
    *,
    on: date | str | None = None,
    exam: str = "",
    readings: Mapping[str, str] | None = None,
    parameters: Mapping[str, Number] | None = None,
    options: StatedOptions | None = None,
) -> PayoutResult:
    """Apply a scheme to a score book and its lists (奖惩兑现): all of it or nothing.

    Args:
        book: as `read` or `scores` gives it, or whatever `read` takes.
        scheme: a scheme's id, the name of a 方案 sheet of the book, or a `RewardScheme`.
        on: the day that decides which clauses are in force; None = today.
        exam: pay only what belongs to this exam.
        readings: by option id, where the paper can be read in several ways.
        parameters: what the scheme leaves open, by name; what is not said is taken from 考核设置.
        options: options of the figures, as for `rates`.

    Raises:
        BadInputError: the scheme or some cell cannot be used; nothing is paid then, and every
            fault is in `findings`.

    >>> import xl_quality as xq
    >>> payout = xq.pay("workbooks/示例镇成绩册.xlsx", "luotuoao-brief", on="2026-07-10")
    >>> print(payout.total, len(payout.lines))
    1700 30
    >>> print(payout.explain(0).why)
    重点高中录取33名（指标!D4），指标30名（指标!C4）：超3名×200元＝600元
    """
    own = as_book(book)
    said = choices(options, exam=exam or own.exam_chosen)
    texts = tuple(f"{name}={typed(value)}" for name, value in (parameters or {}).items())
    name = scheme if isinstance(scheme, str) else scheme.id
    order = Order(name, day_of(on), dict(readings or {}), texts, said.exam)
    request = Request("payout", said, own.fixed, order=order)
    contents = own.contents(said)
    if isinstance(scheme, str):
        payout = paid(contents, order)
    else:
        payout = pay_by(scheme.chosen.scheme, contents, order)
        findings = [*scheme.chosen.findings, *payout.findings]
        payout = payout._replace(chosen=scheme.chosen, findings=findings)
    return PayoutResult(Run(request, own.book, contents, payout=payout), own.frame_kind)
