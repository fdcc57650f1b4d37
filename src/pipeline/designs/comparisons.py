"""Several arms as several comparisons of two: each arm's rows beside those of the controls.

Whatever reads a plan and its analysis data then needs to know of two arms alone.
"""

from typing import TYPE_CHECKING

from pipeline.sections.design import FIRST, Arms

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.plan import Plan


def two_arms(analysis: "pd.DataFrame", plan: "Plan", arm: str) -> "tuple[pd.DataFrame, Plan]":
    """The rows of one arm and of the controls, treatment 1 and 0, and the plan as one of these two.

    Of a plan without further arms both are returned as they are. The index stays that of
    ``analysis``.
    """
    arms, treatment = plan.design.arms, plan.design.treatment
    if not arms.further:
        return analysis, plan
    number = arms.number(arm)
    rows = analysis[analysis[treatment].isin([0, number])]
    rows = rows.assign(**{treatment: (rows[treatment] == number).astype(float)})
    pair = Arms(control=arms.control, treated=arms.named[arm])
    design = plan.design.model_copy(update={"arms": pair})
    return rows, plan.model_copy(update={"design": design})


def named(outcome: str, arm: str) -> str:
    """An outcome in one arm, where results name it: the outcome alone for the first arm."""
    return outcome if arm == FIRST else f"{outcome}, {arm}"


def of_arm(sample: str, arm: str) -> str:
    """A sample of `balance.csv` in one arm beside the controls: itself for the first arm."""
    return sample if arm == FIRST else f"{arm}: {sample}"


def arm_and_sample(name: str) -> tuple[str, str]:
    """The arm and the sample that `of_arm` named."""
    arm, _, sample = name.rpartition(": ")
    return arm or FIRST, sample


def both(arm: str) -> str:
    """What results call an arm and the controls together."""
    return "all" if arm == FIRST else f"all_{arm}"
