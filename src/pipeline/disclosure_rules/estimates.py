"""Which estimates speak of too few people, and which tell how many their sample lacks."""

import re
from typing import TYPE_CHECKING

import numpy as np

from pipeline.designs import INDEPENDENT, NEEDS_COVARIATES
from pipeline.designs.comparisons import two_arms
from pipeline.disclosure_rules.cells import rounded, withhold
from pipeline.disclosure_rules.counts import too_few
from pipeline.disclosure_rules.samples import Kind
from pipeline.disclosure_rules.suppression import is_small
from pipeline.errors import EstimationError, Fault
from pipeline.plan import Plan

if TYPE_CHECKING:
    import pandas as pd

# Fewer residual degrees of freedom than this and a regression nearly lists its data: the rule of
# those who check outputs of statistical offices (ACRO, OpenSAFELY).
FEWEST_DF = 10
NUMBERS = (
    "estimate", "std_error", "df", "statistic", "p_value", "p_adjusted", "conf_low", "conf_high",
    "minimum_detectable_effect", "n_obs", "n_treated", "n_clusters", "control_mean", "control_sd",
    "inference",
)  # fmt: skip
# Counts of units in the words of an estimate.
LEFT_OUT = r"\d+(?= (?:treated and \d+ controls trimmed|controls trimmed|without a match|units ))"
SIZES = ("df", "n_obs", "n_treated", "n_clusters", "control_mean", "control_sd", "inference")
ROUNDED = (
    "estimate", "std_error", "statistic", "p_value", "p_adjusted", "conf_low", "conf_high",
    "minimum_detectable_effect",
)  # fmt: skip


def sample_of(estimator: str) -> Kind:
    """Which of an outcome's two samples an estimator uses."""
    return "complete" if estimator in NEEDS_COVARIATES else "observed"


def protected_estimates(
    estimates: "pd.DataFrame", analysis: "pd.DataFrame", plan: Plan
) -> "pd.DataFrame":
    """The estimates without what would tell of fewer people than the plan's threshold.

    A headline is published or stops the run. Another estimate whose sample is too small is
    withheld; one whose sample differs from the headline's by too few people keeps its effect,
    rounded, and loses what gives its size away.

    Raises
    ------
    EstimationError
        Where a headline has too few units in an arm, too few who answered yes or no, or too few
        degrees of freedom.
    """
    threshold = plan.disclosure.threshold
    if not threshold:
        return estimates
    estimates = estimates.reset_index(drop=True)
    faults: list[Fault] = _rare_take_up(analysis, plan, threshold)
    whole, sizes = np.zeros(len(estimates), bool), np.zeros(len(estimates), bool)
    for row in estimates[estimates["subgroup"] == ""].itertuples():
        headline_kind = sample_of(plan.estimators_of(row.outcome)[0])
        rows, pair = two_arms(analysis, plan, row.arm)
        mine = people(rows, pair, row.outcome, sample_of(row.estimator))
        theirs = people(rows, pair, row.outcome, headline_kind)
        few, thin = is_small(mine, threshold).any(), residual_df(row) < FEWEST_DF
        left_out = plan.design.rule.adjusts and is_small(_left_out(row, mine), threshold).any()
        if row.role != "robustness":
            faults += [too_few(row.outcome, threshold)] * int(is_small(mine[:3], threshold).any())
            faults += [_too_rare(row.outcome, threshold)] * int(is_small(mine[3:], threshold).any())
            faults += [_too_thin(row.outcome)] * int(thin)
            faults += [_few_left_out(threshold)] * int(left_out)
        else:
            whole[row.Index] = few or thin
            sizes[row.Index] = is_small(np.abs(mine - theirs), threshold).any() or left_out
    if faults:
        raise EstimationError(list(dict.fromkeys(faults)))
    for column in ("inference", "formula"):
        told = [without_small_counts(words, threshold) for words in estimates[column]]
        estimates = estimates.assign(**{column: told})
    return _published(estimates, whole, sizes)


