"""What estimators refuse: data that cannot answer, with the reason."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.settings import EstimatorSettings
from pipeline.results import Estimate
from pipeline.sections.design import Arm, Arms, Design

ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
SETTINGS = EstimatorSettings(("x",), "HC2")


def study() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    x, treated = rng.normal(size=300), np.tile([0.0, 1.0, 0.0], 100)
    y = x + treated + rng.normal(size=300)
    return pd.DataFrame({"y": y, "treated": treated, "x": x, "place": np.arange(300) % 10})


def answer(name: str, data: pd.DataFrame, **design: object) -> Estimate:
    kind = "observational" if name in ("ipw", "aipw") else "randomised"
    settings = replace(SETTINGS, se_type="influence") if kind == "observational" else SETTINGS
    planned = Design(kind=kind, treatment="treated", arms=ARMS, **design)
    return ESTIMATORS[name](data, planned, "y", settings)


@pytest.mark.parametrize("name", ["lin", "ancova", "ipw", "aipw"])
def test_collinear_covariates_are_refused(name: str) -> None:
    data = study().assign(twice=lambda rows: 2 * rows["x"])
    kind = "observational" if name in ("ipw", "aipw") else "randomised"
    settings = replace(SETTINGS, covariates=("x", "twice"), se_type="HC2")
    design = Design(kind=kind, treatment="treated", arms=ARMS)
    with pytest.raises(EstimationError, match=r"follows from|collinear"):
        ESTIMATORS[name](data, design, "y", settings)


@pytest.mark.parametrize("name", ["ipw", "aipw"])
def test_separated_arms_are_refused(name: str) -> None:
    data = study().assign(x=lambda rows: rows["treated"] * 10 + rows["x"].rank() / 300)
    with pytest.raises(EstimationError, match="no propensity score"):
        answer(name, data)


def test_a_stratum_with_one_treated_person_is_refused() -> None:
    data = study()
    data.loc[(data["place"] == 3) & (data["treated"] == 1), "place"] = 4
    with pytest.raises(EstimationError, match="1 of 10 strata"):
        answer("lin", data, strata="place")


def test_an_outcome_without_variation_in_the_arms_is_refused() -> None:
    data = study().assign(y=lambda rows: rows["treated"])
    with pytest.raises(EstimationError, match="no variation"):
        answer("difference_in_means", data)


def test_an_arm_without_people_is_refused() -> None:
    data = study()
    with pytest.raises(EstimationError, match="an arm has 0 units"):
        answer("lin", data[data["treated"] == 0])
