"""What is said in the log, and what is not."""

import logging
import re

# What follows in such an address opens a door: a job's token, an invitation, a link for a new password, a share.
SECRET = re.compile(r"(/callbacks/kie/|/invitation/|/password/reset/key/|/s/)[^/\s]+")


class Line(logging.Formatter):
    """Django names the address of a request that failed; the secret in it stays out of the log."""

    def format(self, record):
        return SECRET.sub(r"\1•••", super().format(record))
