"""Queries: the balance, and the record of a task."""

from .. import answers
from ..answers import Refused
from ..faults import RECORDS


def credit(sandbox, request):
    if (struck := sandbox.strike("credit")) is not None:
        return struck
    balance = sandbox.store.balance()
    return answers.success(int(balance) if balance == int(balance) else balance)


def music_record(sandbox, request):
    """Unknown tasks are no error: their data is null."""
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
    if task is None or (fault and fault.name == "null" and asks <= fault.amount(3)):
        return answers.success(None)
    operation = sandbox.operations[task.operation]
    return answers.success(operation.record(sandbox, task, sandbox.store.items(task.id)))


ROUTES = {
    ("GET", "/api/v1/chat/credit"): credit,
    ("GET", "/api/v1/generate/record-info"): music_record,
}
