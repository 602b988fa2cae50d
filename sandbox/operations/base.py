"""What an operation is: paths, a price, checks, stages, and what it tells of its tasks."""

from .. import checks, facts


class Operation:
    slug = ""  # its name in the books
    path = ""  # POST
    record_path = ""  # GET: how a task is; several operations may share one
    checks: tuple = ()  # fields and rules, in the order they are looked at
    stages: tuple[str, ...] = ("complete",)  # after "accepted"

    def credits(self, params):
        return facts.CREDITS[self.slug]

    def check(self, params):
        """Raises Refused for what the provider refuses at once; it checks little."""
        checks.run(self.checks, params)

    def doom(self, sandbox, params):
        """(code, message) when the task is accepted but will fail later; else None."""
        return None

    def parent(self, params):
        """The audio id that the record will name as parent."""
        return ""

    def items(self, sandbox, task):
        """What the task is going to make: a list of Item."""
        return []

    def ready(self, stage, items):
        """Whether the making is far enough to enter a stage."""
        return all(item.made for item in items)

    def record(self, sandbox, task, items):
        """The data of the answer to a query."""
        raise NotImplementedError

    def message(self, sandbox, task, stage, items):
        """The body of a stage's callback."""
        raise NotImplementedError

    def failure(self, task):
        """The body of the error callback."""
        data = {"callbackType": "error", "task_id": task.id, "data": None}
        return {"code": task.error_code, "msg": task.error_message, "data": data}
