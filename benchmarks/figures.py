"""A figure, what it is wanted to be, and the table of them."""

from dataclasses import asdict, dataclass


@dataclass
class Figure:
    """`least` and `most`: what is wanted, None where nothing is."""

    what: str
    got: float
    unit: str
    least: float | None = None
    most: float | None = None
    note: str = ""

    @property
    def is_short(self):
        return (self.least is not None and self.got < self.least) or (
            self.most is not None and self.got > self.most
        )

    @property
    def wanted(self):
        if self.least is not None:
            return f"at least {self.least:g} {self.unit}"
        return f"at most {self.most:g} {self.unit}" if self.most is not None else ""

    def row(self):
        got = f"{self.got:.3f}" if self.got < 10 and self.got % 1 else f"{self.got:,.0f}"
        return (self.what, f"{got} {self.unit}", self.wanted, "short" if self.is_short else "", self.note)

    def as_dict(self):
        return asdict(self) | {"is_short": self.is_short}


def table(figures):
    """Lines of a Markdown table; what is short is marked."""
    rows = [("what", "got", "wanted", "", "notes"), *(figure.row() for figure in figures)]
    widths = [*(max(len(row[column]) for row in rows) for column in range(4)), 0]
    rows.insert(1, tuple("-" * max(width, 3) for width in widths))
    return "\n".join(
        "| " + " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )
