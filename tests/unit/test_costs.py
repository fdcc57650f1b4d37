"""What a unit of effect cost, by hand; and when it has no cost."""

import math
from typing import Any

import pandas as pd
import pytest

from made_variables import plan_of
from pipeline.conclusions.costs import costs, per_unit, spent
from pipeline.disclosure_rules.cells import WITHHELD
from pipeline.plan import Plan
from pipeline.sections.costs import Costs
from pipeline.sections.design import Arms

STATED = {"currency": "dollars", "year": 2025, "perspective": "ours", "source": "accounts"}
CHANGED = {"verdict": "increase", "wanted": True}
HEADLINE = {"estimate": 4.0, "conf_low": 2.0, "conf_high": 8.0}


def plan_with(stated: dict[str, Any], *further: str, **design: Any) -> Plan:
    arms = {"control": {"value": 0, "label": "c"}, "treated": {"value": 1, "label": "t"}}
    arms |= {name: {"value": 2 + place, "label": name} for place, name in enumerate(further)}
    plan = plan_of(**design)
    planned = plan.design.model_copy(update={"arms": Arms.model_validate(arms)})
    paid = Costs.model_validate(STATED | stated) if stated else Costs()
    return plan.model_copy(update={"costs": paid, "design": planned})


def flow(**sizes: int | None) -> pd.DataFrame:
    rows = [{"step": "assigned", "arm": arm, "n": size} for arm, size in sizes.items()]
    return pd.DataFrame(rows).astype({"n": "Int64"})


def row(plan: Plan, concluded: dict[str, Any] = CHANGED, **sizes: int | None) -> dict[str, Any]:
    sizes = sizes or {"treated": 100, "control": 120}
    table = costs(plan, flow(**sizes), {"y": HEADLINE}, {"y": concluded})
    return table.to_dict("records")[0]


def test_a_cost_for_each_person_gives_the_total_and_the_cost_of_a_unit() -> None:
    found = row(plan_with({"per_unit_offered": 38}))
    assert (found["per_person"], found["offered"], found["total"]) == (38, 100, 3800)
    assert (found["per_unit"], found["low"], found["high"]) == (9.5, 4.75, 19)
    assert found["reason"] == ""
    assert found["year"] == 2025


def test_a_total_is_divided_by_those_offered_it_not_by_the_whole_study() -> None:
    assert row(plan_with({"total": 5000}))["per_person"] == 50


def test_a_total_that_paid_for_more_people_is_divided_by_all_of_them() -> None:
    found = row(plan_with({"total": 5000, "offered": 250}))
    assert (found["per_person"], found["offered"], found["total"]) == (20, 250, 5000)


def test_each_arm_has_its_own_cost_and_a_total_is_that_of_all() -> None:
    sizes = flow(treated=10, second=30, control=20)
    each = plan_with({"arms": {"treated": 4, "second": 6}}, "second")
    assert [spent(each, sizes, arm).total for arm in ("treated", "second")] == [40, 180]
    together = spent(plan_with({"total": 80}, "second"), sizes, "second")
    assert (together.per_person, together.offered) == (2, 40)


def test_a_decrease_that_was_hoped_for_costs_as_much_as_an_increase() -> None:
    falls = {"estimate": -4.0, "conf_low": -8.0, "conf_high": -2.0}
    rises = per_unit(38, HEADLINE, increase=True)
    assert per_unit(38, falls, increase=False) == rises


def test_where_the_range_holds_zero_nothing_bounds_the_cost() -> None:
    found = per_unit(10, {"estimate": 4.0, "conf_low": -1.0, "conf_high": 5.0}, increase=True)
    assert (found["per_unit"], found["low"]) == (2.5, 2)
    assert math.isnan(found["high"])


@pytest.mark.parametrize(
    ("verdict", "wanted", "why"),
    [
        ("too_uncertain", None, "too_uncertain"),
        ("little_or_no_difference", None, "no_difference"),
        ("increase", False, "wrong_way"),
        ("decrease", True, ""),
    ],
)
def test_only_a_change_that_was_hoped_for_has_a_cost(
    verdict: str, wanted: bool | None, why: str
) -> None:
    found = row(plan_with({"per_unit_offered": 1}), {"verdict": verdict, "wanted": wanted})
    assert found["reason"] == why
    assert math.isnan(found["per_unit"]) == bool(why)
    assert found["per_person"] == 1


@pytest.mark.parametrize(
    ("design", "why"),
    [
        ({"kind": "encouragement", "take_up": "x", "estimand": "LATE"}, "of_movers"),
        ({"kind": "regression_discontinuity", "running": "x", "cutoff": 0}, "at_cutoff"),
        ({"kind": "observational", "estimand": "ATO"}, "of_some"),
        ({"kind": "interrupted_series", "time": "x"}, "over_time"),
    ],
)
def test_an_effect_on_some_people_is_not_set_against_the_costs_of_all(
    design: dict[str, Any], why: str
) -> None:
    assert row(plan_with({"per_unit_offered": 1}, **design))["reason"] == why


def test_without_costs_there_is_no_row() -> None:
    assert costs(plan_with({}), flow(treated=5), {"y": HEADLINE}, {"y": CHANGED}).empty


def test_what_gives_a_withheld_number_of_people_back_is_withheld() -> None:
    each = row(plan_with({"per_unit_offered": 38}), treated=None, control=120)
    assert each[WITHHELD] == "total;offered"
    assert math.isnan(each["total"])
    assert each["per_unit"] == 9.5  # says nothing of how many
    total = row(plan_with({"total": 5000}), treated=None, control=120)
    assert total[WITHHELD] == "offered;per_person;per_unit"
    assert all(math.isnan(total[key]) for key in ("offered", "per_person", "per_unit", "low"))
