"""How large the next study must be: the formulas against others' and against simulation."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from conftest import athar
from pipeline.plan_file import load_plan
from pipeline.power import Asked, answer_of
from pipeline.project import evaluation
from pipeline.sample_size.assumptions import assumptions_of
from pipeline.sample_size.curves import Costs, by_cluster_size, by_number
from pipeline.sample_size.formula import (
    Aim,
    Assumptions,
    minimum_detectable_effect,
    needed,
    power_of,
    standard_error,
)
from pipeline.sample_size.rehearsed import Told, rehearse
from pipeline.seeds import Seeds
from villages import NAME, PLAN, add_villages, households

# Two root finders on the same noncentral t.
SAME_FORMULA = 1e-6
# How many Monte Carlo standard errors a share may be away: 1 in 10,000 by chance.
MONTE_CARLO = 3.9


@pytest.mark.parametrize("effect", [0.1, 0.2, 0.3])
@pytest.mark.parametrize("n", [30, 200, 700])
def test_power_between_units_equals_statsmodels(effect: float, n: int) -> None:
    from statsmodels.stats.power import TTestIndPower

    theirs = TTestIndPower().power(effect, nobs1=n // 2, alpha=0.05, ratio=1.0)
    ours = power_of(Assumptions(sd=1.0), n, Aim(effect))
    assert ours == pytest.approx(theirs, abs=SAME_FORMULA)


def test_sample_size_between_units_equals_statsmodels() -> None:
    """Cohen's own example: half a standard deviation, 80% power: 64 in each group."""
    from statsmodels.stats.power import TTestIndPower

    assert needed(Assumptions(sd=1.0), Aim(0.5)) in (127, 128)
    theirs = TTestIndPower().solve_power(nobs1=100, power=0.8, alpha=0.05)
    ours = minimum_detectable_effect(Assumptions(sd=1.0), 200, Aim(1.0))
    assert ours == pytest.approx(theirs, abs=SAME_FORMULA)


def test_clusters_needed_are_those_of_donner_and_klar() -> None:
    """Their inflation by 1 + (m - 1) times the correlation, with t in place of the normal.

    Effect 0.25 standard deviations, 30 people, correlation 0.05: 2 (1.96 + 0.8416)² 2.45 / (30
    times 0.0625) is 20.5 clusters an arm by the normal; t asks for a little more.
    """
    assumed = Assumptions(sd=1.0, correlation=0.05, cluster_size=30)
    by_normal = 2 * 2 * (1.959964 + 0.841621) ** 2 * (1 + 29 * 0.05) / (30 * 0.25**2)
    assert by_normal < needed(assumed, Aim(0.25)) < by_normal + 4


def test_what_must_change_the_answer_does() -> None:
    assumed = Assumptions(sd=10.0, correlation=0.1, cluster_size=20)
    aim = Aim(3.0)
    clusters = needed(assumed, aim)
    assert power_of(assumed, clusters, aim) >= aim.power > power_of(assumed, clusters - 1, aim)
    scaled = needed(replace(assumed, sd=1.0), Aim(0.3))
    assert scaled == clusters, "in other units the same study is needed"
    assert needed(replace(assumed, explained=0.5), aim) < clusters
    assert needed(replace(assumed, size_variation=0.8), aim) > clusters
    assert needed(replace(assumed, analysed=0.7), aim) > clusters
    assert needed(replace(assumed, treated=0.2), aim) > clusters
    assert needed(assumed, Aim(0.0)) is None


def test_a_simulated_study_is_as_sure_as_the_formula_says() -> None:
    """Means of clusters of 12, correlation 0.2: the error's formula against a thousand draws."""
    assumed = Assumptions(sd=2.0, correlation=0.2, cluster_size=12)
    rng = np.random.default_rng(5)
    between, within = np.sqrt(0.2 * 4), np.sqrt(0.8 * 4)
    means = between * rng.normal(size=(4000, 40)) + within * rng.normal(size=(4000, 40, 12)).mean(
        axis=2
    )
    effects = means[:, :20].mean(axis=1) - means[:, 20:].mean(axis=1)
    spread = effects.std(ddof=1)
    assert abs(spread / standard_error(assumed, 40) - 1) < MONTE_CARLO / np.sqrt(2 * 4000)


def silent(_: int) -> None:
    """Progress that nobody watches."""


@pytest.fixture
def villages(project) -> tuple:
    add_villages(project)
    rows = households()
    return rows, load_plan(evaluation(NAME, project))


