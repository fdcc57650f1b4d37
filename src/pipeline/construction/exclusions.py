"""Every row that left on the way from the export to the study's sample, step by step (CONSORT)."""

from collections.abc import Iterator

import pandas as pd

from pipeline import expressions
from pipeline.construction.members import MEMBER
from pipeline.errors import DataError, Fault
from pipeline.plan import Plan
from pipeline.sections.clean import Clean

# Rules of the cleaning log by which rows leave, in the order in which `clean` applies them.
LEFT_OUT = (
    "removed_by_correction",
    "no_consent",
    "dropped_exact",
    "dropped_unit",
    "dropped_near",
    "unmatched",
)
COLUMNS = ("step", "arm", "n", "excluded")
Step = tuple[str, str, int, int]


def exclusions(
    log: pd.DataFrame, households: pd.DataFrame, frame: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """Rows left and rows excluded after each step: step, arm, n, excluded.

    ``log`` is the cleaning log, ``households`` the survey as `clean` left it, and ``frame`` its
    rows, or their members, with the variables that sample rules may name. Steps of a wave that
    joined the survey end in its name and are a flow of their own. Sample rules are counted by arm
    as well from where on every row has one of the planned arms: n then starts at `allocated`.

    Raises
    ------
    DataError
        Where the log and the survey do not agree on how many rows are left.
    """
    steps = [*_cleaned(log, plan.clean, households), *_members(households, frame, plan)]
    steps += _sampled(frame, plan)
    for wave in plan.clean.merged:
        if wave not in rounds(plan.clean):
            steps += [(f"{step}:{wave}", *rest) for step, *rest in _of_waves(log, (wave,))]
    return pd.DataFrame(steps, columns=list(COLUMNS))


def rounds(clean: Clean) -> tuple[str, ...]:
    """The waves whose rows are the rows of the survey: the first or, in the long layout, each that
    was merged one to one."""
    one_to_one = [merge.wave for merge in clean.merge if merge.expect == "one_to_one"]
    return (clean.waves[0], *(one_to_one if clean.layout == "long" else ()))


def _cleaned(log: pd.DataFrame, clean: Clean, survey: pd.DataFrame) -> list[Step]:
    steps = list(_of_waves(log, rounds(clean)))
    if steps[-1][2] != len(survey):
        message = (
            f"the cleaning log leaves {steps[-1][2]} rows and the clean survey has {len(survey)}"
        )
        raise DataError(Fault("E226", message, help="run `dvc repro`: clean has to run again"))
    return steps


def _of_waves(log: pd.DataFrame, waves: tuple[str, ...]) -> Iterator[Step]:
    """The export of some waves together, and what each rule of cleaning took away."""
    counts = log[log["wave"].isin(waves)].groupby("rule")["rows"].sum()
    left = int(counts["export"])
    yield "export", "all", left, 0
    for rule in LEFT_OUT:
        gone = int(counts.get(rule, 0))
        if gone:
            left -= gone
            yield rule, "all", left, gone


def _members(households: pd.DataFrame, frame: pd.DataFrame, plan: Plan) -> Iterator[Step]:
    """Households without members left out; from then on members are counted."""
    if plan.construct_.members is None:
        return
    left = frame[MEMBER].eq(1).sum() if len(frame) else 0
    if left < len(households):
        yield "without_members", "all", int(left), len(households) - int(left)
    yield "members", "all", len(frame), 0


def _sampled(frame: pd.DataFrame, plan: Plan) -> list[Step]:
    """What each sample rule took away, of all and, once all have an arm, of each arm."""
    steps: list[Step] = []
    arms = _arms(frame, plan)
    known = False
    for number, rule in enumerate(plan.construct_.sample, start=1):
        left = frame[expressions.condition(frame, rule.keep)]
        steps.append((f"sample_{number}", "all", len(left), len(frame) - len(left)))
        if arms is not None and arms[frame.index].notna().all():
            before, after = arms[frame.index].value_counts(), arms[left.index].value_counts()
            for arm in (*plan.design.arms.programmes, "control"):
                n, was = int(after.get(arm, 0)), int(before.get(arm, 0))
                if not known:
                    steps.append(("allocated", arm, was, 0))
                steps.append((f"sample_{number}", arm, n, was - n))
            known = True
        frame = left
    return steps


def _arms(frame: pd.DataFrame, plan: Plan) -> pd.Series | None:
    design = plan.design
    if design.treatment not in frame:
        return None
    names = {arm.value: name for name, arm in design.arms.named.items()}
    return frame[design.treatment].map(names)
