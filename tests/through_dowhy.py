"""Our estimators in the shape that DoWhy's refuters take, so that they attack the headline itself.

DoWhy's own estimators are not the planned ones: refuting those would say nothing of the number in
the report. Random state is always a `RandomState` and never an integer: from an integer, some of
DoWhy's refuters make the same draw in every simulation.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from dowhy.causal_estimator import CausalEstimate, CausalEstimator
from dowhy.causal_identifier import EstimandType
from dowhy.causal_identifier.identified_estimand import IdentifiedEstimand

from pipeline.estimators import ESTIMATORS
from pipeline.plan import Design
from pipeline.robustness_checks.settings import RobustnessSettings


@dataclass(frozen=True)
class Refutation:
    """The mean of the re-estimates, and DoWhy's p-value of what they were held against."""

    new_effect: float
    p_value: float


class PlannedEstimator(CausalEstimator):
    """A DoWhy estimator that answers with one of ours."""

    def __init__(
        self,
        identified_estimand: IdentifiedEstimand,
        design: Design,
        name: str,
        settings: RobustnessSettings,
    ):
        super().__init__(identified_estimand)
        self._design, self._name, self._settings = design, name, settings.estimator
        self._effect_modifier_names: list[str] = []
        self._target_units = design.target

    def fit(self, data: pd.DataFrame, **_: Any) -> "PlannedEstimator":  # noqa: ARG002
        """Nothing to learn ahead: our estimators fit and answer in one call."""
        return self

    def estimate_effect(self, data: pd.DataFrame, **_: Any) -> CausalEstimate:
        """The planned estimator's answer for whatever treatment and covariates DoWhy put in."""
        estimand = self._target_estimand
        design = self._design.model_copy(update={"treatment": estimand.treatment_variable[0]})
        settings = replace(self._settings, covariates=tuple(estimand.get_adjustment_set()))
        outcome = estimand.outcome_variable[0]
        value = ESTIMATORS[self._name](data, design, outcome, settings).estimate
        estimate = CausalEstimate(
            data, design.treatment, outcome, value, estimand, None, control_value=0,
            treatment_value=1,
        )  # fmt: skip
        estimate.add_estimator(self)
        return estimate


def refute(
    refuter: Callable[..., Any],
    rows: pd.DataFrame,
    effect: tuple[Design, str, str],
    settings: RobustnessSettings,
    **options: Any,
) -> Refutation:
    """Run one of DoWhy's refuters against the headline.

    ``rows`` must be complete; ``effect`` is design, outcome and the estimator's name.
    """
    design, outcome, name = effect
    covariates = list(settings.estimator.covariates)
    estimand = IdentifiedEstimand(
        None,
        treatment_variable=[design.treatment],
        outcome_variable=[outcome],
        estimand_type=EstimandType.NONPARAMETRIC_ATE,
        backdoor_variables={"backdoor": covariates},
        instrumental_variables=[],
        default_backdoor_id="backdoor",
        identifier_method="backdoor",
    )
    estimate = PlannedEstimator(estimand, design, name, settings).estimate_effect(rows)
    result = refuter(
        rows,
        estimand,
        estimate,
        num_simulations=settings.draws.refuters,
        random_state=np.random.RandomState(settings.rng.integers(2**32)),
        n_jobs=1,
        **options,
    )
    return Refutation(float(result.new_effect), float(result.refutation_result["p_value"]))


def complete_rows(
    data: pd.DataFrame, design: Design, outcome: str, settings: RobustnessSettings
) -> pd.DataFrame:
    """The headline's own rows: DoWhy never sees a missing value."""
    adjusted = (*settings.estimator.covariates, *settings.estimator.indicators)
    wanted = [design.treatment, outcome, *adjusted]
    also = (design.strata, design.take_up, design.fixed_effects, settings.outcome.event)
    groups = [name for name in (design.clusters, *also) if name]
    kept = dict.fromkeys([*wanted, *groups, *design.sampling_columns])
    return data.dropna(subset=wanted)[list(kept)].reset_index(drop=True)
