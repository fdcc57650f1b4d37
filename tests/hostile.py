"""Plans and codebooks whose every text for readers is replaced by texts that were made to harm."""

import csv
import io
import itertools

from ruamel.yaml import YAML

from pipeline.project import Folder

# What browsers, templates, format strings, mathtext and spreadsheets would run.
HOSTILE = (
    "_<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)> ]]> <!-- </style>",
    "{{7*7}} {% raw %} {x} {0}",
    "%(x)s %s %d 100% &amp;",
    "$\\alpha$ $\\frac{1}$ cost $5",
    '=HYPERLINK("http://x.org")',
)
# What a plan tells readers.
TOLD = (
    "label", "title", "question", "programme", "place", "period", "people", "implementer", "funder",
    "interests", "citation", "licence", "limits", "reason", "note", "unit", "exclusion",
)  # fmt: skip


def rewritten(folder: Folder, given: tuple[str, ...]) -> None:
    """Plan and codebook with these texts, one after another, in place of all that readers get."""
    relabelled(folder, *given)
    yaml = YAML()
    content = yaml.load(folder.plan.read_text(encoding="utf-8"))
    texts = itertools.cycle(given)

    def change(node: object, inside: bool) -> object:
        if isinstance(node, dict):
            for key in node:
                named = key in TOLD and (key != "unit" or isinstance(node[key], dict))
                node[key] = change(node[key], inside or named)
        elif isinstance(node, list):
            node[:] = [change(part, inside) for part in node]
        elif isinstance(node, str) and inside:
            return next(texts)
        return node

    stream = io.StringIO()
    yaml.dump(change(content, False), stream)
    folder.plan.write_text(stream.getvalue(), encoding="utf-8")


def relabelled(folder: Folder, *texts: str) -> None:
    """The codebook with these texts as labels, one after another."""
    with folder.codebook.open(encoding="utf-8-sig", newline="") as stream:
        lines = list(csv.DictReader(stream))
    with folder.codebook.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, lines[0])
        writer.writeheader()
        for line, text in zip(lines, itertools.cycle(texts), strict=False):
            writer.writerow(line | {"label_en": text, "label_ar": text})
