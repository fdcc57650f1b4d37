"""Where the index comes from: the card of each evaluation, in the terms of W3C PROV."""

from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from pipeline import fingerprints
from pipeline.flow import over_all
from pipeline.reporting.provenance import Node, as_text, entity, software

STAGE = "portfolio"


def provenance(root: Path, evaluations: Iterable[str]) -> Markup:
    """The index in every language, described as JSON-LD, ready for a page."""
    return as_text(described(root, evaluations))


def described(root: Path, evaluations: Iterable[str]) -> list[Node]:
    """The nodes of the graph: pages, then their stage, then the software, then the cards."""
    made = over_all(root, STAGE)
    agent = software(root, made)
    cards = {name: f"reports/cards/{name}.json" for name in evaluations}
    pages = [
        {
            "@id": name,
            "@type": "prov:Entity",
            "fingerprint": fingerprints.of_files(root, cards.values()),
            "wasGeneratedBy": f"#{STAGE}",
        }
        for name in made.writes
    ]
    activity = {
        "@id": f"#{STAGE}",
        "@type": "prov:Activity",
        "command": made.command,
        "used": list(cards.values()),
        "wasInformedBy": [f"#conclude@{name}" for name in cards],
        "wasAssociatedWith": [agent["@id"]],
    }
    entities = [
        entity(card, fingerprints.of_file(root / card)) | {"wasGeneratedBy": f"#conclude@{name}"}
        for name, card in cards.items()
    ]
    return [*pages, activity, agent, *entities]
