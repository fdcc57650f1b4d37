"""Clean data to one row per unit of analysis: the research decisions, each exclusion counted."""

import pandas as pd

from pipeline import expressions
from pipeline.assigned_clusters import cluster_faults
from pipeline.codebook import ROW
from pipeline.document import Document, read_document
from pipeline.errors import DataError, Fault
from pipeline.plan import Plan
from pipeline.plan_file import load_plan
from pipeline.project import Folder, read_rows, whole_file


def run(folder: Folder) -> str:
    """Write `analysis/analysis.parquet` and `analysis/exclusions.csv`."""
    plan = load_plan(folder)
    survey = read_rows(folder, folder.clean / "survey.parquet")
    log = read_rows(folder, folder.clean / "log.csv")
    document = read_document(folder.plan, folder.relative(folder.plan))

    frame = with_variables(survey, plan)
    exclusions = _exclusions(frame, plan, log)
    analysis = _analysis_columns(in_sample(frame, plan), plan)
    sanity_check_analysis(document, analysis, plan)

    with whole_file(folder.analysis / "analysis.parquet") as path:
        analysis.to_parquet(path, index=False)
    with whole_file(folder.analysis / "exclusions.csv") as path:
        exclusions.to_csv(path, index=False, lineterminator="\n")
    return f"{len(analysis):,} units of {int(exclusions['n'].iloc[0]):,} rows"


def with_variables(survey: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The survey with the plan's own variables added, in the order of the plan."""
    frame = survey.copy()
    for name, variable in plan.construct_.variables.items():
        try:
            frame[name] = expressions.variable(frame, variable.expression)
        except expressions.ExpressionError as error:
            raise _not_computed(f"construct.variables.{name}.expression", error) from None
    return frame


def _not_computed(key: str, error: Exception) -> DataError:
    return DataError(Fault("E223", f"the expression cannot be computed: {error}", key=key))


def in_sample(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The rows that every sample rule keeps."""
    for number in range(len(plan.construct_.sample)):
        frame = kept_by(frame, plan, number)
    return frame


def kept_by(frame: pd.DataFrame, plan: Plan, number: int) -> pd.DataFrame:
    """The rows that one sample rule, by its number from 0, keeps.

    Raises
    ------
    DataError
        Where the rule is not a condition, or cannot be computed on these columns.
    """
    try:
        return frame[expressions.condition(frame, plan.construct_.sample[number].keep)]
    except expressions.ExpressionError as error:
        raise _not_computed(f"construct.sample.{number}.keep", error) from None


def _exclusions(frame: pd.DataFrame, plan: Plan, log: pd.DataFrame) -> pd.DataFrame:
    """Rows left and rows excluded after each step, from the export to the study's sample."""
    exported = int(log.loc[log["rule"] == "export", "rows"].iloc[0])
    duplicates = int(log.loc[log["rule"] == "dropped_duplicates", "rows"].sum())
    steps = [{"step": "export", "n": exported, "excluded": 0}]
    if duplicates:
        left = exported - duplicates
        steps.append({"step": "exact_duplicates", "n": left, "excluded": duplicates})
    for number in range(len(plan.construct_.sample)):
        kept = kept_by(frame, plan, number)
        excluded = len(frame) - len(kept)
        steps.append({"step": f"sample_{number + 1}", "n": len(kept), "excluded": excluded})
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
        Where units have no arm, cluster or stratum, a covariate is text or constant, clusters were
        not assigned as the plan says, or no units are left.
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
        place = ("construct", "covariates", index)
        if not pd.api.types.is_numeric_dtype(analysis[name]):
            help_ = "make numbers of it under construct: variables:"
            message = f"covariate `{name}` is not a number"
            faults.append(document.fault("E222", message, place, help=help_))
        elif analysis[name].nunique() < 2:
            message = f"covariate `{name}` is the same for everybody"
            faults.append(document.fault("E224", message, place, help="take it out"))
    if not faults:
        faults += cluster_faults(document, analysis, plan)
    if faults:
        raise DataError(faults)
