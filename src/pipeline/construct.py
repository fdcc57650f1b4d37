"""Clean data to one row per unit of analysis: the research decisions, each exclusion counted.

Variables are made in two phases with the sample rules between them. First those that say of a row
what they would say whoever else had been interviewed: expressions, recodes, logarithms, lags,
aggregates, sums. Sample rules may name these. Then those that come from the distribution of the
study's sample (winsorised at its percentiles, standardised by its control group, weighted by its
covariances), and whatever is made from them: computed before the rules they would depend on rows
that the study leaves out, and a rule that named one would choose the sample by the sample.
"""

import pandas as pd

from pipeline import expressions
from pipeline.assigned_clusters import cluster_faults
from pipeline.codebook import ROW, Codebook, asked_in
from pipeline.construction.exclusions import exclusions
from pipeline.construction.given import ConstructionError, Given
from pipeline.construction.making import not_made, of_sample, row_wise, with_made
from pipeline.construction.members import MEMBER, members
from pipeline.construction.missing_covariates import filled
from pipeline.construction.subgroups import subgroup_faults
from pipeline.disclosure_rules import anonymity
from pipeline.document import Document, read_document
from pipeline.errors import DataError, Fault
from pipeline.faults.failed_checks import refuse_failed_checks
from pipeline.faults.numbers import text_faults
from pipeline.faults.sampling import sampling_faults_of
from pipeline.plan import Plan
from pipeline.plan_file import load_plan_and_codebook
from pipeline.project import Folder, read_rows, whole_file
from pipeline.results import write_table
from pipeline.sections.variables import Aggregate
from pipeline.survey import Survey, read_survey


def run(folder: Folder) -> str:
    """Write `analysis/analysis.parquet`, `analysis/exclusions.csv`, `results/disclosure.csv`."""
    plan, codebook = load_plan_and_codebook(folder)
    refuse_failed_checks(folder)
    survey = read_survey(folder, codebook)
    log = read_rows(folder, folder.clean / "log.csv")
    document = read_document(folder.plan, folder.relative(folder.plan))

    try:
        frame = before_sample(survey, plan)
        flow = exclusions(log, survey.rows, frame, plan)
        sample = with_sample_variables(in_sample(frame, plan), survey, plan)
        analysis = _analysis_columns(with_indicators(sample, plan), plan)
    except DataError as error:
        raise DataError(document.placed(fault) for fault in error.faults) from None
    sanity_check_analysis(document, analysis, plan)

    with whole_file(folder.analysis / "analysis.parquet") as path:
        analysis.to_parquet(path, index=False)
    with whole_file(folder.analysis / "exclusions.csv") as path:
        flow.to_csv(path, index=False, lineterminator="\n")
    steward = anonymity.report(
        analysis,
        indirect_identifiers(analysis, codebook, plan),
        list(plan.outcomes),
        plan.disclosure,
    )
    write_table(folder, "disclosure.csv", steward, plan.disclosure)
    return f"{len(analysis):,} units of {int(flow['n'].iloc[0]):,} rows"


def indirect_identifiers(analysis: pd.DataFrame, codebook: Codebook, plan: Plan) -> list[str]:
    """The columns of the analysis data that the codebook marks as indirect identifiers."""
    asked = {name: asked_in(name, codebook, plan.clean.merged)[0] for name in analysis}
    return [
        name
        for name, variable in asked.items()
        if variable in codebook
        and codebook[variable].identifier == "indirect"
        and variable != plan.clean.unit
    ]


def constructed(survey: Survey, plan: Plan) -> pd.DataFrame:
    """The study's sample with every variable of the plan; no missing answer is filled in.

    Raises
    ------
    DataError
        Where a variable or a sample rule cannot be computed on these data.
    """
    return with_sample_variables(in_sample(before_sample(survey, plan), plan), survey, plan)


def before_sample(survey: Survey, plan: Plan) -> pd.DataFrame:
    """The units, before any sample rule, with every variable that a sample rule may name."""
    return with_variables(units(survey, plan), plan, survey)


