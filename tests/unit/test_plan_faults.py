"""A plan with faults: all of them in one message, each with its file, line and key."""

import contextlib
import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from conftest import athar
from pipeline.errors import PlanError
from pipeline.plan_file import load_plan
from pipeline.project import evaluation

PLAN_EXIT, DATA_EXIT, IDENTIFICATION_EXIT = 2, 3, 4
HIV = "data/hiv-results/plan.yaml"


def edit(project: Path, old: str, new: str, file: str = HIV) -> int:
    """Replace text in a file of the project; the line where the new text begins."""
    path = project / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, f"the shipped plan no longer holds {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def refused(project: Path, *arguments: str, code: int = PLAN_EXIT) -> str:
    result = athar(project, *(arguments or ("check-plan", "hiv-results")))
    assert "Traceback" not in result.stderr
    assert result.returncode == code, result.stderr
    return result.stderr


@pytest.mark.parametrize(
    ("old", "new", "fault", "key", "help_"),
    [
        ("  kind: randomised", "  knd: randomised", "unknown key `knd`", "design.knd", "`kind`"),
        ("  kind: randomised", "  kind: randomized", "must be one of", "design.kind", "randomised"),
        ("treatment: any", "treatment: anny", "column `anny`", "design.treatment", "`any`"),
        ("clusters: villnum", "clusters: vilnum", "column `vilnum`", "design.clusters", "villnum"),
        ("    - male", "    - mael", "column `mael`", "construct.covariates.0", "`male`"),
        (
            "    - male",
            "    - got",
            "`got` is the outcome",
            "construct.covariates.0",
            "take it off",
        ),
        ("confidence: 0.95", "confidence: high", "`confidence`", "estimate.confidence", ""),
        ("confidence: 0.95", "confidence: 2", "`confidence`", "estimate.confidence", ""),
        ("    - lin", "    - ln", "estimator `ln`", "estimate.estimators.0", "`lin`"),
        ("    - lin", "    - aipw", "estimator `aipw`", "estimate.estimators.0", "supported"),
        ("age ** 2", "agee ** 2", "names `agee`", "construct.variables.age_squared", "`age`"),
        ("age ** 2", "__import__('os')", "calls a function", "construct.variables", "only"),
        ("age ** 2", "age **", "cannot be read", "construct.variables", ""),
        ("age ** 2", '"1"', "names no column", "construct.variables", ""),
        ("graph: implied", "graph: any -> gott", "names `gott`", "graph", "`got`"),
        ("graph: implied", "graph: 'got -> any -> got'", "cannot read the graph", "graph", ""),
        ("    - outcome: got", "    - outcome: gott", "`gott`", "robustness.published", "`got`"),
        ('estimate: "0.431"', 'estimate: "43%"', "`estimate`", "robustness.published.0", ""),
        ("- keep: notna(any)", "- keep: notna(got)", "chosen by `got`", "construct.sample.0", ""),
        ("    - ancova", "    - lin", "`lin` is listed twice", "estimate.estimators.1", ""),
        ("{column: got,", "{column: age,", "`age` has two constraints", "check.constraints", "one"),
        ("strata: district", "strata: any", "`any` is the treatment", "design.strata", ""),
        (
            'period: {en: "2004",',
            "period: {en: 2004-01-02,",
            "a date without quotes",
            "evaluation.period",
            '"2004',
        ),
        ("label: {en: Age squared, ", "label: {", "in English", "construct.variables", ""),
    ],
)
def test_each_fault_names_its_place(
    project: Path, old: str, new: str, fault: str, key: str, help_: str
) -> None:
    line = edit(project, old, new)
    message = refused(project)
    assert fault in message
    assert re.search(rf"{HIV}:{line}\b", message), message
    assert key in message
    assert help_ in message


MADE = """    high: {label: x, winsorise: age}
    higher: {label: x, expression: 2 * high}
"""


