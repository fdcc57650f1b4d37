"""An evaluation on synthetic data: an export of nobody's rows, its codebook, and its plan."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pipeline.codebook import Codebook, Variable, columns_with, line_of
from pipeline.errors import Fault, ResultsError
from pipeline.graph import parse_graph
from pipeline.plan import IMPLIED, Plan
from pipeline.plan_file import load_settings
from pipeline.project import Folder
from pipeline.seeds import Seeds
from pipeline.sharing.synthetic import closeness, synthesise
from pipeline.versions import written

EXPORT = "SYNTHETIC_no_row_is_a_person.csv"
MARK = "synthetic_no_row_is_a_person"  # a first column, so that a copied file still says it
LEAST = 10  # people behind any number of the synthetic data, where the plan asks for fewer
# Rows made from half of the units may be nearer to that half by chance; copies would all be.
MOST_NEARER = 0.6
NO_PERSON = {"en": "Synthetic: no row is a person", "ar": "بيانات اصطناعية: لا صف يمثل شخصًا"}
TITLES = {"en": "[Synthetic data] ", "ar": "[بيانات اصطناعية] "}
LIMIT = {
    "en": "These data are synthetic: made up in the shape of the real ones. Nothing here is a "
    "finding about anybody. The programme has no effect in them, whatever it had in truth.",
    "ar": "هذه البيانات اصطناعية، صُنعت على شكل البيانات الحقيقية. لا شيء هنا نتيجة عن أحد. "
    "وليس للبرنامج فيها أي أثر، مهما كان أثره في الواقع.",
}


def synthetic_rows(folder: Folder, plan: Plan, analysis: pd.DataFrame) -> pd.DataFrame:
    """Synthetic rows of the data for analysis, without the unit, constants left out.

    Raises
    ------
    ResultsError
        Where an outcome says the same of nearly everybody, or rows resemble those they were made
        from more than those set aside.
    """
    least = max(LEAST, plan.disclosure.threshold)
    design = plan.design
    if design.sampling:
        message = "a synthetic copy would not keep how the sample was drawn"
        raise ResultsError(Fault("E633", message, key="design.sampling", help="share the results"))
    groups = [name for name in (design.clusters, design.strata) if name]
    taken = [design.take_up] if design.take_up else []
    wanted = [*groups, design.treatment, *taken, *plan.outcomes, *plan.covariates]
    columns = analysis[[name for name in dict.fromkeys(wanted) if name in analysis]]
    seeds = Seeds(load_settings(folder.root).seed, folder.name)
    rows = synthesise(columns, design, least, seeds.generator("share", "synthetic"))
    rows = rows.dropna(subset=taken).reset_index(drop=True)
    near = closeness(columns, design, least, seeds.generator("share", "closeness"))
    if near.nearer > MOST_NEARER:
        message = "synthetic rows lie nearer to the people they were made from than to others"
        found = f"{near.nearer:.0%} of them; half would be nobody's"
        raise ResultsError(Fault("E632", message, found=found, help="share the results alone"))
    constant = [name for name in columns if rows[name].nunique() < 2 and name not in groups]
    if set(constant) & {*plan.outcomes, design.treatment}:
        message = "too few people differ from the rest for a synthetic copy"
        raise ResultsError(Fault("E631", message, found=", ".join(constant)))
    return rows.drop(columns=constant)


def write_synthetic(
    folder: Folder, real: Folder, about: tuple[Plan, Codebook], rows: pd.DataFrame
) -> None:
    """An evaluation whose export is synthetic, and whose plan takes it as it is."""
    plan, codebook = about
    arms = plan.design.arms.named.values()
    treatment = rows[plan.design.treatment].map({n: arm.value for n, arm in enumerate(arms)})
    rows = rows.assign(**{plan.design.treatment: treatment})
    for name in _only_in_the_graph(plan, rows):
        rows[name] = pd.NA
    rows.insert(0, MARK, 1)
    export = folder.data / "raw" / EXPORT
    export.parent.mkdir(parents=True)
    rows.to_csv(export, index=False, float_format="%.6g", lineterminator="\n")
    write_codebook_lines(folder.codebook, [_line(n, rows[n], plan, codebook) for n in rows])
    write_lines(folder.corrections, [("id", "variable", "old", "new", "who", "when", "why")])
    folder.versions.write_text(written(()), encoding="utf-8")  # what is synthetic has no past
    dump_yaml(synthetic_plan(real, plan, list(rows)), folder.plan)
    settings = read_yaml(real.root / "params.yaml")
    settings["evaluations"] = [folder.name]
    dump_yaml(settings, folder.root / "params.yaml")


def _only_in_the_graph(plan: Plan, rows: pd.DataFrame) -> list[str]:
    """Columns that the graph names and nothing else needs: they stay, empty."""
    if plan.graph == IMPLIED:
        return []
    graph = parse_graph(plan.graph)
    return sorted(graph.nodes - graph.unobserved - set(rows))


def synthetic_plan(real: Folder, plan: Plan, columns: list[str]) -> Any:
    """The plan for the synthetic export: the same question, design, outcomes and estimators.

    What `clean`, `check` and `construct` did to the real export is done already.
    """
    content = read_yaml(real.plan)
    titles = plan.evaluation.title
    content["evaluation"]["title"] = {
        language: TITLES.get(language, TITLES["en"]) + title for language, title in titles.items()
    }
    content["evaluation"]["simulated"] = True
    reasons = {k: v for k, v in plan.clean.not_identifying.items() if k in columns}
    content["clean"] = {"files": [{"path": f"raw/{EXPORT}"}]}
    content["clean"] |= {"not_identifying": reasons} if reasons else {}
    content["check"] = {}
    content["construct"] = {
        "outcomes": content["construct"]["outcomes"],
        "covariates": [name for name in plan.covariates if name in columns],
    }
    content["robustness"].pop("published", None)
    content["design"].pop("factors", None)
    content["design"].pop("fixed_effects", None)
    # What was delivered and spent is of the real programme, and is told beside its results.
    content["framework"], content["costs"] = {}, {}
    content["disclosure"] = {"threshold": 0}
    for key in ("decision_rule", "decisions"):  # they were taken on the real data
        content["report"].pop(key, None)
    limits = list(content["report"].get("limits", []))
    content["report"]["limits"] = [dict(LIMIT), *limits]
    return content


def _line(name: str, values: pd.Series, plan: Plan, codebook: Codebook) -> dict[str, str]:
    """A column of the synthetic export as a line of its codebook."""
    known = values.dropna()
    kind = "integer" if len(known) and (known.astype(float) % 1 == 0).all() else "number"
    kind = "boolean" if kind == "integer" and known.isin([0, 1]).all() else kind
    if name == MARK:
        return line_of(Variable(name, NO_PERSON, "", kind, {}, {}, "no"))
    own = codebook.get(name)
    made = plan.outcomes.get(name) or plan.construct_.variables.get(name)
    label = made.label if made else own.label if own else {"en": name}
    unit, identifier = (own.unit, own.identifier) if own else ("", "no")
    units = own.units if own else {}
    return line_of(Variable(name, label, unit, kind, {}, {}, identifier, units=units))


def read_yaml(path: Path) -> Any:
    """A YAML file with its comments."""
    return _yaml().load(path.read_text(encoding="utf-8"))


def dump_yaml(content: Any, path: Path) -> None:
    """YAML as it was read, with what was changed."""
    stream = io.StringIO()
    _yaml().dump(content, stream)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(stream.getvalue(), encoding="utf-8")


def _yaml() -> Any:
    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.width = 100
    return yaml


def write_codebook_lines(path: Path, lines: Sequence[dict[str, str]]) -> None:
    """A codebook of our own making, with a column for each language that a line has a text in."""
    columns = columns_with(column for line in lines for column in line)
    rows = ([line.get(column, "") for column in columns] for line in lines)
    write_lines(path, [columns, *rows])


def write_lines(path: Path, lines: Iterable[Sequence[object]]) -> None:
    """A CSV file of our own making."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(lines)
