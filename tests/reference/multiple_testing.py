"""Writes `multiple_testing.csv`: adjusted p-values of software that is not ours.

Run with pyfixest installed; the project itself does not need it. `sharpened_q` of the sets named
anderson_* was computed in Stata with M. Anderson's `fdr_sharpened_qvalues.do`, as recorded in the
tests of github.com/josh-ashkinaze/sharp-q-values (MIT); it is rounded up to 0.001.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest
from references import data

HERE = Path(__file__).parent
DRAWS = 19_999
OUTCOMES = ("re78", "worked78", "re78_high", "re75")


def nsw() -> pd.DataFrame:
    """Four outcomes of the National Supported Work experiment, of which the last has no effect."""
    rows = data("nsw")
    return rows.assign(worked78=(rows["re78"] > 0) * 1.0, re78_high=(rows["re78"] > 10_000) * 1.0)


def joint() -> pd.DataFrame:
    """Westfall-Young by the lottery held again, Romano-Wolf by the wild bootstrap."""
    rows = nsw()
    fits = [pyfixest.feols(f"{name} ~ treat", data=rows, vcov="HC1") for name in OUTCOMES]
    by_lottery = pyfixest.wyoung(fits, "treat", reps=999, seed=1, sampling_method="ri")
    by_bootstrap = pyfixest.rwolf(fits, "treat", reps=DRAWS, seed=1)
    return pd.DataFrame(
        {
            "outcome": OUTCOMES,
            "p_value": by_lottery.loc["Pr(>|t|)"].to_numpy(float),
            "westfall_young": by_lottery.loc["WY Pr(>|t|)"].to_numpy(float),
            "romano_wolf": by_bootstrap.loc["RW Pr(>|t|)"].to_numpy(float),
        }
    )


if __name__ == "__main__":
    table = joint()
    np.testing.assert_array_equal(table["outcome"], OUTCOMES)
    table.to_csv(HERE / "multiple_testing.csv", index=False, float_format="%.12g")
