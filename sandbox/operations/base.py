"""What an operation is: paths, a price, checks, stages, and what it tells of its tasks."""

from .. import checks, facts


class Operation:
    slug = ""  # its name in the books; facts.MARKET has the one of the market
    path = ""  # POST
    record_path = ""  # GET: how a task is; several operations may share one
    id_name = "taskId"  # what the query of the record calls the task's id
    market_names: dict[
        str, str
    ] = {}  # fields that the two wires call differently: market's (as camelCase), own
    immediate = False  # whether the answer to the request is the result already
    checks: tuple = ()  # fields and rules, in the order they are looked at
    stages: tuple[str, ...] = ("complete",)  # after "accepted"
    failed_words = {500: "CREATE_TASK_FAILED"}  # the state in a record by error code
    failed_word = "GENERATE_AUDIO_FAILED"  # with any other code
    state_name, pending = "successFlag", "PENDING"  # in a record, and how it says that work is under way

    def credits(self, params):
        return facts.CREDITS[self.slug]

    def check(self, params):
        """Raises Refused for what the provider refuses at once; it checks little."""
        checks.run(self.checks, params)

    def admit(self, sandbox, params):
        """Raises Refused for what a look into the books forbids: unknown sources, work that was done before.

        Called after `doom` and `items`, within the transaction that accepts the task.
        """

    def doom(self, sandbox, params):
        """(code, message) when the task is accepted but will fail later; else None. Sources may be unknown."""
        return None

    def parent(self, params):
        """The audio or task id that it starts from; the record of songs names it."""
        return ""

    def callback_url(self, params):
        return params.get("callBackUrl")

    def items(self, sandbox, task):
        """What the task is going to make: a list of Item."""
        return []

    def ready(self, stage, items):
        """Whether the making is far enough to enter a stage."""
        return all(item.made for item in items)

    def accepted(self, task):
        """The data of the answer to the request, where it is not the result itself."""
        return {"taskId": task.id}

    def answer(self, sandbox, task):
        """The data of the answer that is the result, where `immediate`."""
        raise NotImplementedError

    def record(self, sandbox, task, items):
        """The data of the answer to a query."""
        raise NotImplementedError

    def record_body(self, sandbox, task, items):
        """The whole answer to a query."""
        return {"code": 200, "msg": "success", "data": self.record(sandbox, task, items)}

    def place_of_state(self, body):
        """The part of a record's body that has its state, by the name `state_name`."""
        return body["data"]

    def message(self, sandbox, task, stage, items):
        """The body of a stage's callback."""
        raise NotImplementedError

    def failure(self, task):
        """The body of the error callback."""
        data = {"callbackType": "error", "task_id": task.id, "data": None}
        return {"code": task.error_code, "msg": task.error_message, "data": data}

    def market_result(self, sandbox, task, items):
        """What the market's resultJson holds of a finished task."""
        result = self.answer(sandbox, task) if self.immediate else self.record(sandbox, task, items)
        return {"resultObject": result}

    def market_told(self, sandbox, task, items):
        """What the market's callback tells of a finished task beside its record."""
        return {}

    def word(self, sandbox, task):
        """The state of a task in a word, as most records have it."""
        if task.stage == "error":
            pending = task.fault("pending-error")
            return "PENDING" if pending else self.failed_words.get(task.error_code, self.failed_word)
        if task.stage != self.stages[-1]:
            return "PENDING"
        unserved = task.fault("callback-exception") or sandbox.store.is_unserved(task.id)
        return "CALLBACK_EXCEPTION" if unserved else "SUCCESS"


def errors(task):
    """The two fields of a record that tell of a failure."""
    failed = task.stage == "error"
    return {
        "errorCode": task.error_code if failed else None,
        "errorMessage": task.error_message if failed else None,
    }


def callback(data, code=200, msg="success"):
    return {"code": code, "msg": msg, "data": data}
