"""Faults that the refuters are for: of the method, of its error, and of groups that were unlike."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from broken_studies import MEASURED, BrokenStudy
from pipeline.estimators import ESTIMATORS

VILLAGES, PEOPLE = 60, 20
# Nearly as many columns as there are people in an arm.
MANY = tuple(f"question_{number}" for number in range(135))
FEW = MANY[:5]
LOTTERY = {"kind": "randomised"}
IN_VILLAGES = {"kind": "randomised", "clusters": "village"}
FORMED = {"kind": "observational"}
MEASURED_BEFORE = MEASURED.model_copy(update={"lag": "before"})


def lottery(rng: np.random.Generator, _: bool) -> pd.DataFrame:
    """Six hundred people, half of them drawn."""
    x = rng.normal(size=600)
    treated = rng.permutation(np.arange(600) % 2).astype(float)
    return pd.DataFrame({"x": x, "treated": treated, "y": x + 0.3 * treated + rng.normal(size=600)})


def drawn_by_village(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Villages with luck of their own; the lottery drew villages, where it should draw people."""
    village = np.repeat(np.arange(VILLAGES), PEOPLE)
    chosen = rng.permutation(np.arange(VILLAGES) % 2)
    one_by_one = rng.permuted(np.tile(np.arange(PEOPLE) % 2, (VILLAGES, 1)), axis=1).ravel()
    treated = (chosen[village] if broken else one_by_one).astype(float)
    luck = 0.5 * rng.normal(size=VILLAGES)[village]
    y = luck + 0.2 * treated + rng.normal(size=len(village))
    return pd.DataFrame({"village": village, "treated": treated, "y": y})


def many_questions(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Three hundred people and 135 questions before the programme, few of which tell anything.

    The sound study asked them of five times as many.
    """
    people = 300 if broken else 1500
    asked = rng.normal(size=(people, len(MANY)))
    treated = rng.permutation(np.arange(people) % 2).astype(float)
    y = asked[:, :3].sum(axis=1) + 0.2 * treated + rng.normal(size=people)
    return pd.DataFrame(asked, columns=list(MANY)).assign(treated=treated, y=y)


def own_choice(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Eight hundred people; the better off join more often, or, in the sound study, by chance."""
    x, z = rng.normal(size=(2, 800))
    chance = 1 / (1 + np.exp(-(0.8 if broken else 0.0) * x))
    treated = (rng.random(800) < chance).astype(float)
    y = x + 0.5 * z + 0.3 * treated + rng.normal(size=800)
    return pd.DataFrame({"x": x, "z": z, "treated": treated, "y": y})


def unlike_before(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Groups that something unobserved made unlike before and after the programme."""
    hidden, x = rng.normal(size=(2, 800))
    chance = 1 / (1 + np.exp(-(0.6 if broken else 0.0) * hidden - 0.5 * x))
    treated = (rng.random(800) < chance).astype(float)
    before = hidden + x + rng.normal(size=800)
    y = before + 0.3 * treated + rng.normal(size=800)
    return pd.DataFrame({"x": x, "before": before, "treated": treated, "y": y})


def shifted(*told: Any) -> Any:
    """A difference in means that adds half of its standard error to every answer."""
    found = ESTIMATED["difference_in_means"](*told)
    return replace(found, estimate=found.estimate + 0.5 * found.std_error)


def shrunk(*told: Any) -> Any:
    """A regression that reports two thirds of what it finds."""
    found = ESTIMATED["lin"](*told)
    return replace(found, estimate=found.estimate * 2 / 3)


def too_sure(*told: Any) -> Any:
    """Weighting whose standard error is half of what it should be."""
    found = ESTIMATED["ipw"](*told)
    from scipy.stats import norm

    error = found.std_error / 2
    p_value = float(2 * norm.sf(abs(found.estimate) / error))
    return replace(found, std_error=error, p_value=p_value)


ESTIMATED = dict(ESTIMATORS)

CASES = (
    BrokenStudy(
        "placebo_treatment",
        "the method adds half of its standard error to whatever it finds",
        LOTTERY,
        "difference_in_means",
        lottery,
        defect=shifted,
    ),
    BrokenStudy(
        "placebo_outcome",
        "villages were drawn and people are counted",
        IN_VILLAGES,
        "difference_in_means",
        drawn_by_village,
    ),
    BrokenStudy(
        "placebo_outcome",
        "the method says it is twice as sure as it is",
        FORMED,
        "ipw",
        own_choice,
        covariates=("x", "z"),
        defect=too_sure,
    ),
    BrokenStudy(
        "data_subset",
        "villages were drawn and people are counted",
        IN_VILLAGES,
        "difference_in_means",
        drawn_by_village,
    ),
    BrokenStudy(
        "random_common_cause",
        "nearly as many columns are adjusted for as there are people",
        LOTTERY,
        "lin",
        many_questions,
        covariates=MANY,
    ),
    BrokenStudy(
        "dummy_outcome",
        "the better off chose to join and the method leaves that out",
        FORMED,
        "difference_in_means",
        own_choice,
        covariates=("x", "z"),
    ),
    BrokenStudy(
        "dummy_outcome",
        "the method reports two thirds of what it finds",
        LOTTERY,
        "lin",
        lottery,
        covariates=("x",),
        defect=shrunk,
    ),
    BrokenStudy(
        "pre_treatment_outcome",
        "the groups were unlike before the programme, beyond what is adjusted for",
        FORMED,
        "outcome_regression",
        unlike_before,
        planned=MEASURED_BEFORE,
        covariates=("x", "before"),
    ),
)
