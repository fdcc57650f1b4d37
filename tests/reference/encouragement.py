"""Two-stage least squares by linearmodels 7.1 (NCSA licence), written to `encouragement.csv`.

Run in an environment with linearmodels, from the top of the project:
`python tests/reference/encouragement.py`. The same data as `test_encouragement.py`.
"""

from pathlib import Path

import linearmodels
import numpy as np
import pandas as pd
from linearmodels.iv import IV2SLS

ROOT = Path(__file__).parents[2]
FARMERS = (
    "male", "age", "agpop", "ricearea_2010", "literacy", "intensive", "risk_averse",
    "disaster_prob",
)  # fmt: skip
CARD = (
    "exper",
    "expersq",
    "black",
    "south",
    "smsa",
    "smsa66",
    *(f"reg66{i}" for i in range(2, 10)),
)


def row(name: str, rows: pd.DataFrame, columns: tuple[str, str, str], others: pd.DataFrame, **how):
    outcome, taken, instrument = columns
    others = others.assign(constant=1.0)
    fit = IV2SLS(rows[outcome], others, rows[[taken]], rows[[instrument]]).fit(**how)
    first = fit.first_stage.diagnostics.loc[taken]
    return {
        "id": name,
        "estimate": fit.params[taken],
        "std_error": fit.std_errors[taken],
        "first_stage_f": first["f.stat"],
        "n_obs": len(rows),
    }


def main() -> None:
    card = pd.read_csv(ROOT / "data" / "college-proximity" / "raw" / "card.csv")
    schooling = ("lwage", "educ", "nearc4")
    farmers = pd.read_csv(ROOT / "data" / "weather-insurance" / "raw" / "social_insure.csv")
    farmers = farmers.dropna(subset=list(FARMERS))
    villages = pd.get_dummies(farmers["village"], drop_first=True, dtype=float)
    address = np.unique(farmers["address"], return_inverse=True)[1]
    insured = ("takeup_survey", "pre_takeup_rate", "default")
    told = farmers[list(FARMERS)].join(villages)
    rows = [
        row("card_HC0", card, schooling, card[list(CARD)], cov_type="robust"),
        row("card_HC1", card, schooling, card[list(CARD)], cov_type="robust", debiased=True),
        row("farmers_HC0", farmers, insured, told, cov_type="robust"),
        row("farmers_CR0", farmers, insured, told, cov_type="clustered", clusters=address),
        row("farmers_CR1", farmers, insured, told, cov_type="clustered", clusters=address,
            debiased=True),
    ]  # fmt: skip
    table = pd.DataFrame(rows).assign(software=f"linearmodels {linearmodels.__version__}")
    path = Path(__file__).with_suffix(".csv")
    table.to_csv(path, index=False, float_format="%.14g", lineterminator="\n")


if __name__ == "__main__":
    main()