@pytest.mark.parametrize(
    ("entries", "fault", "key", "help_"),
    [
        ("made: {recode: agee, map: {1: 0}}", "`agee`, which is not", "made.recode", "`age`"),
        ("made: {log: agee, zero: missing}", "`agee`, which is not", "made.log", "`age`"),
        ("made: {winsorise: agee}", "`agee`, which is not", "made.winsorise", "`age`"),
        ("made: {index: sum, of: [male, agee]}", "`agee`, which is not", "made.of.1", "`age`"),
        ("made: {lag: agee, wave: survey}", "`agee`, which is not", "made.lag", "`age`"),
        ("made: {winsorise: age_squared}", "only made further down", "made.winsorise", "up"),
        ("made: {expression: 2 * age_squared}", "only made further down", "made.expr", "up"),
        ("made: {expression: made + age}", "`made` is made from itself", "made.expr", "circle"),
        (
            "made: {winsorise: other}\n    other: {label: y, index: mean, of: [age, made]}",
            "`made` is made from itself: made from other from made",
            "made.winsorise",
            "circle",
        ),
        ("age: {expression: age / 2}", "already a column", "variables.age", "own name"),
        ("made: {log: age, zero: one}", "`zero` must be one of", "made.zero", ""),
        ("made: {winsorise: age, percentile: [1, 99]}", "unknown key", "made.", "percentiles"),
        ("made: {winsorise: age, percentiles: [60, 99]}", "less than 50", "percentiles.0", ""),
        ("made: {recode: age, map: {}}", "at least 1", "made.map", ""),
        ("made: {index: sum, of: [age]}", "at least 2", "made.of", ""),
        ("made: {index: sum, of: [age, age]}", "listed twice", "made.of.1", ""),
        (
            "made: {index: standardised, of: [age, male], reverse: [mael]}",
            "`mael` is not a component",
            "made.reverse.0",
            "`male`",
        ),
        (
            "made: {index: mean, of: [age, male], reverse: [male]}",
            "without knowing its scale",
            "made.reverse",
            "6 - x",
        ),
        ("made: {lag: age, wave: survey}", "only a long survey has lags", "made", "wide"),
        ("made: {aggregate: count, of: g, value: age}", "takes no value", "made.value", "where"),
        ("made: {aggregate: sum, of: g}", "needs a value", "made.aggregate", ""),
        ("made: {aggregate: share, of: g}", "a share of whom", "made", ""),
        ("made: {aggregate: count, of: g, where: age >}", "cannot be read", "made.where", ""),
        ("made: {aggregate: count, of: g, wave: survy}", "no wave `survy`", "made.wave", "survey"),
    ],
)
def test_each_fault_of_a_made_variable_names_its_place(
    project: Path, entries: str, fault: str, key: str, help_: str
) -> None:
    name, _, rest = entries.partition(": {")
    text = f"    {name}: {{label: x, {rest}\n    age_squared:\n"
    line = edit(project, "    age_squared:\n", text)
    with pytest.raises(PlanError) as caught:
        load_plan(evaluation("hiv-results", project))
    found = [item for item in caught.value.faults if fault in item.message]
    assert len(found) == 1, caught.value
    assert key in found[0].key
    assert found[0].line == line
    assert help_ in found[0].help


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("- keep: notna(any)", "- keep: higher > 1", "construct.sample.0.keep"),
        ("{column: age,", "{column: higher,", "check.constraints.0.column"),
        ("strata: district", "strata: high", "design.strata"),
    ],
)
def test_what_depends_on_the_sample_cannot_choose_it(
    project: Path, old: str, new: str, key: str
) -> None:
    edit(project, "    age_squared:\n", MADE + "    age_squared:\n")
    line = edit(project, old, new)
    with pytest.raises(PlanError, match="depends on the sample") as caught:
        load_plan(evaluation("hiv-results", project))
    assert [(fault.key, fault.line) for fault in caught.value.faults] == [(key, line)]


@pytest.mark.parametrize(
    ("made", "rule", "chosen"),
    [
        ("{recode: got, map: {1: 0}, otherwise: same}", "made > 0", "made"),
        ("{log: got, zero: add_one}", "notna(made)", "made"),
        ("{index: sum, of: [got, male]}", "made > 0", "made"),
        ("{index: sum, of: [tinc, mar]}", "tinc > 0", "tinc"),
        ("{recode: tinc, map: {0: 1}, otherwise: 0}", "tinc > 0", "tinc"),
        ("{aggregate: sum, of: g, value: tinc}", "tinc > 0", "tinc"),
        ("{log: deep, zero: missing}", "tinc > 0", "tinc"),
        ("{log: deep, zero: missing}", "beside > 0", "beside"),
    ],
)
def test_a_sample_is_not_chosen_by_its_outcome_in_any_guise(
    project: Path, made: str, rule: str, chosen: str
) -> None:
    """By what is made from an outcome, what one is made from, and what is made from that."""
    about = "label: x, kind: continuous, direction: increase, smallest_change_that_matters: 1"
    entries = "    deep: {label: x, expression: tinc + 1}\n"
    entries += "    beside: {label: x, expression: 3 * tinc}\n"
    entries += f"    made: {{label: x, {made[1:]}\n"
    edit(project, "    age_squared:\n", entries + "    age_squared:\n")
    if "got" not in made:
        edit(project, "    got:\n", f"    made: {{{about}}}\n    got:\n")
    line = edit(project, "- keep: notna(any)", f"- keep: {rule}")
    with pytest.raises(PlanError, match=f"chosen by `{chosen}`") as caught:
        load_plan(evaluation("hiv-results", project))
    assert [(fault.code, fault.line) for fault in caught.value.faults] == [("E136", line)]


@pytest.mark.parametrize(
    ("entry", "fault", "key"),
    [
        ("missing_covariates: [agee]", "`agee` is not a covariate", "missing_covariates.0"),
        ("missing_covariates: [age, age]", "listed twice", "missing_covariates.1"),
        ("members: {of: people, wave: sruvey}", "no wave `sruvey`", "members.wave"),
    ],
)
def test_other_faults_of_construction(project: Path, entry: str, fault: str, key: str) -> None:
    line = edit(project, "  variables:\n", f"  {entry}\n  variables:\n")
    with pytest.raises(PlanError, match=fault) as caught:
        load_plan(evaluation("hiv-results", project))
    (found,) = caught.value.faults
    assert key in found.key
    assert found.line == line


def test_members_of_a_household_need_clusters(project: Path) -> None:
    edit(project, "  clusters: villnum ", "  # villnum ")
    line = edit(project, "  variables:\n", "  members: {of: people}\n  variables:\n")
    with pytest.raises(PlanError, match="has no clusters") as caught:
        load_plan(evaluation("hiv-results", project))
    assert caught.value.faults[0].line == line


def test_faults_of_form_and_of_names_come_together(project: Path) -> None:
    edit(project, "  kind: randomised", "  kind: randomised\n  knd: x")
    edit(project, "treatment: any", "treatment: anny")
    edit(project, "confidence: 0.95", "confidence: high")
    message = refused(project)
    assert all(word in message for word in ("`knd`", "`anny`", "`confidence`", "3 problems"))


def test_a_design_that_cannot_be_read_does_not_hide_the_rest(project: Path) -> None:
    edit(project, "  kind: randomised", "  knd: randomised")
    edit(project, "treatment: any", "treatment: anny")
    edit(project, "    - lin", "    - ln")
    message = refused(project)
    assert all(word in message for word in ("`kind`", "`anny`", "estimator `ln`", "`lin`"))


def test_faults_of_two_plans_come_together(project: Path) -> None:
    edit(project, "treatment: any", "treatment: anny")
    edit(project, "treatment: treat", "treatment: teat", "data/job-training/plan.yaml")
    message = refused(project, "check-plan")
    assert "hiv-results" in message
    assert "job-training" in message


def test_what_the_data_refuse_is_reported_with_the_rest(project: Path) -> None:
    """Once the data have been cleaned, a faulty plan is also held against them."""
    assert athar(project, "stage", "clean", "hiv-results").returncode == 0
    edit(project, "  kind: randomised", "  kind: randomised\n  knd: x")
    edit(project, "treatment: any", "treatment: age")
    edit(project, "age ** 2", "age ** 2 >= 0")
    edit(project, "    got:\n", "    age_squared:\n")
    edit(project, "    - age_squared\n", "")
    message = refused(project)
    assert "unknown key `knd`" in message
    assert re.search(r"treatment `age` has \d+ values", message)
    assert "outcome `age_squared` is constant" in message


@pytest.mark.parametrize(
    ("stage", "old", "new", "fault"),
    [
        ("check", "treatment: any", "treatment: educ2004", "values; the plan has two arms"),
        ("check", "value: 1, label", "value: 2, label", "not those of the planned arms"),
        ("check", "    got:\n", "    got_all:\n", "outcome `got_all` is constant"),
        ("check", "age ** 2", "age / 0", "divides by zero"),
        ("check", "- keep: notna(any)", "- keep: age", "not a condition"),
        ("construct", "- keep: notna(villnum)", "- keep: age > 0", "have no `villnum`"),
        ("construct", "clusters: villnum", "clusters: tinc", "clusters were drawn"),
        ("construct", "age ** 2", "age * 0", "`age_squared` is the same for everybody"),
    ],
)
def test_data_that_contradict_the_plan_stop_the_run(
    project: Path, stage: str, old: str, new: str, fault: str
) -> None:
    if new == "    got_all:\n":
        made = "    got_all: {expression: got >= 0, label: x}\n"
        edit(project, "    age_squared:\n", made + "    age_squared:\n")
        edit(project, "    - outcome: got", "    - outcome: got_all")
    edit(project, old, new)
    assert athar(project, "stage", "clean", "hiv-results").returncode == 0
    if stage == "construct":
        assert athar(project, "stage", "check", "hiv-results").returncode == 0
    message = refused(project, "stage", stage, "hiv-results", code=DATA_EXIT)
    assert fault in message
    assert HIV in message or "construct." in message


def test_an_open_back_door_is_named(project: Path) -> None:
    plan = "data/job-training-observational/plan.yaml"
    edit(project, "covariates: [age, educ, black,", "covariates: [educ, black,", plan)
    edit(project, "  treat -> re78\n", "  treat -> re78\n  drive -> treat\n  drive -> re78\n"
         "  drive [unobserved]\n", plan)  # fmt: skip
    message = refused(
        project, "stage", "identify", "job-training-observational", code=IDENTIFICATION_EXIT
    )
    assert "treat <- age -> re78" in message
    assert "add `age`" in message
    assert "treat <- drive -> re78" in message
    assert "nobody measured" in message


def test_a_covariate_that_follows_treatment_is_refused(project: Path) -> None:
    edit(project, "graph: implied", "graph: |\n  any -> got\n  any -> age\n  age -> got\n")
    message = refused(project, "stage", "identify", "hiv-results", code=IDENTIFICATION_EXIT)
    assert "covariate `age` follows from `any`" in message
    assert "construct.covariates.1" in message


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("design: {kind: randomised\n", "not valid YAML"),
        ("design: {}\ndesign: {}\n", "duplicate key"),
        ("", "empty"),
        ("- a\n- b\n", "not a list of keys"),
    ],
)
def test_a_plan_that_is_not_yaml(project: Path, content: str, fault: str) -> None:
    (project / HIV).write_text(content, encoding="utf-8")
    assert fault in refused(project)


def leaves(node: object, path: tuple = ()) -> list[tuple]:
    """Every place of a plan, from the top down."""
    found = [path] if path else []
    items: object = ()
    if isinstance(node, dict):
        items = node.items()
    elif isinstance(node, list):
        items = enumerate(node)
    for key, value in items:
        found += leaves(value, (*path, key))
    return found


MISPLACED = (None, [], {}, "x", 7, [["a"]], {"a": {"b": 1}}, True)


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.long)], ids=["few", "all"])
@pytest.mark.parametrize("number", range(len(MISPLACED)))
def test_whatever_stands_anywhere_in_a_plan_is_answered(
    project: Path, number: int, every: int
) -> None:
    """Each place of the plan replaced by what does not belong there: never a crash.

    In the fast suite each place by two of the eight.
    """
    reader, folder = YAML(typ="safe"), evaluation("hiv-results", project)
    text = folder.plan.read_text(encoding="utf-8")
    for place in leaves(reader.load(text))[number % every :: every]:
        content = reader.load(text)
        node = content
        for key in place[:-1]:
            node = node[key]
        node[place[-1]] = MISPLACED[number]
        with folder.plan.open("w", encoding="utf-8") as stream:
            YAML(typ="safe").dump(content, stream)
        with contextlib.suppress(PlanError):
            assert load_plan(folder).outcomes


def test_unknown_evaluations_and_stages(project: Path) -> None:
    assert "did you mean `hiv-results`" in refused(project, "stage", "clean", "hiv-result")
    assert "did you mean `estimate`" in refused(project, "stage", "estimates", "hiv-results")
    assert "not an Athar project" in refused(project.parent, "list")


def test_settings_are_checked_like_plans(project: Path) -> None:
    edit(project, "seed:", "sed:", "params.yaml")
    message = refused(project, "list")
    assert "params.yaml" in message
    assert "did you mean `seed`" in message


def test_a_direct_identifier_cannot_be_analysed(project: Path) -> None:
    codebook = "data/hiv-results/codebook.csv"
    edit(project, "number,,,,indirect", "number,,,,direct", codebook)
    assert "`age` is a direct identifier" in refused(project)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("boolean,,,0=no; 1=yes,no", "bolean,,,0=no; 1=yes,no", "did you mean `boolean`"),
        ("identifier\n", "identifer\n", "lacks the column identifier"),
        ("tinc,", "source,", "`source` is a name that `clean` gives"),
        ("tinc,", "got,", "`got` is in the codebook twice"),
    ],
)
def test_codebook_faults(project: Path, old: str, new: str, fault: str) -> None:
    edit(project, old, new, "data/hiv-results/codebook.csv")
    assert fault in refused(project)
