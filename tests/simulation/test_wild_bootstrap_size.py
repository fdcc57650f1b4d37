"""The size of the wild cluster bootstrap with few clusters, and how it fails with few treated."""

import numpy as np
import pytest

from pipeline.inference.wild_cluster_bootstrap import wild_cluster_bootstrap
from pipeline.inference.wild_sums import cluster_sums

SHORT, LONG = 300, 2000
DRAWS = 399
LEVEL = 0.05
MONTE_CARLO = 3.9
# Half the clusters treated, of unequal sizes: what Webb (2023) and MacKinnon and Webb (2018) find
# is near the level; this much more is what they report for six clusters.
TOO_OFTEN = 0.02


def rejections(clusters: int, treated: int, studies: int) -> float:
    """The share of studies without effect in which the test finds one."""
    rng = np.random.default_rng([31, clusters, treated])
    found = 0
    for _ in range(studies):
        village = np.repeat(np.arange(clusters), rng.integers(5, 41, size=clusters))
        chosen = rng.permutation(np.arange(clusters) < treated)[village]
        y = 0.5 * rng.normal(size=clusters)[village] + rng.normal(size=len(village))
        exog = np.column_stack([np.ones(len(village)), chosen])
        test = wild_cluster_bootstrap(cluster_sums(exog, y, village, 1), DRAWS, rng, LEVEL)
        found += test.p_value < LEVEL
    return found / studies


def near_its_level(clusters: int, studies: int) -> None:
    found = rejections(clusters, clusters // 2, studies)
    margin = MONTE_CARLO * np.sqrt(LEVEL * (1 - LEVEL) / studies)
    assert LEVEL - margin - TOO_OFTEN < found < LEVEL + margin + TOO_OFTEN


@pytest.mark.parametrize("clusters", [6, 10])
def test_finds_nothing_where_nothing_happened(clusters: int) -> None:
    near_its_level(clusters, SHORT)


@pytest.mark.long
@pytest.mark.parametrize("clusters", [6, 7, 8, 9, 10, 14, 20])
def test_finds_nothing_where_nothing_happened_in_many_studies(clusters: int) -> None:
    near_its_level(clusters, LONG)


def test_with_one_treated_cluster_it_hardly_ever_finds_anything() -> None:
    """MacKinnon and Webb (2018): what the words of the check warn of."""
    assert rejections(12, 1, SHORT) < LEVEL / 5