def without_small_counts(words: str, threshold: int) -> str:
    """What was done, without how many were trimmed, unmatched or left out where they are few."""

    def told(found: re.Match) -> str:
        return f"fewer than {threshold}" if is_small(int(found[0]), threshold) else found[0]

    return re.sub(LEFT_OUT, told, words)


def _left_out(row: object, sample: np.ndarray) -> np.ndarray:
    """How many of its sample's treated and controls an estimate does without: trimmed, unmatched.

    The sample's own size is published elsewhere, so that the estimate's gives them away.
    """
    return np.abs(sample[:2] - np.array([row.n_treated, row.n_obs - row.n_treated]))


def people(analysis: "pd.DataFrame", plan: Plan, outcome: str, kind: Kind) -> np.ndarray:
    """Units of a sample by arm and together; of a yes-or-no outcome, by arm and answer as well."""
    wanted = [outcome, *(plan.covariates_of(outcome) if kind == "complete" else ())]
    rows = analysis[analysis[wanted].notna().all(axis=1)]
    arms = [rows.loc[rows[plan.design.treatment] == arm, outcome] for arm in (1, 0)]
    counts = [*map(len, arms), len(rows)]
    if plan.outcomes[outcome].kind == "binary":
        counts += [int((arm == answer).sum()) for arm in arms for answer in (0, 1)]
    return np.array(counts)


def _rare_take_up(analysis: "pd.DataFrame", plan: Plan, threshold: int) -> list[Fault]:
    """Whether so few of an arm took it up, or did not, that the effect on take-up counts them."""
    taken = plan.design.take_up
    if (
        plan.design.rule.identified_by != "instrument"
        or not analysis[taken].dropna().isin((0, 1)).all()
    ):
        return []
    counts = analysis.groupby([plan.design.treatment, taken]).size()
    if not is_small(counts, threshold).any():
        return []
    message = f"in an arm, fewer than {threshold} units took it up, or did not"
    help_ = "what the encouragement changed would tell how many: only for data that are public "
    help_ += "already: disclosure: threshold: 0"
    return [Fault("E709", message, key="design.take_up", help=help_)]


def residual_df(row: object) -> float:
    """Units less coefficients: the degrees of freedom of a regression, else counted from its
    formula."""
    if row.se_type in INDEPENDENT and row.estimator in ("lin", "ancova", "strata_fixed_effects"):
        return float(row.df)
    terms = 1 + row.formula.count("+") + row.formula.count("*")
    return float(row.n_obs) - 1 - terms


def _published(estimates: "pd.DataFrame", whole: np.ndarray, sizes: np.ndarray) -> "pd.DataFrame":
    import pandas as pd

    marked = pd.DataFrame(False, index=estimates.index, columns=list(NUMBERS))
    marked.loc[whole, :] = True
    marked.loc[sizes, list(SIZES)] = True
    estimates = rounded(estimates, pd.Series(sizes, estimates.index), ROUNDED)
    return withhold(estimates, marked)


def _too_rare(outcome: str, threshold: int) -> Fault:
    return Fault(
        "E707",
        f"in an arm, fewer than {threshold} units answered yes, or no, to `{outcome}`",
        key=f"construct.outcomes.{outcome}",
        help="the effect would tell how many: choose an outcome that is less rare, or make one "
        "of several answers; only for data that are public already: disclosure: threshold: 0",
    )


def _too_thin(outcome: str) -> Fault:
    return Fault(
        "E708",
        f"the headline of `{outcome}` leaves fewer than {FEWEST_DF} degrees of freedom",
        key=f"construct.outcomes.{outcome}",
        help="plan fewer covariates: so few people per coefficient can be recognised in it",
    )


def _few_left_out(threshold: int) -> Fault:
    return Fault(
        "E737",
        f"trimming or matching leaves out fewer than {threshold} units of an arm",
        key="estimate",
        help="the sample's size would tell how many: plan a stricter rule, or one that leaves "
        "nobody out; only for data that are public already: disclosure: threshold: 0",
    )
