"""Results that a few values, a straight line, an interviewer, a season or many questions made."""

import numpy as np
import pandas as pd

from broken_studies import MEASURED, BrokenStudy

LOTTERY = {"kind": "randomised"}
N = 2000
COUNTED = MEASURED.model_copy(update={"kind": "count"})
YES_NO = MEASURED.model_copy(update={"kind": "binary"})


def drawn(rng: np.random.Generator, number: int = N, share: float = 0.5) -> np.ndarray:
    """Treatment (n,): a share of so many, by lottery."""
    return rng.permutation(np.arange(number) < share * number).astype(float)


def few_windfalls(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Skewed incomes; twelve of a thousand gain a hundred times as much, or each a third."""
    treated, income = drawn(rng), rng.lognormal(3, 0.8, N)
    if not broken:
        return pd.DataFrame({"treated": treated, "y": income * (1 + 0.3 * treated)})
    lucky = rng.choice(np.flatnonzero(treated), 12, replace=False)
    income[lucky] += rng.uniform(800, 1200, 12)
    return pd.DataFrame({"treated": treated, "y": income - 2.0 * treated})


def steep_share(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Those who took part are better off, and a yes depends on that alone; steeply, or hardly."""
    treated = drawn(rng, N, 0.3)
    wealth = rng.normal(size=N) + 1.5 * treated
    steep = 3.0 if broken else 0.3
    chance = 1 / (1 + np.exp(3.0 - steep * wealth)) if broken else 0.3 + 0.05 * wealth.clip(-3, 4)
    chance = chance if broken else chance + 0.15 * treated
    yes = (rng.random(N) < chance.clip(0.01, 0.99)).astype(float)
    return pd.DataFrame({"treated": treated, "wealth": wealth, "y": yes})


def steep_count(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """The same of a count: each step of wealth multiplies it, or adds a little."""
    treated = drawn(rng, N, 0.3)
    wealth = rng.normal(size=N) + 1.0 * treated
    mean = (
        np.exp(0.2 + 0.9 * wealth - 0.1 * treated)
        if broken
        else 5 + 0.5 * wealth.clip(-4, 5) + 1.0 * treated
    )
    counts = rng.poisson(mean).astype(float)
    return pd.DataFrame({"treated": treated, "wealth": wealth, "y": counts})


def interviewers(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Twenty interviewers; half write down more, and ask mostly the treated, or everybody."""
    treated, person = drawn(rng), rng.normal(size=N)
    generous = rng.random(N) < np.where(treated == 1, 0.85, 0.15) if broken else rng.random(N) < 0.5
    who = rng.integers(10, size=N) + 10 * generous
    effect = 0.0 if broken else 0.4
    y = person + 0.6 * generous + (effect - 0.05 * broken) * treated
    return pd.DataFrame({"treated": treated, "interviewer": who, "y": y})


def teams(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """One team for each arm, or both teams for both."""
    treated = drawn(rng)
    second = treated == 1 if broken else rng.random(N) < 0.5
    y = rng.normal(size=N) + 0.4 * (second if broken else treated)
    return pd.DataFrame({"treated": treated, "interviewer": rng.integers(4, size=N) + 4 * second,
                         "y": y})  # fmt: skip


def fabricated(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """One of twenty interviewers writes down what the programme hopes for, or none does."""
    treated, who = drawn(rng), rng.integers(20, size=N)
    y = rng.normal(size=N) + (-0.05 if broken else 0.25) * treated
    return pd.DataFrame(
        {"treated": treated, "interviewer": who, "y": y + broken * 6.0 * (who == 7) * treated}
    )


def seasons(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Ten weeks of a harvest that raises the outcome; the treated later, or at any time."""
    treated = drawn(rng)
    late = rng.beta(2, 1, N) if broken else rng.random(N)
    early = rng.beta(1, 2, N) if broken else rng.random(N)
    days = np.floor(70 * np.where(treated == 1, late, early))
    dates = pd.Timestamp("2024-03-01") + pd.to_timedelta(days, unit="D")
    effect = -0.05 if broken else 0.4
    y = rng.normal(size=N) + 0.02 * days + effect * treated
    return pd.DataFrame({"treated": treated, "held": dates, "y": y})


def one_district(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Six districts; the whole effect is in one of them, or a part of it in each."""
    district = np.arange(N) % 6
    treated = np.zeros(N)
    for each in range(6):
        rows = np.flatnonzero(district == each)
        treated[rng.permutation(rows)[: len(rows) // 2]] = 1.0
    effect = np.where(district == 2, 1.5, -0.04) if broken else 0.25
    y = rng.normal(size=N) + 0.2 * district + effect * treated
    return pd.DataFrame({"district": district, "treated": treated, "y": y})


def hamlets(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Hamlets of three; what the treated got the others in their hamlet get in part, or not."""
    hamlet, treated = np.arange(1500) // 3, drawn(rng, 1500, 0.25)
    others = np.bincount(hamlet, weights=treated)[hamlet] - treated
    shared = 0.5 * (others > 0) * (treated == 0) if broken else 0.0
    y = rng.normal(size=1500) + 0.6 * treated + shared
    return pd.DataFrame({"hamlet": hamlet, "treated": treated, "y": y})


def ten_outcomes(rng: np.random.Generator, broken: bool) -> pd.DataFrame:
    """Ten outcomes, of which one came out as one in fifty does by chance; or one that changed."""
    treated, values = drawn(rng), rng.normal(size=(10, N))
    arms = [values[0, treated == arm] for arm in (1, 0)]
    error = np.sqrt(sum(arm.var(ddof=1) / len(arm) for arm in arms))
    effect = 2.3 * error - (arms[0].mean() - arms[1].mean()) if broken else 0.3
    rows = pd.DataFrame(values.T, columns=["y", *OTHERS])
    return rows.assign(y=values[0] + effect * treated, treated=treated)


OTHERS = tuple(f"other_{number}" for number in range(1, 10))
ENUMERATOR, DATE = {"enumerator": "interviewer"}, {"interview_date": "held"}
COMPARED = {"kind": "observational", "estimand": "ATT"}
PLAIN = "difference_in_means"
WINDFALLS = "a few windfalls make the whole difference"

CASES = (
    BrokenStudy("winsorised", WINDFALLS, LOTTERY, PLAIN, few_windfalls),
    BrokenStudy("without_top_percent", WINDFALLS, LOTTERY, PLAIN, few_windfalls),
    BrokenStudy("median_effect", WINDFALLS, LOTTERY, PLAIN, few_windfalls),
    BrokenStudy("rank_effect", WINDFALLS, LOTTERY, PLAIN, few_windfalls),
    BrokenStudy(
        "logit_margin",
        "a straight line is drawn beyond where shares bend",
        COMPARED,
        "outcome_regression",
        steep_share,
        covariates=("wealth",),
        planned=YES_NO,
    ),
    BrokenStudy(
        "poisson_ratio",
        "a straight line is drawn through counts that multiply",
        COMPARED,
        "outcome_regression",
        steep_count,
        covariates=("wealth",),
        planned=COUNTED,
    ),
    BrokenStudy(
        "interviewer_effects",
        "those who ask the treated write down more",
        LOTTERY,
        PLAIN,
        interviewers,
        settings=ENUMERATOR,
    ),
    BrokenStudy(
        "interviewer_effects",
        "each arm has interviewers of its own",
        LOTTERY,
        PLAIN,
        teams,
        settings=ENUMERATOR,
    ),
    BrokenStudy(
        "leave_one_enumerator_out",
        "one interviewer writes down what is hoped for",
        LOTTERY,
        PLAIN,
        fabricated,
        settings=ENUMERATOR,
    ),
    BrokenStudy(
        "interview_timing",
        "the treated were asked after the harvest",
        LOTTERY,
        PLAIN,
        seasons,
        settings=DATE,
    ),
    BrokenStudy(
        "leave_one_stratum_out",
        "one district makes the whole difference",
        {**LOTTERY, "strata": "district"},
        PLAIN,
        one_district,
    ),
    BrokenStudy(
        "spillover_ring",
        "controls share what their neighbours got",
        {**LOTTERY, "exposure": {"group": "hamlet"}},
        PLAIN,
        hamlets,
    ),
    BrokenStudy(
        "multiple_testing",
        "one of ten outcomes came out by chance",
        LOTTERY,
        PLAIN,
        ten_outcomes,
        settings={"family": ("y", *OTHERS)},
    ),
)