def test_what_the_data_say_of_the_next_study(villages) -> None:
    """The simulation's own numbers: sd 19.6 within arms and districts, 4 of it between villages."""
    rows, plan = villages
    found = assumptions_of(rows, plan, "savings")
    left = 12.0**2 + 4.0**2
    assert found.sd**2 * (1 - found.explained) == pytest.approx(left, rel=0.25)
    assert found.correlation == pytest.approx(16 / left, abs=0.1)
    assert found.cluster_size == pytest.approx(rows.groupby("village").size().mean())
    assert found.analysed == pytest.approx(rows["savings"].notna().mean())


def test_rehearsals_on_the_rows_agree_with_the_formula(villages) -> None:
    """Units drawn one by one, so that nothing but the formula's own assumptions holds."""
    rows, plan = villages
    design = plan.design.model_copy(update={"kind": "randomised", "clusters": None, "strata": None})
    plan = plan.model_copy(update={"design": design})
    assumed = replace(assumptions_of(rows, plan, "savings"), analysed=1.0)
    told = Told(400, assumed.treated, Seeds(1, NAME), False, silent)
    found = rehearse(rows, plan, "savings", (150, Aim(6.0)), told)
    # The comparison group varies a little less or more than both arms together.
    margin = MONTE_CARLO * found.monte_carlo_error + 0.08
    assert abs(found.power - power_of(assumed, 150, Aim(6.0))) < margin


def test_nothing_planted_is_seldom_found(villages) -> None:
    rows, plan = villages
    told = Told(300, 0.5, Seeds(2, NAME), False, silent)
    found = rehearse(rows, plan, "savings", (24, Aim(0.0)), told)
    assert found.power < 0.05 + MONTE_CARLO * np.sqrt(0.05 * 0.95 / 300)


def test_yes_or_no_answers_move_by_the_planted_effect(villages) -> None:
    rows, plan = villages
    told = Told(60, 0.5, Seeds(3, NAME), True, silent)
    assert rehearse(rows, plan, "has_savings", (60, Aim(0.45)), told).power == 1.0
    assert rehearse(rows, plan, "has_savings", (60, Aim(-0.45)), told).power == 1.0


def test_the_answer_is_the_same_every_time(villages) -> None:
    rows, plan = villages
    plan = plan.model_copy(update={"estimate": plan.estimate.model_copy(update={"power": 0.7})})
    answers = [answer_of(rows, plan, Asked(effect=9.0), Seeds(4, NAME)) for _ in range(2)]
    assert answers[0].rehearsal == answers[1].rehearsal
    assert answers[0].drawn == answers[1].drawn
    assert answers[0].aim.power == 0.7


def test_curves_fall_as_they_must() -> None:
    assumed = Assumptions(sd=1.0, correlation=0.05, cluster_size=20)
    numbers = by_number(assumed, Aim(0.3), 80)
    assert numbers["power"].is_monotonic_increasing
    assert numbers["minimum_detectable_effect"].is_monotonic_decreasing
    sizes = by_cluster_size(assumed, Aim(0.3), Costs(unit=10, cluster=300))
    assert sizes["clusters"].is_monotonic_decreasing
    best = sizes.loc[sizes["cost"].idxmin(), "cluster_size"]
    cheapest = np.sqrt(300 / 10 * 0.95 / 0.05)  # Raudenbush 1997
    nearest = sizes["cluster_size"].iloc[
        (sizes["cluster_size"] - cheapest).abs().argsort().iloc[:2]
    ]
    assert best in set(nearest)
    assert "cost" not in by_cluster_size(assumed, Aim(0.3), Costs())


def test_what_cannot_be_answered_is_refused(project) -> None:
    add_villages(project)
    refused = athar(project, "power", NAME, "--outcome", "savngs")
    assert refused.returncode == 2
    assert "did you mean `savings`" in refused.stderr
    refused = athar(project, "power", NAME)
    assert "run `dvc repro`" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_the_command_writes_its_page(project) -> None:
    add_villages(project)
    analysis = project / "data" / NAME / "analysis"
    analysis.mkdir()
    households().to_parquet(analysis / "analysis.parquet")
    done = athar(
        project, "power", NAME, "--effect", "8", "--unit-cost", "5", "--cluster-cost", "90"
    )
    assert done.returncode == 0, done.stderr
    assert "clusters of" in done.stdout
    page = (project / "reports" / NAME / "power.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert "cost" in page
    table = pd.read_csv(project / "reports" / NAME / "power.csv")
    assert {"drawn", "power", "minimum_detectable_effect"} == set(table)
    assert str(project) not in page
    assert PLAN not in page
