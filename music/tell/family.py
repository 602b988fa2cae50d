"""How a family of songs is drawn: from left to right by generation, each as far down as what it came from."""

from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter

from django.utils.translation import gettext_lazy as _

WIDTH, GAP, HEIGHT = 232, 136, 76  # of a song, between two generations, of a line: as in static/css/line.css
WORDS = {
    "extend": _("Extend"),
    "cover": _("Cover"),
    "section": _("Part made anew"),
    "mashup": _("Mashup"),
    "vocals": _("Vocals added"),
    "instrumental": _("Accompaniment added"),
}


@dataclass
class Node:
    """A song with its place, and what is said where its line arrives."""

    key: tuple
    song: object
    column: int = 0
    row: int = 0
    how: str = ""
    at: float | None = None
    parents: list = field(default_factory=list)
    children: list = field(default_factory=list)
    kinds: list = field(default_factory=list)

    @property
    def is_track(self):
        return self.key[0] == "track"

    @property
    def x(self):
        return self.column * (WIDTH + GAP)

    @property
    def middle(self):
        return self.row * HEIGHT + HEIGHT // 2


@dataclass
class Drawing:
    nodes: list
    rows: list  # of cells: a node, or None where nothing stands
    lines: list  # paths, from a song to what came from it
    width: int
    height: int


def drawing(family):
    nodes = {key: Node(key, song, kinds=family.kinds.get(key, [])) for key, song in family.members.items()}
    for begin, end, how, at in family.links:
        _join(nodes[begin], nodes[end], how, at)
    ordered = _ordered(nodes)
    _into_columns(nodes, ordered)
    _into_rows(nodes)
    lines = [_line(nodes[parent], node) for node in nodes.values() for parent in node.parents]
    wide, high = (max(getattr(node, name) for node in nodes.values()) + 1 for name in ("column", "row"))
    return Drawing(
        list(nodes.values()), _cells(nodes, wide, high), lines, wide * (WIDTH + GAP) - GAP, high * HEIGHT
    )


def _join(parent, child, how, at):
    if parent.key not in child.parents:
        child.parents.append(parent.key)
        parent.children.append(child.key)
    child.how = child.how or str(WORDS.get(how, how))
    child.at = child.at if child.at is not None else at


def _ordered(nodes):
    """Parents before children. A circle, which only a damaged database has, is opened where it closes."""
    while True:
        try:
            return list(TopologicalSorter({key: node.parents for key, node in nodes.items()}).static_order())
        except CycleError as error:
            parent, child = error.args[1][:2]
            nodes[child].parents.remove(parent)
            nodes[parent].children.remove(child)


def _into_columns(nodes, ordered):
    for key in ordered:
        nodes[key].column = max((nodes[parent].column + 1 for parent in nodes[key].parents), default=0)
    for key in ordered:  # what comes in later, as the other half of a mashup, stands beside what it is for
        if not nodes[key].parents and nodes[key].children:
            nodes[key].column = min(nodes[child].column for child in nodes[key].children) - 1


def _into_rows(nodes):
    for column in range(max(node.column for node in nodes.values()) + 1):
        free = 0
        here = [node for node in nodes.values() if node.column == column]
        for node in sorted(here, key=lambda node: _order(nodes, node)):
            node.row = max(free, int(_beside(nodes, node)))
            free = node.row + 1


def _beside(nodes, node):
    rows = [nodes[parent].row for parent in node.parents]
    return sum(rows) / len(rows) if rows else 0


def _order(nodes, node):
    """By what they came from; then takes of one job together, in their order."""
    job = getattr(node.song, "job_id", 0)
    return not node.parents and node.column > 0, _beside(nodes, node), job, getattr(node.song, "position", 0)


def _cells(nodes, wide, high):
    cells = [[None] * wide for _row in range(high)]
    for node in nodes.values():
        cells[node.row][node.column] = node
    return cells


def _line(parent, child):
    start, bend = parent.x + WIDTH, child.x - GAP // 2
    return f"M{start} {parent.middle}H{child.x - GAP}C{bend} {parent.middle} {bend} {child.middle} {child.x} {child.middle}"
