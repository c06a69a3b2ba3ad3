"""Under what a scheme is applied (计奖条件): the day, the readings, the values it asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xl_quality.schemes.evaluation import evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from xl_quality.core.facts import Fact
    from xl_quality.schemes.evaluation import Evaluation
    from xl_quality.schemes.feeds import FedCase
    from xl_quality.schemes.model import Scheme


class Terms(NamedTuple):
    """Under what a scheme is applied.

    Attributes:
        on: the day that decides which clauses are in force.
        options: readings chosen, the others at their default.
        parameters: values the scheme asks for.
    """

    on: date
    options: Mapping[str, str]
    parameters: Mapping[str, Fact]

    def judged(self, scheme: Scheme, case: FedCase) -> Evaluation:
        """
        Return what the clause of a case yields for it.

        Raises:
            BadInputError: see `schemes.evaluation.evaluate`.
        """
        own = {name: value for name, value in self.parameters.items() if name not in case.facts}
        return evaluate(
            scheme, case.clause, case.facts, on=self.on, options=self.options, parameters=own
        )

    def in_force(self, scheme: Scheme) -> set[str]:
        """Return the ids of the clauses that hold on the day."""
        return {clause.id for clause in scheme.clauses if clause.in_force(self.on)}
