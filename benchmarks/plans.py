"""Inside a scratch studio: the queries of a page, and how the database goes about them."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from .people import person

# SCAN is SQLite's word for a walk, but also for what a limit cut short, for a look into the full-text index or for the
# words of one song, and for the few accounts at the provider that there are.
WALK = re.compile(r"SCAN (?!subquery|\S+ VIRTUAL TABLE INDEX \d+:[M=]|music_provideraccount)")


def client():
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(person())
    return signed_in


def pages(paths):
    """{name: {"queries": how many, "walks": what its plans say of walking a table}}"""
    browser = client()
    for path in paths.values():
        browser.get(path)  # templates are loaded, the session is in the cache
    return {name: page(browser, path) for name, path in paths.items()}


def page(browser, path):
    with CaptureQueriesContext(connection) as captured:
        browser.get(path)
    asked = [query["sql"] for query in captured.captured_queries]
    return {"queries": len(asked), "walks": sorted({line for sql in asked for line in walks(sql)})}


def walks(sql):
    if not sql.startswith("SELECT"):
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        steps = [row[-1] for row in cursor.fetchall()]
    return [step for step in steps if WALK.match(step)]
