"""Teaching quality (教学质量): figures, rankings and rewards from score workbooks and frames.

Nothing is imported before it is asked for; `__init__.pyi` tells type checkers and editors what
there is.

>>> import xl_quality as xq
>>> book = xq.read("workbooks/示例镇成绩册.xlsx")
>>> xq.pay(book, "luotuoao-brief", on="2026-07-10").total
Decimal('1700')
"""

from __future__ import annotations

__version__ = "0.1.0"

_ROOMS = {
    "api.extras": "MissingExtraError",
    "api.figure_results": (
        "BandResult ChangeResult FigureResult ReportResult bands changes rank rates report"
    ),
    "api.payout_results": "PayoutResult RewardScheme pay scheme",
    "api.said_options": "Options",
    "api.score_books": "ScoreBook read",
    "api.score_frames": "scores",
    "api.written_results": "AgreementFiles fill_agreements write",
    "functions.own_functions": "arg func",
    "scale.aggregates": "AggregateResult aggregate",
    "core.findings": "BadInputError EnvironmentFaultError Finding QualityError Severity",
}
"""What each room gives; a test holds it to `__all__` and to `__init__.pyi`."""
_CALLED = {"Options": "StatedOptions"}  # `core.options.Options` are all of them, said or not

__all__ = [
    "AggregateResult",
    "AgreementFiles",
    "BadInputError",
    "BandResult",
    "ChangeResult",
    "EnvironmentFaultError",
    "FigureResult",
    "Finding",
    "MissingExtraError",
    "Options",
    "PayoutResult",
    "QualityError",
    "ReportResult",
    "RewardScheme",
    "ScoreBook",
    "Severity",
    "aggregate",
    "arg",
    "bands",
    "changes",
    "fill_agreements",
    "func",
    "pay",
    "rank",
    "rates",
    "read",
    "report",
    "scheme",
    "scores",
    "write",
]


def __getattr__(name: str) -> object:
    """Import what is asked for from its room, when it is first asked for."""
    from importlib import import_module  # noqa: PLC0415 - no command needs it

    for room, names in _ROOMS.items():
        if name in names.split():
            found = getattr(import_module(f"{__name__}.{room}"), _CALLED.get(name, name))
            globals()[name] = found
            return found
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names, whether they are imported yet or not."""
    return sorted({*globals(), *__all__})
