"""Clean data to one row per unit of analysis: the research decisions, each exclusion counted."""

import pandas as pd

from pipeline import expressions
from pipeline.codebook import ROW
from pipeline.data_faults import data_faults
from pipeline.document import Document, read_document
from pipeline.errors import DataError
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder, whole_file


def run(folder: Folder) -> str:
    """Write `analysis/analysis.parquet` and `analysis/exclusions.csv`."""
    plan = load_plan(folder)
    survey = pd.read_parquet(folder.clean / "survey.parquet")
    log = pd.read_csv(folder.clean / "log.csv", keep_default_na=False)
    document = read_document(folder.plan, folder.relative(folder.plan))

    refuse_unplanned_data(document, survey)
    frame = with_variables(survey, plan)
    exclusions = _exclusions(frame, plan, log)
    analysis = _analysis_columns(in_sample(frame, plan), plan)
    sanity_check_analysis(document, analysis, plan)

    with whole_file(folder.analysis / "analysis.parquet") as path:
        analysis.to_parquet(path, index=False)
    with whole_file(folder.analysis / "exclusions.csv") as path:
        exclusions.to_csv(path, index=False, lineterminator="\n")
    return f"{len(analysis):,} units of {int(exclusions['n'].iloc[0]):,} rows"


def refuse_unplanned_data(document: Document, survey: pd.DataFrame) -> None:
    """Stop where the survey contradicts the plan.

    Raises
    ------
    DataError
        With every arm that was not planned and every outcome that is constant or not a number.
    """
    faults = data_faults(document, survey)
    if faults:
        raise DataError(faults)


def with_variables(survey: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The survey with the plan's own variables added, in the order of the plan."""
    frame = survey.copy()
    for name, variable in plan.construct_.variables.items():
        frame[name] = expressions.variable(frame, variable.expression)
    return frame


def in_sample(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The rows that every sample rule keeps."""
    for rule in plan.construct_.sample:
        frame = frame[expressions.evaluate(frame, rule.keep).astype(bool)]
    return frame


def _exclusions(frame: pd.DataFrame, plan: Plan, log: pd.DataFrame) -> pd.DataFrame:
    """Rows left and rows excluded after each step, from the export to the study's sample."""
    exported = int(log.loc[log["rule"] == "export", "rows"].iloc[0])
    duplicates = int(log.loc[log["rule"] == "dropped_duplicates", "rows"].sum())
    steps = [{"step": "export", "n": exported, "excluded": 0}]
    if duplicates:
        left = exported - duplicates
        steps.append({"step": "exact_duplicates", "n": left, "excluded": duplicates})
    for number, rule in enumerate(plan.construct_.sample, start=1):
        kept = frame[expressions.evaluate(frame, rule.keep).astype(bool)]
        excluded = len(frame) - len(kept)
        steps.append({"step": f"sample_{number}", "n": len(kept), "excluded": excluded})
        frame = kept
    return pd.DataFrame(steps)


def _analysis_columns(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """What the later stages need and nothing else; treatment as 1 for treated, 0 for control."""
    design = plan.design
    extra = [name for name in (plan.clean.unit, design.clusters, design.strata) if name]
    wanted = [ROW, *extra, design.treatment, *plan.outcomes, *plan.covariates]
    analysis = frame[list(dict.fromkeys(wanted))].reset_index(drop=True)
    codes = {design.arms.control.value: 0.0, design.arms.treated.value: 1.0}
    analysis[design.treatment] = analysis[design.treatment].map(codes)
    return analysis


def sanity_check_analysis(document: Document, analysis: pd.DataFrame, plan: Plan) -> None:
    """Stop where the analysis data could not answer the plan's question.

    Raises
    ------
    DataError
        Where units have no arm, clusters are missing, a covariate is text, or no units are left.
    """
    faults, design = [], plan.design
    if analysis.empty:
        faults.append(document.fault("E220", "no rows are left", ("construct", "sample")))
    for key in ("treatment", "clusters", "strata"):
        name = getattr(design, key)
        absent = int(analysis[name].isna().sum()) if name else 0
        if absent:
            message = f"{absent} units of the sample have no `{name}`"
            help_ = f'leave them out under construct: sample: (keep: "notna({name})")'
            faults.append(document.fault("E221", message, ("design", key), help=help_))
    for index, name in enumerate(plan.covariates):
        if not pd.api.types.is_numeric_dtype(analysis[name]):
            place = ("construct", "covariates", index)
            help_ = "make numbers of it under construct: variables:"
            message = f"covariate `{name}` is not a number"
            faults.append(document.fault("E222", message, place, help=help_))
    if faults:
        raise DataError(faults)
