"""The stages of a run by the names that DVC gives them."""

from dataclasses import dataclass

from pipeline.errors import Fault, PlanError, nearest
from pipeline.stages import OVER_ALL, PAGES, STAGES


@dataclass(frozen=True)
class Target:
    """One stage of one evaluation, and for a page its language; the portfolio has neither."""

    stage: str
    evaluation: str = ""
    language: str = ""

    @property
    def name(self) -> str:
        """As in dvc.yaml: `estimate@hiv-results`, `report@hiv-results-en`."""
        parts = "-".join(part for part in (self.evaluation, self.language) if part)
        return f"{self.stage}@{parts}" if parts else self.stage

    @property
    def label(self) -> str:
        return f"{self.stage} {self.language}".strip()


def targets_of(evaluation: str, languages: tuple[str, ...], until: str = "") -> tuple[Target, ...]:
    """The stages of one evaluation in the flow's order, up to and with ``until``.

    Pages before ``until`` are left out: nothing is made from them.

    Raises
    ------
    PlanError
        Where there is no such stage.
    """
    known = (*STAGES, OVER_ALL)
    if until and until not in known:
        help_ = nearest(until, known) or "stages: " + ", ".join(known)
        raise PlanError(Fault("E103", f"there is no stage `{until}`", help=help_))
    whole = until in ("", OVER_ALL)
    last = len(STAGES) if whole else STAGES.index(until) + 1
    chosen = [stage for stage in STAGES[:last] if whole or stage not in PAGES or stage == until]
    return tuple(
        Target(stage, evaluation, language)
        for stage in chosen
        for language in (languages if stage in PAGES else ("",))
    )
