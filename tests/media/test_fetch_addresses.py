import ssl
import tempfile
from pathlib import Path

import requests

from music.media import fetch
from tests.media.web import PUBLIC, SONG, FetchTestCase, make_certificate

PRIVATE = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "0", "0.0.0.0", "localhost",
    "10.0.0.1", "172.16.5.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]",
    "[::127.0.0.1]", "[fe80::1]", "[fec0::1]", "[fc00::1]", "[fd12::1]", "[ff02::1]", "[64:ff9b::7f00:1]",
    "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]",
    "[64:ff9b:1::7f00:1]", "[::ffff:0:7f00:1]", "[100::1]", "[2001:20::1]", "[3fff::1]", "[5f00::1]", "192.88.99.1",
)  # fmt: skip
LOOKALIKES = (
    "①②⑦.⓪.⓪.①", "１２７。０。０。１", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "127。0。0。1", "127．0．0．1", "127｡0｡0｡1", "٠.٠.٠.٠", "127.0.0.①",
    "loc\u00adalhost", "ｌocalhost",
)  # fmt: skip


class AddressTests(FetchTestCase):
    def test_it_asks_no_address_that_is_not_public(self):
        for host in PRIVATE:
            self.assert_forbidden(f"http://{host}:{self.port}/song")
            self.assert_forbidden(f"https://{host}/song")

    def test_it_asks_no_name_that_leads_to_one(self):
        for address in ("127.0.0.1", "10.1.1.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "fe80::1"):
            self.names["media.example"] = [address]
            self.assert_forbidden(f"{self.public}/song")

    def test_letters_that_look_like_digits_change_nothing(self):
        for host in LOOKALIKES:
            self.assert_unasked(f"http://{host}:{self.port}/song")

    def test_a_dot_at_the_end_other_capitals_and_escapes_change_nothing(self):
        for address in (
            "http://127.0.0.1.:{}/", "http://localhost.:{}/", "HTTP://127.0.0.1:{}/", "hTTpS://LOCALHOST:{}/", "http://LocalHost:{}/",
            "http://127%2e0%2e0%2e1:{}/", "http://%6cocalhost:{}/", "http://%31%32%37.0.0.1:{}/", "\thttp://127.0.0.1:{}/",
            " http://127.0.0.1:{}/", "http:\\\\127.0.0.1:{}/", "http:////127.0.0.1:{}/", "http://127.0.0.1:{}\\@media.example/",
        ):  # fmt: skip
            self.assert_unasked(address.format(self.port))

    def test_an_address_of_one_network_card_is_none_for_us(self):
        for zone in ("%25lo", "%lo", "%251", "%25eth0"):
            for address in ("fe80::1", "::1", "ff02::1"):
                self.assert_unasked(f"http://[{address}{zone}]:{self.port}/song")

    def test_numbers_that_overflow_lead_nowhere_private(self):
        for host in (
            "4294967297",
            "0x17f000001",
            "127.0.0.256",
            "127.0.0.1.1",
            "0x7f.0x0.0x0.0x1",
            "017700000001",
            "127.000.000.001",
        ):
            self.assert_unasked(f"http://{host}:{self.port}/song")

    def test_it_finds_hosts_in_other_scripts(self):
        self.names["xn--bcher-kva.example"] = [PUBLIC]
        self.assertEqual(self.download(f"http://bücher.example:{self.port}/song").size, len(SONG))

    def test_it_takes_no_name_or_password_in_an_address(self):
        for url in (
            f"http://media.example@127.0.0.1:{self.port}/", f"http://a:b@media.example:{self.port}/",
            f"{self.local}@media.example/", f"http://media.example\\@127.0.0.1:{self.port}/",
        ):  # fmt: skip
            self.assert_forbidden(url, allow=self.local)

    def test_no_line_break_gets_into_the_request(self):
        for url in ("/a\r\nX-Evil: 1", "/a\nb", "/a\0", "/\x7f", ".evil\r\n/"):
            self.assert_forbidden(self.public + url)

    def test_only_http_and_https_are_fetched(self):
        for url in (
            "file:///etc/passwd", "ftp://media.example/", "gopher://media.example/", "httpx://media.example/",
            "data:,x", "//media.example/", "/song", "media.example", "", "http://", "http:///song", "http:song",
            "http://[::1/", "http://media.example:99999/", "http://media.example:x/", "http://*/", f"http://{'a' * 64}.example/",
        ):  # fmt: skip
            self.assert_forbidden(url)

    def test_a_name_is_looked_up_once_and_the_connection_goes_where_it_led(self):
        self.names["media.example"] = [PUBLIC, "127.0.0.1"]
        self.assertEqual(self.download(f"{self.public}/song").size, len(SONG))
        self.assertEqual(self.lookups.count("media.example"), 1)
        self.assertEqual(self.connections, [PUBLIC])

    def test_the_second_name_of_a_redirect_is_checked_again(self):
        self.names["media.example"] = [PUBLIC, "127.0.0.1"]
        self.server.location = f"{self.public}/song"
        with self.assertRaises(fetch.Forbidden):
            self.download(f"{self.public}/to")
        self.assertEqual(self.connections, [PUBLIC])


class TlsTests(FetchTestCase):
    """The same server with a certificate for media.example alone."""

    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.certificate = str(make_certificate(Path(folder.name) / "media.pem", "media.example"))
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.names["other.example"] = [PUBLIC]

    def trust_the_certificate(self):
        self.patch(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", self.certificate)

    def test_the_certificate_has_to_fit_the_name_though_the_connection_goes_to_an_address(self):
        self.trust_the_certificate()
        self.assertEqual(self.download(f"https://media.example:{self.port}/song").size, len(SONG))
        self.assertEqual(self.connections, [PUBLIC])

    def test_a_certificate_for_another_name_is_refused(self):
        self.trust_the_certificate()
        with self.assertRaises(fetch.Broken):
            self.download(f"https://other.example:{self.port}/song")
        self.assertEqual(self.server.asked, [])

    def test_a_certificate_nobody_vouches_for_is_refused(self):
        with self.assertRaises(fetch.Broken):
            self.download(f"https://media.example:{self.port}/song")
        self.assertEqual(self.server.asked, [])

    def test_a_server_that_trickles_is_left_here_too(self):
        self.trust_the_certificate()
        with self.assertRaisesMessage(fetch.Broken, "longer than 0.2 seconds"):
            self.download(f"https://media.example:{self.port}/tricklinghead", total_seconds=0.2)


class RedirectTests(FetchTestCase):
    def test_it_follows_relative_and_absolute_ones(self):
        for location in ("/song", f"{self.public}/song", "song"):
            self.server.location = location
            self.assertEqual(self.download(f"{self.public}/to").url, f"{self.public}/song")

    def test_it_sends_a_signed_address_on_untouched(self):
        self.server.location = f"{self.public}/a%2fb?sig=%2b+/=&x=%e4"
        self.download(f"{self.public}/to")
        self.assertEqual(self.server.asked[-1][0], "/a%2fb?sig=%2b+/=&x=%e4")

    def test_it_does_not_follow_one_to_a_private_address(self):
        for location in (
            f"{self.local}/song",
            "http://169.254.169.254/",
            "//127.0.0.1/",
            "http://[::1/",
            "file:///etc/passwd",
            "gopher://127.0.0.1:70/_GET",
            "data:audio/mpeg;base64,SUQz",
            "ftp://media.example/song",
            "http://media.example@127.0.0.1/",
            "http://2130706433/",
        ):
            self.server.location = location
            with self.subTest(location), self.assertRaises(fetch.Forbidden):
                self.download(f"{self.public}/to")
        self.assertEqual({path for path, _ in self.server.asked}, {"/to"})

    def test_nor_to_one_in_any_of_its_spellings(self):
        for host in (*PRIVATE, *LOOKALIKES):
            for location in (f"http://{host}:{self.port}/song", f"//{host}/song", f"https://{host}/song"):
                self.server.location = location.encode().decode("latin-1")  # as it goes over the line
                with self.subTest(location), self.assertRaises(fetch.FetchError):
                    self.download(f"{self.public}/to")
                self.assertEqual(set(self.connections), {PUBLIC})

    def test_five_are_followed_and_no_more(self):
        self.assertEqual(self.download(f"{self.public}/hops/5").size, len(SONG))
        for path in ("/hops/6", "/loop"):
            with self.assertRaisesMessage(fetch.Broken, "more than 5 times"):
                self.download(self.public + path)


class AllowTests(FetchTestCase):
    def test_the_one_exception_is_asked(self):
        self.assertEqual(self.allowed("/song").size, len(SONG))

    def test_a_redirect_may_lead_to_it(self):
        self.server.location = f"{self.local}/song"
        self.assertEqual(self.download(f"{self.public}/to", allow=self.local).url, f"{self.local}/song")

    def test_it_holds_for_exactly_this_origin(self):
        for url in (
            f"https://127.0.0.1:{self.port}/song", "http://127.0.0.1/song", f"http://127.0.0.1:{self.port + 1}/song",
            f"http://localhost:{self.port}/song", f"http://127.1:{self.port}/song", f"http://127.0.0.1:{self.port}0/song",
            f"http://[::ffff:127.0.0.1]:{self.port}/song",
        ):  # fmt: skip
            self.assert_forbidden(url, allow=self.local)

    def test_it_does_not_lead_on_to_another_private_address(self):
        self.server.location = f"http://localhost:{self.port}/song"
        with self.assertRaises(fetch.Forbidden):
            self.allowed("/to")

    def test_the_usual_port_may_be_left_out(self):
        self.names["stand-in.example"] = ["127.0.0.1"]
        with self.assertRaises(fetch.Broken):
            self.download("http://stand-in.example:80/", allow="http://stand-in.example/", timeout=(0.2, 0.2))
