"""Makes rossi.csv, the data of an experiment, and survival.csv, its numbers by lifelines.

The Transitional Aid Research Project gave prisoners released in Maryland money by lottery and
counted the weeks until an arrest, for a year (Rossi, Berk and Lenihan 1980).
Run with lifelines installed, from this folder: python survival.py > survival.csv
"""

import sys
from importlib.metadata import version

import pandas as pd
from lifelines import KaplanMeierFitter
from lifelines.datasets import load_rossi
from lifelines.utils import restricted_mean_survival_time


def main() -> None:
    rows = load_rossi()
    columns = ["week", "arrest", "fin", "age", "race", "wexp", "mar", "paro", "prio"]
    rows[columns].to_csv("data/rossi.csv", index=False)
    # Its data are watched to the end; arms with people lost on the way need a rule of their own.
    lost = rows.assign(week=(rows["week"] - rows["age"] % 7 * 4).clip(lower=1))
    lost["arrest"] = rows["arrest"] * (rows["age"] % 5 != 0)
    lines = []
    for name, data in (("rossi", rows), ("rossi_lost", lost)):
        for arm in (1, 0):
            for horizon in (20, 40):
                chosen = data[data["fin"] == arm]
                fit = KaplanMeierFitter().fit(chosen["week"], chosen["arrest"])
                mean = restricted_mean_survival_time(fit, t=horizon)
                share = 1 - fit.predict(horizon)
                lines.append((name, arm, horizon, share, mean))
    table = pd.DataFrame(lines, columns=["data", "arm", "horizon", "share", "mean"])
    print(f"# lifelines {version('lifelines')}", file=sys.stderr)
    table.to_csv(sys.stdout, index=False, float_format="%.12g", lineterminator="\n")


if __name__ == "__main__":
    main()
