from xl_quality.api.extras import MissingExtraError as MissingExtraError
from xl_quality.api.figure_results import BandResult as BandResult
from xl_quality.api.figure_results import ChangeResult as ChangeResult
from xl_quality.api.figure_results import FigureResult as FigureResult
from xl_quality.api.figure_results import ReportResult as ReportResult
from xl_quality.api.figure_results import bands as bands
from xl_quality.api.figure_results import changes as changes
from xl_quality.api.figure_results import rank as rank
from xl_quality.api.figure_results import rates as rates
from xl_quality.api.figure_results import report as report
from xl_quality.api.payout_results import PayoutResult as PayoutResult
from xl_quality.api.payout_results import RewardScheme as RewardScheme
from xl_quality.api.payout_results import pay as pay
from xl_quality.api.payout_results import scheme as scheme
from xl_quality.api.said_options import StatedOptions
from xl_quality.api.score_books import ScoreBook as ScoreBook
from xl_quality.api.score_books import read as read
from xl_quality.api.score_frames import scores as scores
from xl_quality.api.written_results import AgreementFiles as AgreementFiles
from xl_quality.api.written_results import fill_agreements as fill_agreements
from xl_quality.api.written_results import write as write
from xl_quality.core.findings import BadInputError as BadInputError
from xl_quality.core.findings import EnvironmentFaultError as EnvironmentFaultError
from xl_quality.core.findings import Finding as Finding
from xl_quality.core.findings import QualityError as QualityError
from xl_quality.core.findings import Severity as Severity
from xl_quality.functions.own_functions import arg as arg
from xl_quality.functions.own_functions import func as func
from xl_quality.scale.aggregates import AggregateResult as AggregateResult
from xl_quality.scale.aggregates import aggregate as aggregate

Options = StatedOptions
__version__: str
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
