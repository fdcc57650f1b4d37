"""Writes `xpath.csv`: random expressions and what libxml2's XPath 1.0 makes of them.

Needs lxml, which the project itself does not.
Only what XPath 1.0 and XForms share is drawn: no booleans of a bare answer, no extension functions.
"""

import csv
import random
from pathlib import Path

ANSWERS = {
    "a": ("", "0", "3", "-2", "17"),
    "b": ("", "5", "17", "2.5"),
    "c": ("", "yes", "no", "dont_know"),
}
CASES = 400


def number(draw: random.Random, depth: int) -> str:
    if depth <= 0 or draw.random() < 0.3:
        return draw.choice(["${a}", "${b}", "0", "3", "17", "2.5", ".5"])
    left, right = number(draw, depth - 1), number(draw, depth - 1)
    return draw.choice(
        [
            f"{left} + {right}",
            f"{left} - {right}",
            f"({left}) * ({right})",
            f"({left}) div ({right})",
            f"({left}) mod ({right})",
            f"-({left})",
            f"floor({left})",
            f"ceiling({left})",
            f"round({left})",
            f"number({text(draw, depth - 1)})",
            f"string-length({text(draw, depth - 1)})",
        ]
    )


def text(draw: random.Random, depth: int) -> str:
    if depth <= 0 or draw.random() < 0.4:
        return draw.choice(["${c}", "${a}", "'yes'", '"no"', "''", "'3'", "'dont'"])
    left, right = text(draw, depth - 1), text(draw, depth - 1)
    return draw.choice([f"concat({left}, {right})", f"normalize-space({left})"])


def condition(draw: random.Random, depth: int) -> str:
    if depth > 0 and draw.random() < 0.6:
        left, right = condition(draw, depth - 1), condition(draw, depth - 1)
        return draw.choice(
            [f"{left} and {right}", f"{left} or {right}", f"not({left})", f"({left}) = ({right})"]
        )
    kind = draw.random()
    if kind < 0.2:
        return f"{draw.choice(['contains', 'starts-with'])}({text(draw, 1)}, {text(draw, 1)})"
    sides = [number(draw, 2), number(draw, 2)]
    if kind < 0.6:
        sides = [draw.choice([text, number])(draw, 1) for _ in sides]
        return f"{sides[0]} {draw.choice(['=', '!='])} {sides[1]}"
    return f"{sides[0]} {draw.choice(['<', '<=', '>', '>='])} {sides[1]}"


def main() -> None:
    from lxml import etree

    draw = random.Random(2021)
    path = Path(__file__).with_name("xpath.csv")
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(["expression", *ANSWERS, "expected"])
        for _ in range(CASES):
            expression = condition(draw, 3)
            answers = {name: draw.choice(values) for name, values in ANSWERS.items()}
            row = etree.Element("row")
            for name, value in answers.items():
                etree.SubElement(row, name).text = value
            plain = expression.replace("${", "").replace("}", "")
            found = row.xpath(f"boolean({plain})")
            writer.writerow([expression, *answers.values(), str(found).lower()])


if __name__ == "__main__":
    main()
