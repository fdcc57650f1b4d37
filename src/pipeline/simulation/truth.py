"""The true effects: the average over all households of both potential outcomes' difference."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipeline.simulation.outcomes import ITEMS, Potential, child_out_of_school

COLUMNS = ("outcome", "label", "unit", "true_effect", "untreated_mean", "untreated_sd", "icc")
LABELS = {
    "savings": ("Put aside last month", "US dollars"),
    "income": ("Household income last month", "US dollars"),
    "food_spending": ("Spent on food last month", "US dollars"),
    "unpaid_hours": ("Unpaid work a day", "hours"),
    "child_out_of_school": ("A child of 6 to 14 is out of school", "share"),
    "decisions": ("Decisions of five in which the woman has a say", "share"),
    "agency_index": ("The same five decisions, weighted (Anderson 2008)", "control SD"),
}


@dataclass(frozen=True)
class Pair:
    """An outcome of every household without the programme and with it, both (n,)."""

    untreated: np.ndarray
    treated: np.ndarray

    @property
    def effect(self) -> float:
        """The average effect over all households."""
        return float((self.treated - self.untreated).mean())


def outcome_pairs(potential: Potential) -> dict[str, Pair]:
    """Both potential outcomes of every outcome that the plan names."""
    without, with_ = potential.untreated, potential.treated
    pairs = {
        name: Pair(without[name].to_numpy(), with_[name].to_numpy())
        for name in ("savings", "income", "food_spending", "unpaid_hours")
    }
    pairs["child_out_of_school"] = Pair(
        *(
            child_out_of_school(potential.children, f"in_school_{arm}", len(without))
            for arm in ("untreated", "treated")
        )
    )
    items = list(ITEMS)
    pairs["decisions"] = Pair(
        without[items].mean(axis=1).to_numpy(), with_[items].mean(axis=1).to_numpy()
    )
    pairs["agency_index"] = _weighted(without[items].to_numpy(), with_[items].to_numpy())
    return pairs


def _weighted(without: np.ndarray, with_: np.ndarray) -> Pair:
    """The inverse-covariance weighted index, in standard deviations of the untreated.

    References
    ----------
    Anderson, M. L. (2008). Multiple Inference and Gender Differences in the Effects of Early
    Intervention. JASA 103(484), 1481–1495.
    """
    mean, sd = without.mean(axis=0), without.std(axis=0, ddof=1)
    scores = (without - mean) / sd, (with_ - mean) / sd
    weights = np.linalg.inv(np.cov(scores[0], rowvar=False)).sum(axis=1)
    first, second = (score @ weights / weights.sum() for score in scores)
    spread = first.std(ddof=1)
    return Pair(first / spread, second / spread)


def truth_table(potential: Potential, village: np.ndarray) -> pd.DataFrame:
    """One line an outcome: its true effect, and how it is without the programme."""
    lines = []
    for name, pair in outcome_pairs(potential).items():
        about = (pair.effect, pair.untreated.mean(), pair.untreated.std(ddof=1))
        icc = intracluster_correlation(pair.untreated, village)
        lines.append((name, *LABELS[name], *(round(float(x), 4) for x in (*about, icc))))
    return pd.DataFrame(lines, columns=list(COLUMNS))


def intracluster_correlation(values: np.ndarray, cluster: np.ndarray) -> float:
    """The share of variance between clusters, by analysis of variance.

    References
    ----------
    Donner, A. and Klar, N. (2000). Design and Analysis of Cluster Randomization Trials, chapter 1.
    """
    groups = pd.Series(values).groupby(cluster)
    sizes, means = groups.size(), groups.mean()
    n, k = len(values), len(sizes)
    between = float((sizes * (means - values.mean()) ** 2).sum()) / (k - 1)
    within = float(((values - means.loc[cluster].to_numpy()) ** 2).sum()) / (n - k)
    usual_size = (n - float((sizes**2).sum()) / n) / (k - 1)
    return (between - within) / (between + (usual_size - 1) * within)
