"""The stages of the flow, by the names that dvc.yaml and the plan use."""

from importlib import import_module

from pipeline.errors import Fault, PlanError, nearest
from pipeline.project import evaluation, find_root

STAGES = (
    "identify",
    "clean",
    "check",
    "data_quality",
    "construct",
    "balance",
    "estimate",
    "robustness",
    "rehearse",
    "conclude",
    "report",
)
OVER_ALL = "portfolio"


# Stages that write a page run once for each language of the reports.
PAGES = ("data_quality", "report")


def run_stage(stage: str, name: str, language: str = "en") -> str:
    """Run one stage of one evaluation and say in one line what it did.

    Raises
    ------
    PlanError
        Where there is no such stage or evaluation; a stage raises errors of its own.
    """
    if stage == OVER_ALL:
        return f"portfolio: {import_module('pipeline.portfolio').run(find_root())}"
    if stage not in STAGES:
        known = (*STAGES, OVER_ALL)
        help_ = nearest(stage, known) or "stages: " + ", ".join(known)
        raise PlanError(Fault("E103", f"there is no stage `{stage}`", help=help_))
    folder = evaluation(name)
    module = import_module(f"pipeline.{stage}")
    did = module.run(folder, language) if stage in PAGES else module.run(folder)
    return f"{stage} {name}: {did}"
