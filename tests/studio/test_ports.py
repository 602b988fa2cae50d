import socket
import threading

from studio import ports
from studio.env import Refused
from tests.studio.base import ProcessTestCase


class TakenPortTests(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.server = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        self.port = self.server.getsockname()[1]

    def test_a_port_in_use_is_told(self):
        with self.assertRaisesRegex(Refused, f"Port {self.port} is already in use on 127.0.0.1: .* set PORT"):
            ports.refuse_taken("127.0.0.1", self.port)

    def test_a_free_port_is_fine(self):
        self.server.close()
        ports.refuse_taken("127.0.0.1", self.port)

    def test_an_address_of_another_machine_is_told(self):
        for host in ("192.0.2.1", "no such host"):
            with (
                self.subTest(host),
                self.assertRaisesRegex(Refused, f"address of this machine, not “{host}”"),
            ):
                ports.refuse_taken(host, self.port)


class KeptPortTests(ProcessTestCase):
    def setUp(self):
        super().setUp()
        self.path = self.folder / "sandbox" / "port"
        self.server = self.enterContext(socket.create_server(("127.0.0.1", 0)))
        self.taken = self.server.getsockname()[1]

    def test_the_first_choice_is_taken_when_it_is_free(self):
        self.server.close()
        self.assertEqual(ports.kept(self.path, self.taken), self.taken)

    def test_it_stays_the_same_from_start_to_start(self):
        port = ports.kept(self.path, self.taken)
        self.server.close()
        self.assertEqual(ports.kept(self.path, self.taken), port)

    def test_another_is_chosen_and_kept_when_it_is_taken(self):
        self.path.parent.mkdir()
        self.path.write_text(f"{self.taken}\n")
        port = ports.kept(self.path, self.taken)
        self.assertNotEqual(port, self.taken)
        self.assertEqual(self.path.read_text(), f"{port}\n")

    def test_there_is_no_port_after_the_last(self):
        self.assertLess(ports.kept(self.path, 65536), 65536)


class WebAnswersTests(ProcessTestCase):
    def answers(self, reply):
        with socket.create_server(("127.0.0.1", 0)) as server:
            thread = threading.Thread(target=self.reply_once, args=(server, reply))
            thread.start()
            answered = ports.web_answers("0.0.0.0", server.getsockname()[1])
            thread.join()
            return answered

    def reply_once(self, server, reply):
        connection, _ = server.accept()
        with connection:
            self.request = connection.recv(4096)
            connection.sendall(reply)

    def test_any_answer_but_a_servers_error_will_do(self):
        self.assertTrue(self.answers(b"HTTP/1.1 200 OK\r\n\r\n"))
        self.assertTrue(self.request.startswith(b"GET /healthz HTTP/1.0\r\nHost: localhost:"))
        self.assertTrue(self.answers(b"HTTP/1.1 400 Bad Request\r\n\r\n"))
        self.assertFalse(self.answers(b"HTTP/1.1 503 Service Unavailable\r\n\r\n"))
        self.assertFalse(self.answers(b"what?"))

    def test_silence_is_no_answer(self):
        with socket.create_server(("127.0.0.1", 0)) as server:
            port = server.getsockname()[1]
        self.assertFalse(ports.web_answers("127.0.0.1", port))
