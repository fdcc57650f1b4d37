"""The same question answered another way: what each check looks at, and where it is silent."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from statsmodels.genmod.families import Poisson

from pipeline.errors import EstimationError
from pipeline.estimators import ESTIMATORS
from pipeline.estimators.sample import complete_cases
from pipeline.estimators.settings import EstimatorSettings
from pipeline.plan import Draws, Outcome
from pipeline.results import Check
from pipeline.robustness_checks import ROBUSTNESS_CHECKS
from pipeline.robustness_checks.alternative_answer import ALIKE, BY_CHANCE, OTHER, told_apart
from pipeline.robustness_checks.settings import RobustnessSettings
from pipeline.robustness_checks.spillover_ring import exposed, moved
from pipeline.sections.design import Arm, Arms, Design, Exposure, Sampling

EXACT = 1e-8
ARMS = Arms(control=Arm(value=0, label="control"), treated=Arm(value=1, label="treated"))
KINDS = {
    kind: Outcome(label="y", kind=kind, direction="increase", smallest_change_that_matters=0.1)
    for kind in ("continuous", "binary", "count")
}


def study(seed: int = 1, n: int = 600) -> pd.DataFrame:
    """Skewed amounts of people in three strata, asked by six interviewers in five weeks."""
    rng = np.random.default_rng(seed)
    treated = rng.permutation(np.arange(n) % 2).astype(float)
    who, days = rng.integers(6, size=n), rng.integers(35, size=n)
    y = rng.gamma(2, 2, n) + 0.7 * treated + 0.5 * who
    return pd.DataFrame(
        {
            "treated": treated,
            "y": y,
            "yes": (y > np.median(y)).astype(float),
            "x": rng.normal(size=n) + y / 4,
            "village": np.arange(n) // 20,
            "stratum": np.arange(n) % 3,
            "who": np.array(list("abcdef"))[who],
            "held": pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D"),
        }
    )


def asked(
    check: str,
    data: pd.DataFrame,
    *,
    kind: str = "continuous",
    estimator: str = "difference_in_means",
    covariates: tuple[str, ...] = (),
    design: dict | None = None,
    **settings: object,
) -> list[Check]:
    outcome = "yes" if kind == "binary" else "y"
    made = Design(**{"kind": "randomised", "treatment": "treated", "arms": ARMS} | (design or {}))
    told = EstimatorSettings(covariates, "HC2", planned=KINDS[kind])
    headline = ESTIMATORS[estimator](data, made, outcome, told)
    rng, draws = np.random.default_rng(2), Draws(randomization_inference=99, refuters=100)
    base = RobustnessSettings(pd.Series(vars(headline)), KINDS[kind], told, draws, rng)
    settings_ = replace(base, **settings)
    return ROBUSTNESS_CHECKS[check](data, made, outcome, estimator, settings_)


def values(found: list[Check]) -> dict[str, float]:
    return {check.target.rpartition(", ")[2]: check.value for check in found}


@pytest.mark.parametrize(
    ("headline", "other", "told"),
    [
        ((2, 1, 3), (1, 0.5, 1.5), ALIKE),
        ((2, 1, 3), (1, -0.5, 2.5), BY_CHANCE),
        ((2, 1, 3), (0.2, -0.5, 0.9), OTHER),
        ((2, 1, 3), (-1, -1.5, -0.5), OTHER),
        ((2, -1, 5), (1.5, 0.5, 2.5), BY_CHANCE),
        ((0, -1, 1), (3, 2, 4), OTHER),
    ],
)
def test_two_answers_are_set_side_by_side(headline, other, told: str) -> None:
    names = ("estimate", "conf_low", "conf_high")
    assert told_apart(*(pd.Series(dict(zip(names, item))) for item in (headline, other))) == told  # noqa: B905


def test_winsorising_is_the_estimator_on_values_pulled_in() -> None:
    data = study()
    ends = np.quantile(data["y"], [0.01, 0.99])
    pulled = data.assign(y=data["y"].clip(*ends))
    arms = [pulled.loc[pulled["treated"] == arm, "y"].mean() for arm in (1, 0)]
    assert values(asked("winsorised", data))["y"] == pytest.approx(arms[0] - arms[1], abs=EXACT)


def test_without_the_top_hundredth_says_that_it_chooses_by_the_outcome() -> None:
    data = study()
    found = asked("without_top_percent", data)
    kept = data[data["y"] <= data["y"].quantile(0.99)]
    arms = [kept.loc[kept["treated"] == arm, "y"].mean() for arm in (1, 0)]
    assert found[0].value == pytest.approx(arms[0] - arms[1], abs=EXACT)
    assert "chosen by the outcome" in found[0].detail


@pytest.mark.parametrize("check", ["winsorised", "without_top_percent"])
def test_fewer_than_results_may_speak_of_are_not_left_out(check: str) -> None:
    assert asked(check, study(), threshold=20)[0].status == "not_applicable"
    assert asked(check, study(), threshold=5)[0].status == "passed"


@pytest.mark.parametrize("check", ["winsorised", "median_effect", "rank_effect", "poisson_ratio"])
def test_yes_or_no_has_no_extremes(check: str) -> None:
    (found,) = asked(check, study(), kind="binary")
    assert found.status == "not_applicable"
    assert found.detail


@pytest.mark.parametrize("check", ["median_effect", "rank_effect"])
def test_the_middle_says_nothing_where_most_have_none(check: str) -> None:
    data = study()
    data = data.assign(y=data["y"].where(data["y"] > data["y"].median(), 0.0))
    assert asked(check, data)[0].status == "not_applicable"


def test_a_logit_s_margin_is_that_of_statsmodels() -> None:
    data = study()
    found = asked("logit_margin", data, kind="binary", covariates=("x",),
                  estimator="lin")  # fmt: skip
    fit = smf.logit("yes ~ treated + x", data).fit(disp=0)
    with_, without = (fit.predict(data.assign(treated=arm)).mean() for arm in (1.0, 0.0))
    assert found[0].value == pytest.approx(with_ - without, abs=EXACT)
    assert asked("logit_margin", data, kind="binary")[0].status == "not_applicable"


def test_a_ratio_is_that_of_statsmodels_and_has_no_unit() -> None:
    data = study()
    found = [
        values(asked("poisson_ratio", data.assign(y=scale * data["y"]), covariates=("x",),
                     estimator="lin"))
        for scale in (1.0, 1000.0)
    ]  # fmt: skip
    fit = smf.glm("y ~ treated + x", data, family=Poisson()).fit(tol=1e-12)
    assert found[0]["ratio"] == pytest.approx(np.exp(fit.params["treated"]), abs=EXACT)
    assert found[1]["ratio"] == pytest.approx(found[0]["ratio"], abs=EXACT)
    assert found[1]["y"] == pytest.approx(1000 * found[0]["y"], rel=EXACT)


def test_a_logarithm_of_one_plus_hangs_on_the_unit_where_some_have_none() -> None:
    data = study()
    with_none = data.assign(y=data["y"].where(np.arange(600) % 7 > 0, 0.0))
    found = values(asked("log_one_plus", with_none))
    assert set(found) == {"y", "larger_unit", "smaller_unit"}
    assert found["larger_unit"] < found["y"] / 5
    assert found["smaller_unit"] != pytest.approx(found["y"], rel=0.1)
    assert len(asked("log_one_plus", data)) == 1
    assert asked("log_one_plus", data.assign(y=-data["y"]))[0].status == "not_applicable"


def test_interviewers_are_an_intercept_each() -> None:
    data = study()
    found = values(asked("interviewer_effects", data, enumerator="who"))
    fit = smf.ols("y ~ treated + C(who)", data).fit(cov_type="HC2", use_t=True)
    assert found["y"] == pytest.approx(fit.params["treated"], abs=EXACT)
    low, high = fit.conf_int().loc["treated"]
    assert (found["from"], found["to"]) == pytest.approx((low, high), abs=EXACT)
    assert found["both"] == 1
    assert 0 < found["between"] < 1


def test_who_asked_may_be_unknown() -> None:
    data = study()
    some = data.assign(who=data["who"].where(np.arange(600) % 10 > 0))
    found = asked("interviewer_effects", some, enumerator="who")
    assert "7 interviewers" in found[0].detail
    assert not any(name in found[0].detail.split() for name in "abcdef")


def test_no_interviewers_no_answer() -> None:
    data = study()
    for check in ("interviewer_effects", "leave_one_enumerator_out", "interview_timing"):
        assert asked(check, data)[0].status == "not_applicable"
    alone = data.assign(who="a")
    assert asked("interviewer_effects", alone, enumerator="who")[0].status == "not_applicable"


def test_interviewers_of_one_village_are_part_of_it() -> None:
    """Where each worked in one cluster, what they add is among what the headline's error counts."""
    data = study().assign(treated=lambda rows: rows["village"] % 2 * 1.0, who=study()["village"])
    clustered = {"kind": "cluster_randomised", "clusters": "village"}
    told = EstimatorSettings((), "CR2", planned=KINDS["continuous"])
    design = Design(treatment="treated", arms=ARMS, **clustered)
    headline = ESTIMATORS["difference_in_means"](data, design, "y", told)
    draws = Draws(randomization_inference=99, refuters=100)
    settings = RobustnessSettings(
        pd.Series(vars(headline)), KINDS["continuous"], told, draws, np.random.default_rng(1),
        enumerator="who",
    )  # fmt: skip
    check = ROBUSTNESS_CHECKS["interviewer_effects"]
    assert check(data, design, "y", "difference_in_means", settings)[0].status == "not_applicable"


