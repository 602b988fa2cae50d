"""Queries: the balance, and the record of a task."""

from .. import answers
from ..answers import Refused
from ..faults import RECORDS


def credit(sandbox, request):
    if (struck := sandbox.strike("credit")) is not None:
        return struck
    balance = sandbox.store.balance()
    return answers.success(int(balance) if balance == int(balance) else balance)


def record(sandbox, request):
    """How a task is. One that is unknown, or has its record elsewhere, is no error: its data is null."""
    task_id = request.query.get("taskId", "")
    if not task_id:
        raise Refused(422, "Please enter taskId.")
    if not sandbox.queries.admits(task_id):
        raise Refused(429, status=429)
    if (struck := sandbox.strike("record")) is not None:
        return struck
    asks = sandbox.store.count_ask("tasks", task_id)
    task = sandbox.store.task(task_id)
    fault = task and task.fault(*RECORDS)
    operation = sandbox.operations[task.operation] if task else None
    if operation is None or operation.record_path != request.path:
        return answers.success(None)
    if fault and fault.name == "null" and asks <= fault.amount(3):
        return answers.success(None)
    return answers.success(operation.record(sandbox, task, sandbox.store.items(task.id)))
