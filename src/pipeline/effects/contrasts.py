"""One effect less another: between groups that share nobody, or arms that share their controls."""

from dataclasses import asdict, dataclass, replace

import numpy as np
import pandas as pd

from pipeline.effects.families import from_p_values
from pipeline.estimators.linear import comparison_columns
from pipeline.estimators.sample import complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.inference.cluster_robust import WaldTest
from pipeline.inference.several_effects import (
    Difference,
    Fit,
    independent_difference,
    independent_test,
    stacked_test,
)
from pipeline.plan import Design, Plan
from pipeline.results import TABLES, Estimate

ARM = "arm"  # what arms differ in, where groups have the name of their column
JOINT_TEST = "all"  # in place of a group: the test that no group differs from another


@dataclass(frozen=True)
class Contrast:
    """A row of `differences.csv`: one effect less another of the same outcome.

    ``between`` is `arm` or the column of groups; ``one`` and ``other`` are arms, or values of the
    column. With ``one`` being `all` it is the joint test of more than two, an F statistic without
    a difference.
    """

    outcome: str
    arm: str
    between: str
    one: str
    other: str
    difference: float
    std_error: float
    df: float
    statistic: float
    p_value: float
    p_adjusted: float
    conf_low: float
    conf_high: float
    inference: str


@dataclass(frozen=True)
class Part:
    """One of the effects to compare: its name, its estimate, its rows, and what made it."""

    name: str
    estimate: Estimate
    rows: pd.DataFrame
    design: Design
    settings: EstimatorSettings


def adjusted_among(rows: list, plan: Plan) -> list:
    """Estimates or contrasts with p-values adjusted among them, by the plan's rule.

    Where groups have a joint test, it is the question that counts, and their pairs are not
    adjusted; see `families.from_p_values`.
    """
    joint = {row.between for row in rows if isinstance(row, Contrast) and row.one == JOINT_TEST}
    counted = [
        number
        for number, row in enumerate(rows)
        if not isinstance(row, Contrast) or row.between not in joint or row.one == JOINT_TEST
    ]
    values = from_p_values([rows[number] for number in counted], plan.estimate.adjustment)
    adjusted = dict(zip(counted, values, strict=True))
    return [
        replace(row, p_adjusted=float(adjusted.get(number, np.nan)))
        for number, row in enumerate(rows)
    ]


def compared(parts: list[Part], about: tuple[str, str, str], plan: Plan) -> list[Contrast]:
    """Each effect less the first and, of more than two, the joint test.

    Effects of arms share controls, and effects of groups may share clusters: their regressions are
    then stacked. Others are of people whom no two of them have in common.
    """
    clustered = parts[0].settings.se_type == "CR2"
    if clustered or about[2] == ARM:
        test, differences = stacked_test([_fit(part, clustered=clustered) for part in parts])
        words = "regressions stacked, CR2 by " + ("cluster" if clustered else "person")
    else:
        facts = [(e.estimate, e.std_error, e.df) for e in (part.estimate for part in parts)]
        test = independent_test(*zip(*facts, strict=True))
        pairs = [zip(facts[0], fact, strict=True) for fact in facts[1:]]
        differences = [independent_difference(*pair) for pair in pairs]
        words = "groups without a person in common, Welch df"
    names = [part.name for part in parts]
    confidence = plan.estimate.confidence
    rows = [
        contrast_of((*about, name, names[0]), difference, words, confidence)
        for name, difference in zip(names[1:], differences, strict=True)
    ]
    return rows if len(parts) == 2 else [*rows, joint_contrast(about, test, words)]


def _fit(part: Part, *, clustered: bool) -> Fit:
    settings, estimator = part.settings, part.estimate.estimator
    adjusts = estimator != "difference_in_means"
    sample = complete_cases(
        part.rows,
        part.design,
        part.estimate.outcome,
        settings.covariates if adjusts else (),
        settings.indicators if adjusts else (),
    )
    used = part.rows[[part.estimate.outcome, *(settings.covariates if adjusts else ())]]
    owners = sample.clusters if clustered else part.rows.index[used.notna().all(axis=1)].to_numpy()
    return Fit(comparison_columns(sample, estimator), sample.outcome, owners)


def contrast_of(
    about: tuple[str, str, str, str, str], found: Difference, words: str, confidence: float
) -> Contrast:
    """A difference as a row, with its t test and its interval."""
    from scipy.stats import norm, t

    reference = t(found.df) if np.isfinite(found.df) else norm
    statistic = found.estimate / found.std_error
    margin = float(reference.ppf(0.5 + confidence / 2)) * found.std_error
    return Contrast(
        *about,
        difference=found.estimate,
        std_error=found.std_error,
        df=found.df,
        statistic=statistic,
        p_value=float(2 * reference.sf(abs(statistic))),
        p_adjusted=np.nan,
        conf_low=found.estimate - margin,
        conf_high=found.estimate + margin,
        inference=words,
    )


def joint_contrast(about: tuple[str, str, str], test: WaldTest, words: str) -> Contrast:
    """The joint test as a row: no difference, an F statistic."""
    gap = dict.fromkeys(("difference", "std_error", "conf_low", "conf_high", "p_adjusted"), np.nan)
    words = f"{words}; F with {test.df_numerator} and {test.df_denominator:.3g} df"
    return Contrast(
        *about,
        JOINT_TEST,
        "",
        df=test.df_denominator,
        statistic=test.statistic,
        p_value=test.p_value,
        inference=words,
        **gap,
    )


def as_rows(contrasts: list[Contrast]) -> pd.DataFrame:
    """`differences.csv`."""
    rows = [asdict(contrast) for contrast in contrasts]
    return pd.DataFrame(rows, columns=list(TABLES["differences.csv"][0]))
