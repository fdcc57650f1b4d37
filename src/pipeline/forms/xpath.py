"""The XPath that XLSForms are written in, as a tree: references, constants, operators, calls."""

import re
from dataclasses import dataclass

# From loosest to tightest; operators of one level group to the left (XPath 1.0, section 3).
LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
PRECEDENCE = {name: level for level, names in enumerate(LEVELS) for name in names}
NEGATIVE = "negative"
# Word processors put these in place of straight quotes; pyxform straightens them as well.
QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})
TOKEN = re.compile(
    r"""\s*(?:
      \$\{\s*(?P<reference>[^\s{}]+)\s*\}
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<number>\d+(?:\.\d*)?|\.\d+)
    | (?P<name>[^\W\d][\w.\-]*(?::[^\W\d][\w.\-]*)?)
    | (?P<symbol>\.\.|!=|<=|>=|[.,()=<>+\-*/\[\]|@])
    )""",
    re.VERBOSE,
)


class FormRuleError(ValueError):
    """A rule of a form that cannot be read, or that uses what is not supported."""


@dataclass(frozen=True)
class Constant:
    """A number or a text."""

    value: float | str


@dataclass(frozen=True)
class Reference:
    """`${name}`: the answer to another question, or the rows of a repeat group."""

    name: str


@dataclass(frozen=True)
class Current:
    """`.`: the answer to the question that the rule belongs to."""


@dataclass(frozen=True)
class Parent:
    """`..`: the group that the question lies in."""


@dataclass(frozen=True)
class Call:
    """A function or an operator, and what it is applied to."""

    name: str
    arguments: tuple["Node", ...]


Node = Constant | Reference | Current | Parent | Call
Token = tuple[str, str]
END: Token = ("end", "")
PATH = "it names a path, which only a running form can follow"
PATH_SYMBOLS = frozenset("/[]|@")


def parse(expression: str) -> Node:
    """The tree of an expression.

    Raises
    ------
    FormRuleError
        Where it is not in the part of XPath that forms use, or is nested beyond reason.
    """
    tokens = _tokens(expression.translate(QUOTES))
    if any(kind == "symbol" and text in PATH_SYMBOLS for kind, text in tokens):
        raise FormRuleError(PATH)
    reader = _Reader(tokens)
    try:
        tree = reader.expression(0)
    except RecursionError:
        raise FormRuleError("it is nested too deep") from None
    if reader.peek() != END:
        raise FormRuleError(f"`{reader.peek()[1]}` is not expected there")
    return tree


def references(tree: Node) -> set[str]:
    """The names that an expression refers to."""
    if isinstance(tree, Reference):
        return {tree.name}
    if isinstance(tree, Call):
        return set().union(*map(references, tree.arguments))
    return set()


def _tokens(expression: str) -> list[Token]:
    tokens, place = [], 0
    text = expression.rstrip()
    while place < len(text):
        match = TOKEN.match(text, place)
        if match is None:
            raise FormRuleError(f"character {place + 1} cannot be read")
        tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
        place = match.end()
    return tokens


class _Reader:
    """Precedence climbing over the tokens of one expression."""

    def __init__(self, tokens: list[Token]):
        self.tokens = tokens
        self.place = 0

    def peek(self) -> Token:
        return self.tokens[self.place] if self.place < len(self.tokens) else END

    def take(self) -> Token:
        token = self.peek()
        self.place += 1
        return token

    def expect(self, symbol: str) -> None:
        if self.take() != ("symbol", symbol):
            raise FormRuleError(f"a `{symbol}` is missing")

    def expression(self, level: int) -> Node:
        left = self.operand()
        while PRECEDENCE.get(self.operator(), -1) >= level:
            operator = self.take()[1]
            right = self.expression(PRECEDENCE[operator] + 1)
            left = _joined(operator, left, right)
        return left

    def operator(self) -> str:
        kind, text = self.peek()
        return text if kind in ("symbol", "name") else ""

    def operand(self) -> Node:
        kind, text = self.take()
        if kind in ("number", "text"):
            return Constant(float(text) if kind == "number" else text[1:-1])
        if kind == "reference":
            return Reference(text)
        if kind == "name":
            return Call(text, self.arguments())
        return self.after_symbol(text)

    def after_symbol(self, text: str) -> Node:
        if text == "-":
            return Call(NEGATIVE, (self.expression(len(LEVELS)),))
        if text == "(":
            inner = self.expression(0)
            self.expect(")")
            return inner
        if text in (".", ".."):
            return Current() if text == "." else Parent()
        raise FormRuleError(f"`{text}` is not expected there" if text else "it ends too early")

    def arguments(self) -> tuple[Node, ...]:
        if self.peek() != ("symbol", "("):
            raise FormRuleError(PATH)
        self.take()
        found: list[Node] = []
        while self.peek() != ("symbol", ")"):
            found.append(self.expression(0))
            if self.peek() != ("symbol", ")"):
                self.expect(",")
        self.take()
        return tuple(found)


def _joined(operator: str, left: Node, right: Node) -> Call:
    """Long chains of `or` and `and` become one call, so that their tree stays flat."""
    if operator in ("and", "or") and isinstance(left, Call) and left.name == operator:
        return Call(operator, (*left.arguments, right))
    return Call(operator, (left, right))
