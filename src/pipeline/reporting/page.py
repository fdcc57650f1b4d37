"""An executed notebook as one HTML file: no code, no script, nothing from the network."""

import re
from dataclasses import dataclass
from typing import Any

from pipeline.errors import Fault, ResultsError
from pipeline.reporting.fonts import font_faces
from pipeline.reporting.templates import TEMPLATE
from pipeline.reporting.words import Words

CSS = TEMPLATE / "report.css"
EFFECT = r"headline\.json#[^\"]*/estimate"  # where the number of a headline stands


def refuse(what: str, found: str = "") -> str:
    """Stop the report where a cell shows what a reader could not read or should not see.

    Raises
    ------
    ResultsError
        Always.
    """
    message = f"the notebook shows {what}; a report shows only its sections"
    raise ResultsError(Fault("E610", message, "notebooks/evaluation_report.ipynb", found=found))


@dataclass(frozen=True)
class Page:
    """One page of a notebook: the tag of the cells that belong to it, and its title."""

    part: str
    title: str


def pages_of(notebook: Any, pages: list[Page], words: Words) -> list[str]:
    """Pages of an executed notebook, with one typeface cut down to the letters on any of them."""
    bodies = [page_of(notebook, page, words) for page in pages]
    letters = letters_of("".join(bodies))
    return [with_fonts(body, letters) for body in bodies]


def page_of(notebook: Any, page: Page, words: Words) -> str:
    """One page of an executed notebook, without a typeface."""
    from nbconvert.exporters import TemplateExporter

    exporter = TemplateExporter(
        template_name="page",
        template_file="index.html.j2",
        extra_template_basedirs=[str(TEMPLATE)],
        file_extension=".html",
    )
    given = {
        "part": page.part,
        "title": page.title,
        "language": words.language,
        "direction": words.direction,
        "css": CSS.read_text(encoding="utf-8"),
    }
    body, _ = exporter.from_notebook_node(notebook, {"page": given, "refuse": refuse})
    return reachable(body)


def reachable(body: str) -> str:
    """The page with the first mention of each headline effect reachable by keyboard.

    Where a number comes from shows when it has the focus. A page has hundreds of numbers, and a
    reader with a keyboard would have to pass each on the way to the next link: so the headlines
    are stops, one an outcome, and `athar verify --all` lists where all others come from.
    """
    seen: set[str] = set()

    def once(match: re.Match[str]) -> str:
        first = match["source"] not in seen
        seen.add(match["source"])
        return f'<data tabindex="0"{match["rest"]}' if first else match[0]

    return re.sub(r'<data(?P<rest> [^>]*data-source="(?P<source>[^"]*' + EFFECT + '"))', once, body)


def letters_of(body: str) -> str:
    """Every letter that a page shows, once."""
    return "".join(sorted(set(re.sub(r"<[^>]*>", " ", body))))


def with_fonts(body: str, letters: str = "") -> str:
    """The page with the letters it needs inside it, or with those that are given."""
    letters = letters or letters_of(body)
    return body.replace("<style>", f"<style>\n{font_faces(letters)}", 1)