def test_weeks_are_an_intercept_each() -> None:
    data = study()
    found = asked("interview_timing", data, interview_date="held")
    weeks = data.assign(week=(data["held"] - data["held"].min()).dt.days // 7)
    fit = smf.ols("y ~ treated + C(week)", weeks).fit()
    assert found[0].value == pytest.approx(fit.params["treated"], abs=EXACT)
    assert "5 weeks" in found[0].detail
    assert "days later" in found[0].detail


def test_days_may_be_numbers_and_may_not_be_text() -> None:
    data = study()
    days = (data["held"] - data["held"].min()).dt.days
    one = asked("interview_timing", data, interview_date="held")
    assert asked("interview_timing", data.assign(held=days), interview_date="held") == one
    with pytest.raises(EstimationError, match="neither dates"):
        asked("interview_timing", data.assign(held="a"), interview_date="held")


def test_each_stratum_is_left_out_and_no_small_one() -> None:
    data = study()
    found = asked("leave_one_stratum_out", data, design={"strata": "stratum"})
    design = Design(kind="randomised", treatment="treated", arms=ARMS, strata="stratum")
    told = EstimatorSettings((), "HC2")
    without = [
        ESTIMATORS["difference_in_means"](data[data["stratum"] != out], design, "y", told).estimate
        for out in range(3)
    ]
    assert values(found)["smallest"] == pytest.approx(min(without), abs=EXACT)
    assert values(found)["largest"] == pytest.approx(max(without), abs=EXACT)
    few = asked("leave_one_stratum_out", data, design={"strata": "stratum"}, threshold=300)
    assert few[0].status == "not_applicable"


def test_a_ring_moves_the_difference_of_means_by_what_is_left_out() -> None:
    data = study().assign(hamlet=lambda rows: np.arange(len(rows)) // 3)
    design = Design(
        kind="randomised", treatment="treated", arms=ARMS, exposure=Exposure(group="hamlet")
    )
    near = exposed(data, design) & (data["treated"] == 0).to_numpy()
    sample = complete_cases(data, design, "y", ())
    move, error, without = moved(sample, ~near, "difference_in_means", clustered=False)
    controls = data["y"][data["treated"] == 0]
    far, close = controls[~near[controls.index]], controls[near[controls.index]]
    assert move == pytest.approx(controls.mean() - far.mean(), abs=EXACT)
    treated = data["y"][data["treated"] == 1]
    assert without == pytest.approx(treated.mean() - far.mean(), abs=EXACT)
    share = len(close) / len(controls)
    expected = share * np.sqrt(close.var() / len(close) + far.var() / len(far))
    assert error == pytest.approx(expected, rel=0.03)  # of two fits, not of two groups


def test_no_exposure_no_ring() -> None:
    assert asked("spillover_ring", study()) == []


def test_medians_of_a_sample_survey_are_refused() -> None:
    data = study().assign(weight=2.0)
    design = Design(
        kind="randomised", treatment="treated", arms=ARMS, sampling=Sampling(weight="weight")
    )
    told = EstimatorSettings((), "linearised", planned=KINDS["continuous"])
    headline = ESTIMATORS["difference_in_means"](data, design, "y", told)
    draws = Draws(randomization_inference=99, refuters=100)
    settings = RobustnessSettings(
        pd.Series(vars(headline)), KINDS["continuous"], told, draws, np.random.default_rng(1),
        enumerator="who",
    )  # fmt: skip
    (found,) = ROBUSTNESS_CHECKS["median_effect"](
        data, design, "y", "difference_in_means", settings
    )
    assert found.status == "not_applicable"
    weighted = ROBUSTNESS_CHECKS["interviewer_effects"](
        data, design, "y", "difference_in_means", settings
    )
    assert "linearised" in weighted[0].detail


def test_several_outcomes_are_adjusted_by_holm_where_the_plan_has_no_family() -> None:
    rng, data = np.random.default_rng(9), study()
    data = data.assign(z=rng.normal(size=600), w=rng.normal(size=600))
    (found,) = asked("multiple_testing", data, family=("y", "z", "w"))
    (alone,) = asked("multiple_testing", data, family=("y",))
    assert alone.status == "not_applicable"
    design = Design(kind="randomised", treatment="treated", arms=ARMS)
    told = EstimatorSettings((), "HC2")
    p = [ESTIMATORS["difference_in_means"](data, design, name, told).p_value for name in "yzw"]
    assert found.value == pytest.approx(3 * p[0], rel=EXACT)  # the smallest of three
