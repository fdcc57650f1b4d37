"""Small surveys and plans for the data checks."""

from typing import Any

import numpy as np
import pandas as pd

from pipeline.data_checks import DATA_CHECKS
from pipeline.forms.form import Form, Question
from pipeline.plan import Plan
from pipeline.results import Finding
from pipeline.survey import Survey

WORDS = {"en": "words"}


def plan_with(check: dict[str, Any], unit: str | None = "unit", **design: Any) -> Plan:
    arms = {"control": {"value": 0, "label": WORDS}, "treated": {"value": 1, "label": WORDS}}
    outcome = {"label": WORDS, "kind": "continuous", "direction": "increase"}
    about = {"title": WORDS, "question": WORDS, "programme": WORDS, "place": WORDS, "period": "1"}
    return Plan.model_validate(
        {
            "evaluation": {**about, "people": WORDS, "source": {"citation": "none"}},
            "design": {"kind": "randomised", "treatment": "arm", "arms": arms, **design},
            "graph": "implied",
            "clean": {"files": [{"path": "raw/export.csv"}], "unit": unit},
            "check": check,
            "construct": {
                "outcomes": {"income": {**outcome, "smallest_change_that_matters": 1}},
                "covariates": ["age"],
            },
            "estimate": {},
            "robustness": {},
            "framework": {},
            "costs": {},
            "disclosure": {},
            "report": {},
        }
    )


def people(n: int = 200, seed: int = 0) -> pd.DataFrame:
    """Clean data: nobody missing, nobody twice, nothing far from the rest."""
    draw = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "row_id": np.arange(1, n + 1),
            "source": "export",
            "unit": [f"u{number:04d}" for number in range(n)],
            "arm": np.arange(n) % 2,
            "village": [f"v{number // 10:02d}" for number in range(n)],
            "who": [f"e{number % 5}" for number in range(n)],
            "age": draw.integers(18, 80, n).astype(float),
            "income": np.round(draw.normal(500, 60, n)),
            "start": pd.Timestamp("2025-03-02 09:00")
            + pd.to_timedelta(np.arange(n) // 5 * 90, unit="min") % pd.Timedelta(hours=6)
            + pd.to_timedelta(np.arange(n) // 20, unit="D"),
        }
    ).assign(end=lambda rows: rows["start"] + pd.Timedelta(minutes=40))


def ask(name: str, survey: Survey, plan: Plan) -> dict[str, Finding]:
    return {finding.check.target: finding for finding in DATA_CHECKS[name](survey, plan)}


def failed(found: dict[str, Finding]) -> dict[str, float]:
    return {name: one.check.value for name, one in found.items() if one.check.status == "failed"}


def measured(finding: Finding) -> dict[tuple[str, str], tuple[float, int]]:
    assert finding.measures is not None
    return {(row.group, row.measure): (row.value, row.n) for row in finding.measures.itertuples()}


def rows_of(finding: Finding) -> list[int]:
    return [] if finding.issues is None else finding.issues["row_id"].tolist()


EVERYTHING = {
    "constraints": [{"column": "age", "minimum": 15, "maximum": 99}],
    "logic": [{"rule": "income > age", "reason": "words"}],
    "outliers": {"variables": ["income"]},
    "enumerators": {"column": "who"},
    "interviews": {
        "start": "start", "end": "end", "shortest": 10, "longest": 90, "hours": (8, 18),
        "first_day": "2025-03-01", "last_day": "2025-04-01",
    },
    "gps": {"point": "gps", "area": (30, 34, 33, 36), "cluster": "village"},
    "progress": {"by": "village", "target": 10},
    "assignment": {},
}  # fmt: skip


def placed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(gps__outside=0.0, gps__shared=0.0, gps__km=0.5)


FORM_QUESTIONS = {
    "age": Question("age", "integer", {}, {}, constraint=". >= 18 and . <= 99", required=True),
    "works": Question("works", "select_one", {}, {"yes": {}, "no": {}}, required=True),
    "hours": Question(
        "hours", "integer", {}, {}, relevant="${works} = 'yes'", constraint=". < 100", required=True
    ),
    "why": Question(
        "why", "text", {}, {}, relevant="pulldata('a', 'b', 'c', ${works}) = 1", required=True
    ),
}


FORM = Form("form.xlsx", "v1", FORM_QUESTIONS, {})


def form_survey(rows: pd.DataFrame, *forms: Form, **parts: Any) -> Survey:
    return Survey(rows, {}, forms={"survey": forms or (FORM,)}, **parts)


def backchecked() -> tuple[Survey, Plan]:
    first = people().assign(sex="f", rooms=np.arange(200) % 6 + 1.0)
    again = first.iloc[:40][["row_id", "source", "unit", "sex", "rooms", "income"]].copy()
    check = {
        "wave": "again", "of": "survey", "type_1": ["sex"], "type_2": ["rooms"],
        "type_3": ["income"],
    }  # fmt: skip
    plan = plan_with({"backchecks": check, "enumerators": {"column": "who"}})
    return Survey(first, {}, waves={"survey": first, "again": again}), plan