def units(survey: Survey, plan: Plan) -> pd.DataFrame:
    """The rows of the survey or, where the plan analyses them, the members of its households."""
    planned = plan.construct_.members
    if planned is None:
        return survey.rows
    try:
        return members(survey.rows, planned, _given(survey, plan))
    except ConstructionError as error:
        raise not_made(("construct", "members"), error) from None


def with_variables(rows: pd.DataFrame, plan: Plan, survey: Survey | None = None) -> pd.DataFrame:
    """The rows with the plan's row-wise variables added, in the order of the plan.

    Without the ``survey`` that the rows are of, aggregates of its repeat groups are left out, and
    so is what is made from a column that the rows do not have.
    """
    variables = row_wise(plan.construct_.variables)
    if survey is None:
        variables = {
            name: made for name, made in variables.items() if not isinstance(made, Aggregate)
        }
    return with_made(rows, variables, _given(survey or Survey(rows, {}), plan))


def with_sample_variables(sample: pd.DataFrame, survey: Survey, plan: Plan) -> pd.DataFrame:
    """The study's sample with the variables that depend on its distribution."""
    return with_made(sample, of_sample(plan.construct_.variables), _given(survey, plan))


def with_indicators(sample: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The sample with the plan's `missing_covariates` filled, and who did not answer them."""
    try:
        return filled(sample, plan.construct_)
    except ConstructionError as error:
        raise not_made(("construct", "missing_covariates"), error) from None


def _given(survey: Survey, plan: Plan) -> Given:
    return Given(survey, plan.clean, plan.design)


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
        key = f"construct.sample.{number}.keep"
        message = f"the expression cannot be computed: {error}"
        raise DataError(Fault("E223", message, key=key)) from None


def _analysis_columns(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """What the later stages need and nothing else; treatment as 1 for treated, 0 for control."""
    design = plan.design
    extra = [MEMBER] if plan.construct_.members else []
    extra += [name for name in (plan.clean.unit, design.clusters, design.strata) if name]
    extra += design.sampling_columns
    extra += design.exposure.columns if design.exposure else ()
    extra += design.rerandomisation.covariates if design.rerandomisation else ()
    extra += [name for item in plan.outcomes.values() for name in (item.event, item.lag) if name]
    extra += [name for name in (design.running, design.take_up, design.fixed_effects) if name]
    extra += [name for name in (design.unit, design.time, design.first_treated) if name]
    extra += [design.mediator] if design.mediator else []
    extra += plan.robustness.negative_controls
    extra += (*plan.robustness.clusters, *plan.robustness.wild_bootstrap.columns)
    extra += plan.robustness.specifications.columns if plan.robustness.specifications else ()
    asked = (plan.robustness.enumerator, plan.robustness.interview_date)
    extra += [name for name in asked if name]
    wanted = [ROW, *extra, design.treatment, *plan.outcomes, *plan.covariates, *plan.indicators]
    wanted += [subgroup.column for subgroup in plan.construct_.subgroups]
    wanted += design.factors or ()
    wanted += plan.counted_by
    analysis = frame[list(dict.fromkeys(wanted))].reset_index(drop=True)
    codes = {arm.value: float(number) for number, arm in enumerate(design.arms.named.values())}
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
    for key in ("treatment", "clusters", "strata", "running", "unit", "time"):
        name = getattr(design, key)
        absent = int(analysis[name].isna().sum()) if name else 0
        if absent:
            message = f"{absent} units of the sample have no `{name}`"
            help_ = f'leave them out under construct: sample: (keep: "notna({name})")'
            faults.append(document.fault("E221", message, ("design", key), help=help_))
    faults += sampling_faults_of(document, analysis, design)
    for index, name in enumerate(plan.covariates):
        place = ("construct", "covariates", index)
        if not pd.api.types.is_numeric_dtype(analysis[name]):
            help_ = "make numbers of it under construct: variables:"
            message = f"covariate `{name}` is not a number"
            faults.append(document.fault("E222", message, place, help=help_))
        elif analysis[name].nunique() < 2:
            message = f"covariate `{name}` is the same for everybody"
            faults.append(document.fault("E224", message, place, help="take it out"))
    faults += text_faults(document, analysis, plan)
    faults += subgroup_faults(document, analysis, plan)
    if not faults:
        faults += cluster_faults(document, analysis, plan)
    if faults:
        raise DataError(faults)
