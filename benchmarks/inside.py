"""Runs one of our functions in a scratch studio's own Django: `python -m benchmarks.inside library.seed '{…}'`.

The values are JSON, and so is the answer, the last line on stdout.
"""

import json
import sys
from importlib import import_module

import django


def main(name, values):
    django.setup()
    module, _dot, function = name.partition(".")
    answer = getattr(import_module(f"benchmarks.{module}"), function)(**json.loads(values))
    print(json.dumps(answer))


if __name__ == "__main__":
    main(*sys.argv[1:])
