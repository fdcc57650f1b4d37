"""Surveys and plans from which variables are made."""

import numpy as np
import pandas as pd

from pipeline.codebook import ROW, SOURCE
from pipeline.plan import Plan
from pipeline.survey import Survey

# A small number of float operations, in another order.
ROUNDING = 1e-12


def plan_of(construct: dict | None = None, clean: dict | None = None, **design: object) -> Plan:
    """A plan of a lottery with what a test needs in its sections."""
    words = {"title": "t", "question": "q", "programme": "p", "place": "here", "people": "all"}
    arms = {"control": {"value": 0, "label": "c"}, "treated": {"value": 1, "label": "t"}}
    outcome = {
        "label": "y", "kind": "continuous", "direction": "increase",
        "smallest_change_that_matters": 1,
    }  # fmt: skip
    empty = ("check", "estimate", "robustness", "framework", "costs", "disclosure", "report")
    sections = {key: {} for key in empty}
    return Plan.model_validate(
        {
            **sections,
            "evaluation": {**words, "period": "2020", "source": {"citation": "none"}},
            "design": {"kind": "randomised", "treatment": "treated", "arms": arms, **design},
            "graph": "implied",
            "clean": {"files": [{"path": "raw/x.csv"}], **(clean or {})},
            "construct": {"outcomes": {"y": outcome}, "covariates": [], **(construct or {})},
        }
    )


def survey_of(rows: pd.DataFrame, **parts: object) -> Survey:
    numbered = rows if ROW in rows else rows.assign(**{ROW: range(1, len(rows) + 1)})
    return Survey(numbered.assign(**{SOURCE: "x"}), {}, **parts)


def long_survey() -> tuple[Survey, dict]:
    rows = pd.DataFrame(
        {
            "wave": ["baseline"] * 3 + ["endline"] * 3,
            "unit": list("abcabd"),
            "x": [1.0, 2, 3, 10, 20, 40],
            "y": 1.0,
            "treated": [0, 1, 1, 0, 1, 0],
            ROW: [1, 2, 3, 1, 2, 3],
        }
    )
    files = [{"path": "raw/x.csv", "wave": wave} for wave in ("baseline", "endline")]
    merge = [{"wave": "endline", "on": "unit"}]
    return survey_of(rows), {"files": files, "unit": "unit", "layout": "long", "merge": merge}


def lottery(n: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(9)
    rows = pd.DataFrame({"a": rng.normal(size=n), "b": rng.normal(size=n)})
    rows["treated"] = np.tile([0.0, 1.0], n // 2)
    rows["y"] = rows["a"] + rows["treated"] + rng.normal(size=n)
    return rows
