"""How many evaluations there are and what they found, counted from their cards."""

from collections import Counter
from typing import Any

from pipeline.reporting.facts import Facts
from pipeline.reporting.portfolio_page.cards import Card

NAME = "counts.json"
SOURCE = f"reports/portfolio/{NAME}"


def counted(cards: list[Card]) -> dict[str, Any]:
    """Evaluations, and their headlines by what was found and by how sure that is."""
    conclusions = [found.conclusion for card in cards for found in card.headlines]
    return {
        "evaluations": len(cards),
        "simulated": sum(card.about["simulated"] for card in cards),
        "headlines": len(conclusions),
        "doubted": sum(concluded["doubted"] for concluded in conclusions),
        "verdicts": dict(Counter(concluded["verdict"] for concluded in conclusions)),
        "certainty": dict(Counter(concluded["certainty"] for concluded in conclusions)),
        "families": dict(Counter(card.family for card in cards)),
    }


def as_facts(counts: dict[str, Any]) -> dict[str, Any]:
    """The counts, each with its place in the file that the portfolio keeps beside its pages."""
    facts = Facts(table=lambda name: counts[name], document=lambda _: counts)
    return {
        key: {code: facts.entry(SOURCE, key, code) for code in value}
        if isinstance(value, dict)
        else facts.entry(SOURCE, key)
        for key, value in counts.items()
    }
