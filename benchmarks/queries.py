"""How many queries a page makes, whatever the library's size, and that none of them walks a table."""

from .figures import Figure
from .pages import COMMON, LIBRARY, NARROWED, NOWHERE, SORTED

MOST = 15


def figures(run):
    large, small = (
        visitor.scratch.ask("plans.pages", paths=_paths(visitor))
        for visitor in (run.visitor, run.small_visitor)
    )
    for name, page in large.items():
        yield Figure(f"{name}: queries", page["queries"], "queries", most=MOST)
        yield Figure(f"{name}: more than in a small library", page["queries"] - small[name]["queries"], "queries",
                     most=0)  # fmt: skip
        walks = page["walks"]
        yield Figure(
            f"{name}: queries that walk a table", len(walks), "queries", most=0, note="; ".join(walks)
        )


def _paths(visitor):
    return {
        "library page": LIBRARY,
        "page after a key": f"{LIBRARY}?after={2**62}",
        "track page": f"/tracks/{visitor.facts['newest']}/",
        "page of a track with everything": f"/tracks/{visitor.facts['richest']}/",
        "its menu": f"/tracks/{visitor.facts['richest']}/menu/",
        "form for a song": "/create/generate/",
        "search, hit": f"{LIBRARY}?q={COMMON[0]}",
        "search, miss": f"{LIBRARY}?q={NOWHERE[0]}",
        "favourites": f"{LIBRARY}?favourite=on",
    } | {f"library, {query}": f"{LIBRARY}?{query}" for query in (*NARROWED, *SORTED)}
