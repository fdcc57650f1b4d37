"""Where a page comes from, in the terms of W3C PROV: files and fingerprints, stages, who, software.

It cites only what is there before the page is made, and no time, so that the same input makes the
same bytes. A page cannot hold its own fingerprint; dvc.lock does.
"""

import json
import re
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline import __version__, fingerprints
from pipeline.document import plain, read_document
from pipeline.flow import Stage, flow_of
from pipeline.project import Folder
from pipeline.reporting.evaluation import Report, digest
from pipeline.results import read_json

LOCKED = "requirements.txt"
SOURCES = "sources.json"  # in results/: the files that `clean` read, with their fingerprints
CODE = ("src/", "notebooks/")
# Whose versions can change a digit or a picture.
SOFTWARE = (
    "dowhy", "matplotlib", "nbconvert", "numpy", "pandas", "papermill", "scikit-learn", "scipy",
    "statsmodels",
)  # fmt: skip
RELATIONS = ("used", "wasAssociatedWith", "wasGeneratedBy", "wasInformedBy")
# Names of vocabularies, of which nothing is ever fetched. Without a base: put down at the top of
# the project, the block names the very files there.
CONTEXT = {
    "@vocab": "urn:athar:",
    "prov": "http://www.w3.org/ns/prov#",
    **{name: {"@id": f"prov:{name}", "@type": "@id"} for name in RELATIONS},
}
Node = dict[str, Any]


def provenance(report: Report, stage: str, results: tuple[str, ...] = ()) -> Markup:
    """The pages of a stage, described as JSON-LD.

    ``results`` are those that the page is made from; all of them where none is named.
    """
    return as_text(described(report, stage, results))


def as_text(nodes: list[Node]) -> Markup:
    """Nodes as JSON-LD, a line a node, ready for a page."""
    lines = ",\n".join(json.dumps(node, separators=(", ", ": ")) for node in nodes)
    text = f'{{"@context": {json.dumps(CONTEXT)},\n"@graph": [\n{lines}\n]}}'
    for letter, entity in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(letter, entity)  # quotes may stay: this is text, not an attribute
    return Markup(text)


def described(report: Report, stage: str, results: tuple[str, ...] = ()) -> list[Node]:
    """The nodes of the graph: pages, then stages, then who and what took part, then files."""
    folder = report.folder
    spoken = tuple(dict.fromkeys((*report.languages, report.words.language)))
    flow = flow_of(folder.root, folder.name, spoken)
    target = f"{stage}@{folder.name}-{report.words.language}"
    made = next(each for each in flow if each.target == target)
    entities = _files(folder, made, results) + _raw(folder)
    agents = [*_people(report), software(folder.root, made)]
    pages = [
        {
            "@id": name,
            "@type": "prov:Entity",
            "evaluation": folder.name,
            "fingerprint": digest(report, results),
            "wasGeneratedBy": f"#{made.target}",
        }
        for name in made.writes
    ]
    activities = _activities(flow, made, [entity["@id"] for entity in entities], agents)
    for entity in entities:
        for each in flow:
            if entity["@id"] in each.writes:
                entity["wasGeneratedBy"] = f"#{each.target}"
    return [*pages, *activities, *agents, *entities]


def _activities(
    flow: tuple[Stage, ...], made: Stage, cited: list[str], agents: list[Node]
) -> list[Node]:
    """The page's stage and those that it follows from, each with the cited files that it used."""
    stages, waiting = {made.target: made}, [made]
    while waiting:
        for before in _before(flow, waiting.pop()):
            if before.target not in stages:
                stages[before.target] = before
                waiting.append(before)
    nodes = []
    for stage in flow:
        if stage.target not in stages:
            continue
        reads = stage.reads + stage.plans
        node = {
            "@id": f"#{stage.target}",
            "@type": "prov:Activity",
            "command": stage.command,
            "used": [name for name in cited if _among(name, reads)],
            "wasInformedBy": [f"#{each.target}" for each in _before(flow, stage)],
            "wasAssociatedWith": [agent["@id"] for agent in agents if stage == made],
        }
        nodes.append({key: value for key, value in node.items() if value})
    return nodes


def _before(flow: tuple[Stage, ...], stage: Stage) -> list[Stage]:
    """The stages that write what a stage reads."""
    return [
        each
        for each in flow
        if each != stage and any(_among(name, stage.reads) for name in each.writes)
    ]


def _among(name: str, places: tuple[str, ...]) -> bool:
    """Whether a file is one of some places, or lies in one."""
    return any(name == place or name.startswith(f"{place}/") for place in places)


def _files(folder: Folder, made: Stage, results: tuple[str, ...]) -> list[Node]:
    """What the page is made from: results, codebook, plan, and the locked versions."""
    places = [folder.results / name for name in (*results, SOURCES)] if results else []
    named = [folder.relative(path) for path in places or [folder.results]]
    used = fingerprints.files_below(folder.root, named)
    used += [name for name in made.reads if name in (folder.relative(folder.codebook), LOCKED)]
    nodes = [entity(name, fingerprints.of_file(folder.root / name)) for name in used]
    name = folder.relative(folder.plan)
    written = plain(read_document(folder.plan, name).content)
    plan = entity(name, fingerprints.of_sections(written, made.sections))
    return [plan | {"sections": list(made.sections)}, *nodes]


def _raw(folder: Folder) -> list[Node]:
    """What `clean` read, as it noted it down: raw data are not read again for a page."""
    files = read_json(folder, SOURCES)["files"]
    cited = folder.relative(folder.codebook)
    names = {f"data/{folder.name}/{name}": told for name, told in files.items()}
    return [
        entity(name, told["sha256"]) | {"bytes": told["bytes"]}
        for name, told in names.items()
        if name != cited
    ]


def entity(name: str, sha256: str) -> Node:
    return {"@id": name, "@type": "prov:Entity", "sha256": sha256}


def _people(report: Report) -> list[Node]:
    """Who carried the programme out and who paid, as far as the plan says."""
    about = report.plan.evaluation
    named = (("implementer", about.implementer), ("funder", about.funder))
    return [
        {
            "@id": f"#{role}",
            "@type": ["prov:Agent", "prov:Organization"],
            "role": role,
            "name": label.get("en") or next(iter(label.values())),
        }
        for role, label in named
        if label
    ]


def software(root: Path, made: Stage) -> Node:
    """Athar with a fingerprint of the page's own code, and the libraries as locked."""
    code = [name for name in made.reads if name.startswith(CODE)]
    locked = (root / LOCKED).read_text(encoding="utf-8")
    versions = dict(re.findall(r"^([\w.-]+)==(\S+)", locked, re.MULTILINE))
    return {
        "@id": "#athar",
        "@type": ["prov:Agent", "prov:SoftwareAgent"],
        "version": __version__,
        "libraries": [f"{name} {versions[name]}" for name in SOFTWARE if name in versions],
        "sha256": fingerprints.of_files(root, code),
        "files": code,
    }
