"""Columns that an estimate reckons with: in the analysis data, and refused where they are text."""

from pathlib import Path

import numpy as np
import pandas as pd

from pipeline.construct import _analysis_columns
from pipeline.document import read_document
from pipeline.faults.numbers import text_faults
from pipeline.faults.sampling import sampling_faults_of
from pipeline.plan_file import load_plan
from pipeline.project import evaluation
from pipeline.sections.design import Sampling

ROOT = Path(__file__).resolve().parents[2]


def opened(name: str):
    folder = evaluation(name, ROOT)
    return load_plan(folder), read_document(folder.plan, "plan.yaml")


def test_times_and_scores_that_are_text_are_refused() -> None:
    for name, keys in (
        ("organ-donation", ("time", "first_treated")),
        ("cash-transfers", ("running",)),
        ("college-proximity", ("take_up",)),
    ):
        plan, document = opened(name)
        columns = [getattr(plan.design, key) for key in keys]
        texts = pd.DataFrame({column: ["a", "b", None] for column in columns})
        assert [fault.code for fault in text_faults(document, texts, plan)] == ["E222"] * len(keys)
        assert not list(text_faults(document, pd.DataFrame(1.0, [0], columns), plan))


def test_dates_are_times() -> None:
    plan, document = opened("organ-donation")
    dates = pd.DataFrame({plan.design.time: pd.to_datetime(["2011-01-01", "2011-04-01"])})
    assert not list(text_faults(document, dates, plan))


def test_a_weight_below_zero_is_refused_whatever_the_design() -> None:
    plan, document = opened("organ-donation")
    design = plan.design.model_copy(update={"sampling": Sampling(weight="w")})
    faults = list(sampling_faults_of(document, pd.DataFrame({"w": [1.0, -1.0]}), design))
    assert [fault.code for fault in faults] == ["E790"]


def test_the_mediator_of_a_front_door_reaches_the_analysis_data() -> None:
    plan, _ = opened("job-training")
    design = plan.design.model_copy(update={"kind": "front_door", "mediator": "hours"})
    plan = plan.model_copy(update={"design": design})
    needed = ["row_id", "hours", design.treatment, *plan.outcomes, *plan.covariates]
    frame = pd.DataFrame(np.ones((4, len(needed))), columns=needed)
    assert "hours" in _analysis_columns(frame, plan)
