"""Arms, groups, factors and adjustments that a plan may not ask for, and what they do by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from ruamel.yaml import YAML

from pipeline.effects.families import adjustment_of, from_p_values, with_adjusted_p
from pipeline.errors import PlanError
from pipeline.estimate import all_estimates
from pipeline.plan_file import load_plan
from pipeline.project import evaluation
from pipeline.seeds import Seeds

CASH = {"value": 2, "label": {"en": "cash"}}


def changed(project: Path, name: str, **keys: object) -> None:
    """Set keys of a plan, named `section__key`, to other values."""
    path, yaml = project / "data" / name / "plan.yaml", YAML()
    content = yaml.load(path.read_text(encoding="utf-8"))
    for key, value in keys.items():
        *steps, last = key.split("__")
        place = content
        for step in steps:
            place = place[step]
        place[last] = value
    with path.open("w", encoding="utf-8") as stream:
        yaml.dump(content, stream)


def codes(project: Path, name: str) -> set[str]:
    with pytest.raises(PlanError) as raised:
        load_plan(evaluation(name, project))
    assert all(fault.line for fault in raised.value.faults)
    return {fault.code for fault in raised.value.faults}


NSW, COMPARISON = "job-training", "job-training-observational"
COLLEGE, WEATHER = "college-proximity", "weather-insurance"


@pytest.mark.parametrize(
    ("name", "keys", "code"),
    [
        (COMPARISON, {"estimate__adjustment": "westfall_young"}, "E178"),
        (COMPARISON, {"estimate__adjustment": "romano_wolf"}, "E179"),
        (NSW, {"estimate__adjustment": "bonferroni"}, "E113"),
        (COMPARISON, {"design__arms__cash": CASH}, "E173"),
        (NSW, {"design__arms__all_cash": CASH}, "E174"),
        (NSW, {"design__arms__cash": {"valeu": 2, "label": "cash"}}, "E111"),
        (NSW, {"design__arms__cash": {"value": 1, "label": "cash"}}, "E134"),
        (NSW, {"construct__subgroups": ["black", "black"]}, "E175"),
        (NSW, {"construct__subgroups": ["re78"]}, "E175"),
        (NSW, {"construct__subgroups": ["blak"]}, "E130"),
        (NSW, {"construct__subgroups": [{"column": "black", "role": "primary"}]}, "E113"),
        (NSW, {"design__factors": ["black", "blak"]}, "E130"),
        (COMPARISON, {"design__factors": ["black", "hisp"]}, "E145"),
        (NSW, {"design__arms__cash": CASH, "design__sampling": {"weight": "age"}}, "E198"),
        (
            NSW,
            {
                "construct__subgroups": ["black"],
                "design__sampling": {"weight": "age", "psu": "educ"},
            },
            "E198",
        ),
        (COLLEGE, {"estimate__adjustment": "romano_wolf"}, "E179"),
        (WEATHER, {"design__estimand": "ITT"}, "E199"),
        (COLLEGE, {"design__take_up": "nearc4"}, "E133"),
        ("organ-donation", {"construct__subgroups": ["Quarter_Num"]}, "E176"),
        ("organ-donation", {"robustness__enumerator": "Quarter_Num"}, "E124"),
        (NSW, {"robustness__interview_date": "helt"}, "E130"),
    ],
)
def test_what_the_design_cannot_carry_is_refused(
    project: Path, name: str, keys: dict[str, object], code: str
) -> None:
    changed(project, name, **keys)
    assert code in codes(project, name)


@pytest.fixture
def nsw(project: Path) -> tuple[Path, pd.DataFrame]:
    """The experiment with both outcomes in one family, and its rows as `construct` makes them."""
    path = project / "data" / NSW / "plan.yaml"
    family = "      decimals: 0\n      family: work\n"
    text = path.read_text(encoding="utf-8").replace("      decimals: 0\n", family)
    text = text.replace("role: secondary", "role: secondary\n      family: work")
    path.write_text(text, encoding="utf-8")
    rows = pd.read_stata(project / "data" / NSW / "raw" / "nsw.dta", convert_categoricals=False)
    return project, rows.assign(worked78=(rows["re78"] > 0) * 1.0, treat=rows["treat"] * 1.0)


@pytest.mark.parametrize(
    "adjustment",
    ["holm", "benjamini_hochberg", "sharpened_q", "westfall_young", "romano_wolf"],
)
def test_a_family_is_adjusted_as_the_plan_says(
    nsw: tuple[Path, pd.DataFrame], adjustment: str
) -> None:
    project, rows = nsw
    changed(project, NSW, estimate__adjustment=adjustment)
    plan, seeds = load_plan(evaluation(NSW, project)), Seeds(1, NSW)
    found = all_estimates(rows, plan, seeds)
    adjusted = with_adjusted_p(found, plan, adjustment_of(plan, rows, 1999, seeds))
    again = with_adjusted_p(found, plan, adjustment_of(plan, rows, 1999, seeds))
    heads = [row for row in adjusted if row.role != "robustness"]
    assert len(heads) == 2
    assert [r.p_adjusted for r in adjusted] == pytest.approx(
        [r.p_adjusted for r in again], nan_ok=True
    )
    p_values = np.array([row.p_value for row in heads])
    values = np.array([row.p_adjusted for row in heads])
    if adjustment in ("westfall_young", "romano_wolf"):
        # Between the largest p-value and Holm's, but for 1,999 draws and for t's distribution.
        assert (values > p_values - 0.01).all()
        assert (values < from_p_values(heads, "holm") + 0.01).all()
    else:
        assert values == pytest.approx(from_p_values(heads, adjustment))
    assert all(np.isnan(row.p_adjusted) for row in adjusted if row.role == "robustness")


def test_the_statistic_that_is_drawn_again_is_the_headline(nsw: tuple[Path, pd.DataFrame]) -> None:
    """Moved to average covariates, the difference in means is each regression's own effect."""
    from pipeline.effects.families import _at_average_covariates

    project, rows = nsw
    plan = load_plan(evaluation(NSW, project))
    for row in all_estimates(rows, plan, Seeds(1, NSW)):
        moved = _at_average_covariates(row, plan, rows)
        treated = rows["treat"] == 1
        assert moved[treated].mean() - moved[~treated].mean() == pytest.approx(row.estimate)
