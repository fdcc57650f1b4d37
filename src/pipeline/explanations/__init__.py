"""What each error code means: one YAML file for each hundred, written for whoever meets it."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rich.markup import escape

from pipeline.errors import Fault, PlanError, nearest

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Explanation:
    """One code: what it means, its usual cause, and an example put right where there is one."""

    code: str
    title: str
    means: str
    cause: str
    wrong: str = ""
    right: str = ""


@cache
def explanations() -> dict[str, Explanation]:
    """All of them, by code, in the order of the codes."""
    from ruamel.yaml import YAML

    found = {}
    for path in sorted(HERE.glob("*.yaml")):
        for code, entry in YAML(typ="safe").load(path.read_text(encoding="utf-8")).items():
            found[code] = Explanation(code, **{key: text.strip() for key, text in entry.items()})
    return dict(sorted(found.items()))


def page(code: str) -> str:
    """The page of one code, as lines of rich markup.

    Raises
    ------
    PlanError
        Where there is no such code.
    """
    known = explanations()
    found = known.get(code.upper())
    if found is None:
        help_ = nearest(code.upper(), known) or "`athar explain` lists them all"
        raise PlanError(Fault("E106", f"there is no error code `{code}`", help=help_))
    lines = [
        f"[bold]{found.code}: {escape(found.title)}[/]",
        "",
        *_paragraph("What it means", found.means),
        *_paragraph("Usual cause", found.cause),
    ]
    if found.wrong:
        lines += ["[bold red]Wrong[/]", _indented(found.wrong), ""]
    if found.right:
        lines += ["[bold green]Right[/]", _indented(found.right), ""]
    return "\n".join(lines)


def pages_in_short() -> str:
    """Every code with its title, a line each."""
    return "\n".join(
        f"[cyan]{found.code}[/]  {escape(found.title)}" for found in explanations().values()
    )


def _paragraph(head: str, text: str) -> list[str]:
    import textwrap

    return [
        f"[bold]{head}[/]",
        escape(textwrap.fill(text, 78, initial_indent="  ", subsequent_indent="  ")),
        "",
    ]


def _indented(text: str) -> str:
    return "\n".join(escape(f"  {line}") for line in text.splitlines())
