from dataclasses import dataclass


@dataclass(frozen=True)
class Suspect:
    column: str
    what: str
    why: str
    certain: bool
    matches: int
    of: int


def suspects(rows, labels, kinds):
    return []
