"""What an analyst gets from `pipeline.load`: plan, data and results as data frames, and figures.

The report's own sections and figures come in any language that has a catalogue; they are what the
report shows, not drawn a second time.
"""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.codebook import Codebook, asked_in
from pipeline.errors import Fault, ResultsError
from pipeline.plan import Plan
from pipeline.plan_file import load_plan_and_codebook
from pipeline.project import Folder, evaluation
from pipeline.results import read_json, read_table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from pipeline.reporting.evaluation import Html, Report


@dataclass(frozen=True)
class Evaluation:
    """One evaluation as the pipeline left it; every table is read when it is first asked for."""

    folder: Folder
    plan: Plan
    codebook: Codebook

    @cached_property
    def analysis(self) -> pd.DataFrame:
        """One row per unit of analysis; it is only where the data are."""
        path = self.folder.analysis / "analysis.parquet"
        if not path.is_file():
            message = "the analysis data are not on this machine"
            help_ = f"put the export under data/{self.folder.name}/raw/ and run `dvc repro`"
            raise ResultsError(Fault("E604", message, self.folder.relative(path), help=help_))
        return pd.read_parquet(path)

    @cached_property
    def estimates(self) -> pd.DataFrame:
        """Every effect, headline first."""
        return read_table(self.folder, "estimates.csv")

    @cached_property
    def balance(self) -> pd.DataFrame:
        """Every covariate between the arms, and the joint test."""
        return read_table(self.folder, "balance.csv")

    @cached_property
    def attrition(self) -> pd.DataFrame:
        """Who was lost, by arm."""
        return read_table(self.folder, "attrition.csv")

    @cached_property
    def sample_flow(self) -> pd.DataFrame:
        """How many were left after each step."""
        return read_table(self.folder, "sample_flow.csv")

    @cached_property
    def checks(self) -> pd.DataFrame:
        """Every check of the data."""
        return read_table(self.folder, "data_checks.csv")

    @cached_property
    def robustness(self) -> pd.DataFrame:
        """Every attempt to break a headline."""
        return read_table(self.folder, "robustness.csv")

    @cached_property
    def headline(self) -> pd.DataFrame:
        """For each outcome its effect, means without and with, and verdict."""
        return pd.DataFrame(read_json(self.folder, "headline.json")).T

    def section(self, name: str, language: str = "en") -> "Html":
        """One section of the report as it stands there, such as `bottom_line` or `certainty`."""
        from pipeline.reporting.in_notebook import section_shown

        return section_shown(self._report(language), name)

    def results(self, language: str = "en") -> "Html":
        """The report's table of every declared outcome, without and with the programme."""
        return self.section("results", language)

    def flow(self, language: str = "en") -> "Html":
        """The report's account of who was reached and who was lost."""
        return self.section("flow", language)

    def figure(self, name: str, outcome: str = "", language: str = "en") -> "Html":
        """A figure of the report: `balance`, `estimates`, or a curve of `curves.csv` by its name.

        ``outcome`` is as the results name it; left out, it is the first that has such a figure.
        """
        from pipeline.reporting.in_notebook import figure_shown

        return figure_shown(self._report(language), name, outcome)

    def _report(self, language: str) -> "Report":
        from pipeline.reporting.evaluation import open_report

        return open_report(self.folder.name, language, self.folder.root)

    def love_plot(self) -> "Figure":
        """The report's figure of baseline balance."""
        from pipeline.reporting.figures import love_plot

        return love_plot(self.balance, self._labels(self.balance["variable"].unique()))

    def estimates_plot(self, outcome: str) -> "Figure":
        """The report's figure of every estimate of one outcome, in the outcome's own units."""
        from pipeline.reporting.figures import estimates_plot

        return estimates_plot(self.estimates, outcome, self._labels([outcome])[outcome])

    def _labels(self, names: "list[str] | pd.Series") -> dict[str, str]:
        indicators = dict(
            zip(self.plan.indicators, self.plan.construct_.missing_covariates, strict=True)
        )
        return {
            name: f"{self._label(indicators[name])}: not answered"
            if name in indicators
            else self._label(name)
            for name in names
        }

    def _label(self, name: str) -> str:
        planned = {**self.plan.construct_.variables, **self.plan.outcomes}
        if name in planned:
            return planned[name].label["en"]
        variable, wave = asked_in(name, self.codebook, self.plan.clean.merged)
        label = self.codebook[variable].label["en"] if variable in self.codebook else ""
        return ", ".join(part for part in (label or variable, wave) if part)


def load(name: str, root: Path | None = None) -> Evaluation:
    """The evaluation of a name, from anywhere inside the project.

    Raises
    ------
    PlanError
        Where there is no such evaluation, or its plan has faults.
    """
    folder = evaluation(name, root)
    return Evaluation(folder, *load_plan_and_codebook(folder))
