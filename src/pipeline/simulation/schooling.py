"""The children of the households a year later, and which of them go to school."""

import numpy as np
import pandas as pd

SCHOOL_AGE = (6, 14)  # the ages of the outcome, both included
ASKED_AGE = (6, 17)  # the ages for which the form asks
BIRTHS = 0.09  # of women under 42 with a husband at home, in a year
IN_COMMON = 0.75  # of a child's standard deviation, what brothers and sisters share


def children_at_endline(rng: np.random.Generator, members: pd.DataFrame) -> pd.DataFrame:
    """Every member a year older, and those born since: as ``members``, with born (0 or 1)."""
    husbands = members.loc[members["relation"] == "husband", "household"]
    young = members[(members["relation"] == "self") & (members["member_age"] < 42)]
    mothers = young.loc[young["household"].isin(husbands), "household"].to_numpy()
    mothers = mothers[rng.random(len(mothers)) < BIRTHS]
    born = pd.DataFrame(
        {
            "household": mothers,
            "relation": "child",
            "member_sex": rng.choice(["female", "male"], len(mothers)),
            "member_age": 0,
            "member_name": rng.choice(["نور", "جود", "ضياء", "إحسان"], len(mothers)),
            "born": 1,
        }
    )
    older = members.assign(member_age=members["member_age"] + 1, born=0)
    everybody = pd.concat([older, born], ignore_index=True)
    return everybody.sort_values("household", kind="stable").reset_index(drop=True)


def attendance(
    rng: np.random.Generator, children: pd.DataFrame, of_household: np.ndarray, wave: str
) -> np.ndarray:
    """Whether each member goes to school in a wave (m,); older children leave it.

    ``rng`` must be the same generator in every wave, so that a child is the same child.
    """
    first, second = rng.normal(size=(2, len(children)))
    own = first if wave == "before" else 0.7 * first + np.sqrt(1 - 0.7**2) * second
    age = children["member_age"].to_numpy() - (wave == "before")
    usual = 0.95 - 0.13 * np.clip(age - 10, 0, None) - 0.5 * (age == SCHOOL_AGE[0])
    shared = of_household[children["household"]]
    level = usual + IN_COMMON * shared + np.sqrt(1 - IN_COMMON**2) * own
    return level > 0
