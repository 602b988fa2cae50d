#!/usr/bin/env python
"""Django's commands, and `studio`, which runs the whole studio and does not load Django in itself."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sunostudio.settings")
    if sys.argv[1:2] == ["studio"]:
        from studio import main

        sys.exit(main(sys.argv[2:]))
    else:
        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
