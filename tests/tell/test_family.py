from types import SimpleNamespace
from unittest import TestCase

from music.services.lineage import Family
from music.tell.family import drawing


def drawn(names, *links):
    """Songs "a", "b2" (a take of job b) and links "a>c"; → the drawing, and where each stands as (column, row)."""
    keys = {name: ("track", number) for number, name in enumerate(names)}
    songs = {keys[name]: SimpleNamespace(job_id=name[0], position=int(name[1:] or 0)) for name in names}
    ends = [link.split(">") for link in links]
    told = drawing(Family(songs, [(keys[a], keys[b], "extend", 61.0) for a, b in ends]))
    names_of = {key: name for name, key in keys.items()}
    return told, {names_of[node.key]: (node.column, node.row) for node in told.nodes}


class PlacesTests(TestCase):
    def test_generations_go_from_left_to_right(self):
        _told, places = drawn(["a", "b", "c"], "a>b", "b>c")
        self.assertEqual(places, {"a": (0, 0), "b": (1, 0), "c": (2, 0)})

    def test_a_song_stands_right_of_all_that_it_came_from(self):
        _told, places = drawn(["a", "b", "c"], "a>b", "b>c", "a>c")
        self.assertEqual(places["c"][0], 2)

    def test_takes_stand_beneath_each_other(self):
        _told, places = drawn(["a", "b1", "c", "b0"], "a>b0", "a>b1", "a>c")
        self.assertEqual(places["b1"][1], places["b0"][1] + 1)

    def test_the_other_half_of_a_mashup_stands_right_before_it(self):
        _told, places = drawn(["a", "b", "c", "m"], "a>b", "b>m", "c>m")
        self.assertEqual((places["c"][0], places["m"][0]), (1, 2))

    def test_no_two_stand_in_one_place(self):
        names = ["a", "b", *(f"c{n}" for n in range(6)), *(f"d{n}" for n in range(6))]
        links = [*(f"a>c{n}" for n in range(6)), *(f"c{5 - n}>d{n}" for n in range(6)), "b>d3"]
        told, places = drawn(names, *links)
        self.assertEqual(len(set(places.values())), len(names))
        self.assertEqual(sum(cell is not None for row in told.rows for cell in row), len(names))
        self.assertEqual(len(told.lines), len(links))

    def test_a_circle_is_opened(self):
        told, places = drawn(["a", "b"], "a>b", "b>a")
        self.assertEqual((len(told.lines), sorted(place[0] for place in places.values())), (1, [0, 1]))

    def test_a_song_that_came_from_itself_stands(self):
        _told, places = drawn(["a"], "a>a")
        self.assertEqual(places, {"a": (0, 0)})

    def test_what_stands_where_a_line_arrives(self):
        told, _places = drawn(["a", "b"], "a>b")
        self.assertEqual([(str(node.how), node.at) for node in told.nodes], [("", None), ("Extend", 61.0)])
