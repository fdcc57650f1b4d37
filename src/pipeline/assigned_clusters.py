"""Were units assigned, or whole clusters? What the data say of it against what the plan says."""

import pandas as pd

from pipeline.document import Document
from pipeline.errors import Fault
from pipeline.plan import Plan


def cluster_faults(document: Document, analysis: pd.DataFrame, plan: Plan) -> list[Fault]:
    """Clusters that were drawn whole in a plan of single units, or drawn apart in one of clusters.

    ``analysis`` has one row per unit, none without arm, cluster or stratum. Clusters are counted,
    never named.
    """
    design = plan.design
    if design.clusters is None or not design.rule.lottery:
        return []
    arms = analysis.groupby(design.clusters)[design.treatment].nunique()
    mixed = int((arms > 1).sum())
    if not design.rule.assigns_clusters:
        return [] if mixed else [_drawn_whole(document, design.clusters)]
    faults = [_drawn_apart(document, design.clusters, mixed, len(arms))] if mixed else []
    if design.strata:
        strata = analysis.groupby(design.clusters)[design.strata].nunique()
        across = int((strata > 1).sum())
        faults += [_across_strata(document, design.clusters, across, len(arms))] if across else []
    return faults


def _drawn_whole(document: Document, clusters: str) -> Fault:
    message = f"all units of each `{clusters}` have the same treatment: clusters were drawn"
    help_ = "a lottery between clusters is `kind: cluster_randomised`"
    return document.fault("E225", message, ("design", "clusters"), help=help_)


def _drawn_apart(document: Document, clusters: str, mixed: int, total: int) -> Fault:
    message = f"{mixed} of {total} `{clusters}` clusters have units of both arms"
    help_ = "correct cluster or treatment; if units were drawn one by one, it is `kind: randomised`"
    return document.fault("E218", message, ("design", "clusters"), help=help_)


def _across_strata(document: Document, clusters: str, across: int, total: int) -> Fault:
    message = f"{across} of {total} `{clusters}` clusters lie in more than one stratum"
    help_ = "give each cluster a number of its own, also where strata count from 1 again"
    return document.fault("E219", message, ("design", "strata"), help=help_)
