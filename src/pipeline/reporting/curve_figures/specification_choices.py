"""The choices of specifications in words, for the curve's picture and for its table."""

from typing import TYPE_CHECKING

from pipeline.reporting.terms import TERMS, term
from pipeline.reporting.words import N_
from pipeline.sections.specifications import WITHOUT

if TYPE_CHECKING:
    import pandas as pd

    from pipeline.reporting.evaluation import Report

CHOICES = ("estimator", "covariates", "sample", "transformation", "trimming")
KINDS = {"covariates": "covariate_set", "sample": "sample_rule"}


def varied(rows: "pd.DataFrame") -> dict[str, list[str]]:
    """The choices that specifications differ in, each with its options as they first appear.

    The headline's option comes first.
    """
    ordered = rows.sort_values("headline", ascending=False, kind="stable")
    options = {choice: list(dict.fromkeys(ordered[choice])) for choice in CHOICES}
    return {choice: names for choice, names in options.items() if len(names) > 1}


def option_name(report: "Report", choice: str, option: str) -> str:
    """An option in words: a name of the plan by its label there, or as it stands, with spaces."""
    kind, declared = KINDS.get(choice, choice), report.plan.robustness.specifications
    labels = declared.labels if declared and choice in KINDS else {}
    if option in labels:
        return report.words.label(labels[option])
    if option in TERMS[kind]:
        return term(report.words, kind, option)
    left_out = option.removeprefix(WITHOUT)
    if choice == "covariates" and left_out != option and left_out in report.plan.covariates:
        without = report.words.say(N_("without {covariate}"))
        return without.format(covariate=report.variable_label(left_out))
    return option.replace("_", " ")
