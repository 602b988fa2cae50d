import os
import subprocess
import sys
import unittest
from pathlib import Path
from unittest import mock

from studio import folder
from studio.env import ROOT, Refused
from tests.studio.base import ProcessTestCase


class DataFolderTests(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.data = self.folder / "data"

    def test_it_is_made_for_its_owner_only(self):
        folder.make(self.data)
        self.assertEqual(
            [path.stat().st_mode & 0o777 for path in (self.data, self.data / "run")], [0o700] * 2
        )

    def test_a_file_in_its_place_is_told(self):
        self.data.touch()
        with self.assertRaisesRegex(Refused, "cannot be used: File exists"):
            folder.make(self.data)


class LockTests(ProcessTestCase):
    def setUp(self):
        super().setUp()
        folder.make(self.folder)
        self.enterContext(mock.patch("studio.folder.PATIENCE", 0.1))

    def test_a_second_studio_is_refused_and_told_of_the_first(self):
        with (
            folder.locked(self.folder),
            self.assertRaisesRegex(Refused, rf"already works .* \(process {os.getpid()}\)"),
        ):
            self.enterContext(folder.locked(self.folder))

    def test_it_is_free_again_afterwards(self):
        with folder.locked(self.folder):
            pass
        with folder.locked(self.folder):
            pass

    def test_a_child_that_inherited_it_holds_it(self):
        with folder.locked(self.folder) as lock:
            sleep = [sys.executable, "-c", "import time; time.sleep(60)"]
            child = subprocess.Popen(sleep, pass_fds=[lock])
        with self.assertRaises(Refused):
            self.enterContext(folder.locked(self.folder))
        child.kill()
        child.wait()
        self.enterContext(folder.locked(self.folder))


class SocketPathTests(ProcessTestCase):
    def test_it_lies_in_the_data_folder(self):
        self.assertEqual(folder.socket_path(Path("/srv/studio")), Path("/srv/studio/run/queue.sock"))

    def test_with_a_blank_in_the_path_it_lies_elsewhere_since_redis_py_stumbles_over_it(self):
        with mock.patch("tempfile.gettempdir", return_value=str(self.folder)):
            self.assertEqual(folder.socket_path(Path("/srv/my studio")).parent.parent, self.folder)

    def test_with_a_long_data_folder_it_lies_in_a_private_temporary_one(self):
        long = self.folder / ("ß" * 60)
        with mock.patch("tempfile.gettempdir", return_value=str(self.folder)):
            path = folder.socket_path(long)
            self.assertLess(len(os.fsencode(path)), 104)
            self.assertEqual(path.parent.stat().st_mode & 0o777, 0o700)
            self.assertEqual(folder.socket_path(long), path)
            self.assertNotEqual(folder.socket_path(long / "other"), path)

    def test_it_refuses_a_temporary_folder_that_others_could_have_made(self):
        long = self.folder / ("x" * 120)
        with mock.patch("tempfile.gettempdir", return_value=str(self.folder)):
            folder.socket_path(long).parent.chmod(0o777)
            with self.assertRaisesRegex(Refused, "belongs to somebody else"):
                folder.socket_path(long)


class CheckoutTests(unittest.TestCase):
    def test_the_root_is_where_manage_py_lies(self):
        self.assertTrue((ROOT / "manage.py").is_file())
