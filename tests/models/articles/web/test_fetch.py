"""Fetching over loopback: what is refused is never connected to, and what is hostile ends within its limits."""

import asyncio
import gzip
import itertools
import re
import socket
import ssl
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import brotli
import httpcore2
import pytest

from models import articles
from models.articles.errors import FetchError, PageError
from models.articles.web.addresses import MAX_URL_LENGTH, Policy
from models.articles.web.fetch import Fetcher, Limits, fetch
from models.articles.web.robots import AGENT, Pace, RulesCache
from tests.models.articles.web.site import HOST, Answer, Site
from tests.waiting import BRISK, PATIENCE

PAGE = "<html><body><p>Grüße, 世界</p></body></html>".encode()


@pytest.fixture
def site():
    with Site() as started:
        started.answers["/page"] = Answer(PAGE)
        yield started


@pytest.fixture
def connects(monkeypatch):
    """Every address that a connection was opened to."""
    seen = []
    connect = httpcore2.AnyIOBackend.connect_tcp

    async def record(self, host, port, *arguments, **options):
        seen.append((host, port))
        return await connect(self, host, port, *arguments, **options)

    monkeypatch.setattr(httpcore2.AnyIOBackend, "connect_tcp", record)
    return seen


def fetched(site, path="/page", host=HOST, **options):
    return fetch(site.url(path, host), lambda: site.fetcher(**options))


def refused(site, path="/page", host=HOST, **options) -> FetchError:
    with pytest.raises(FetchError) as told:
        fetched(site, path, host, **options)
    assert told.value.cause
    assert told.value.remedy
    return told.value


def test_a_page_comes_as_it_is(site, connects):
    page = fetched(site)
    assert (page.content, page.url, page.status) == (PAGE, site.url("/page"), 200)
    assert page.content_type == "text/html; charset=utf-8"
    assert page.redirects == ()
    assert set(connects) == {("127.0.0.1", site.port)}
    headers = site.asked[-1][2]
    assert headers["user-agent"].startswith(f"{AGENT}/")
    assert headers["host"] == f"{HOST}:{site.port}"
    assert not {"cookie", "authorization", "referer"} & set(headers)


def test_the_character_set_of_the_header_is_not_thrown_away(site):
    text = "<html><body><p>İki ada arasındaki vapur</p></body></html>"
    site.answers["/page"] = Answer(text.encode("cp1254"), content_type="text/html; charset=windows-1254")
    page = fetched(site)
    assert page.content == text.encode("cp1254")
    assert page.html == text.encode()
    assert articles.extract(page.html).text == "İki ada arasındaki vapur"
    site.answers["/page"] = Answer(text.encode("cp1254"), content_type="text/html")
    assert fetched(site).html == text.encode("cp1254")


def test_a_picture_that_calls_itself_a_page_is_none(site):
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
    for header in ("text/html; charset=gbk", "text/html"):
        site.answers["/page"] = Answer(picture, content_type=header)
        page = fetched(site)
        with pytest.raises(PageError, match="a PNG picture, no page"):
            articles.extract(page.content, page.url, content_type=page.content_type)
        with pytest.raises(PageError, match="a PNG picture, no page"):
            articles.extract(page.html)


def test_a_header_of_a_megabyte_costs_nothing(site):
    site.answers["/page"] = Answer(PAGE, content_type="text/html; charset=" + "x" * 1_000_000)
    assert refused(site).stage == "connect"


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.1"],
        ["169.254.169.254"],
        ["100.64.0.1"],
        ["::1"],
        ["fe80::1"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::"],
        ["8.8.8.8", "127.0.0.1"],  # one of them is enough
        ["2606:4700:4700::1111", "::1"],
    ],
)
def test_a_name_that_leads_inside_is_never_connected_to(site, connects, addresses):
    error = refused(site, host="evil.test", names={"evil.test": addresses})
    assert (error.stage, error.status) == ("address", None)
    assert connects == []
    assert site.connections == 0


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{port}/",
        "http://evil.test:{port}/",
        "file:///etc/passwd",
        "//[::1]/",
        f"http://user:word@{HOST}:{{port}}/page",  # the site itself, which has shown its robots.txt
        f"http://{HOST}:{{port}}/page?" + "x" * MAX_URL_LENGTH,
    ],
)
def test_a_redirect_inside_is_never_followed(site, connects, target):
    site.answers["/away"] = Answer(status=302, headers={"Location": target.format(port=site.port)})
    error = refused(site, "/away", names={"evil.test": ["127.0.0.1"]})
    assert error.stage == "address"
    assert site.paths == ["/robots.txt", "/away"]
    assert set(connects) == {("127.0.0.1", site.port)}
    assert len(connects) == site.connections == len(site.paths)


def test_a_name_that_changes_its_address_gets_no_second_chance(site, connects):
    """A rebinding name server: a public address for the check, loopback for the connection."""
    turns = iter([["8.8.8.8"], ["127.0.0.1"]])

    async def resolver(host: str, port: int) -> list[str]:
        return next(turns)

    async def connect(self, host, port, *arguments, **options):
        connects.append((host, port))
        raise httpcore2.ConnectError("this test does not leave the machine")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpcore2.AnyIOBackend, "connect_tcp", connect)
        policy = Policy(ports=frozenset({site.port}))
        with pytest.raises(FetchError) as told:
            fetch(site.url("/", "rebind.test"), lambda: Fetcher(policy, Limits(), resolver, RulesCache(), Pace()))
    assert told.value.stage == "connect"
    assert connects == [("8.8.8.8", site.port)]  # what was checked, by number: no name is looked up again
    assert site.connections == 0


def test_redirects_are_followed_and_counted(site):
    for number in range(7):
        site.answers[f"/{number}"] = Answer(status=302, headers={"Location": f"/{number + 1}"})
    site.answers["/7"] = Answer(PAGE)
    page = fetched(site, "/2")
    assert page.url == site.url("/7")
    assert page.redirects == tuple(site.url(f"/{number}") for number in range(2, 7))
    error = refused(site, "/1")
    assert (error.stage, error.status) == ("status", 302)


def test_a_redirect_to_itself_ends(site):
    site.answers["/loop"] = Answer(status=301, headers={"Location": "/loop"})
    assert refused(site, "/loop").stage == "status"
    assert len(site.asked) == 7  # robots.txt, the page and five redirects


@pytest.mark.parametrize("status", [400, 403, 404, 410, 429, 500, 503])
def test_the_status_is_told(site, status):
    site.answers["/page"] = Answer(PAGE, status)
    error = refused(site)
    assert (error.stage, error.status) == ("status", status)
    assert str(status) in error.cause


@pytest.mark.parametrize("kind", ["image/png", "application/pdf", "text/plain", "application/json; charset=utf-8"])
def test_what_is_no_page_is_refused(site, kind):
    site.answers["/page"] = Answer(PAGE, content_type=kind)
    error = refused(site)
    assert (error.stage, error.status) == ("type", 200)


@pytest.mark.parametrize("kind", [None, "text/html", "TEXT/HTML;charset=gbk", "application/xhtml+xml"])
def test_pages_are_taken_also_without_a_type(site, kind):
    site.answers["/page"] = Answer(PAGE, content_type=kind)
    assert fetched(site).content == PAGE


def raw_deflate(content: bytes) -> bytes:
    squeeze = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return squeeze.compress(content) + squeeze.flush()


@pytest.mark.parametrize(
    ("coding", "squeeze"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw_deflate), ("br", brotli.compress)],
)
def test_what_is_compressed_is_unpacked(site, coding, squeeze):
    site.answers["/page"] = Answer(squeeze(PAGE), headers={"Content-Encoding": coding})
    assert fetched(site).content == PAGE


def test_what_cannot_be_unpacked_is_told(site):
    site.answers["/page"] = Answer(b"no gzip", headers={"Content-Encoding": "gzip"})
    assert refused(site).stage == "type"
    site.answers["/page"] = Answer(PAGE, headers={"Content-Encoding": "rot13"})
    assert refused(site).stage == "type"


def gigabyte() -> bytes:
    """A thousand times the same million zeros, as gzip has them after a full flush."""
    squeeze = zlib.compressobj(9, wbits=31)
    first, second = (squeeze.compress(bytes(1_000_000)) + squeeze.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    return first + 999 * second


def peak(anew: bool = False) -> int:
    """The most memory that this process had so far, or from now on, KiB; 0 where the system does not tell."""
    if not Path("/proc/self/clear_refs").exists():
        return 0
    if anew:
        Path("/proc/self/clear_refs").write_text("5")
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])


@pytest.fixture(scope="module")
def bombs():
    once = gigabyte()
    return {"gzip": once, "br": brotli.compress(bytes(200_000_000), quality=1), "gzip, gzip": gzip.compress(once)}


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, gzip"])
def test_a_gigabyte_in_a_small_package_is_refused_without_being_unpacked(site, bombs, coding):
    site.answers["/page"] = Answer(bombs[coding], headers={"Content-Encoding": coding})
    assert len(bombs[coding]) < 2_000_000
    before, started = peak(anew=True), time.process_time()
    error = refused(site)
    assert (error.stage, error.status) == ("size", 200)
    assert time.process_time() - started < 3
    assert peak() - before < 60_000
    site.answers["/page"] = Answer(PAGE)
    assert fetched(site).content == PAGE


def test_a_page_that_is_announced_too_large_is_not_read(site):
    site.answers["/page"] = Answer(pieces=iter([b"x"]), pause=2 * BRISK, headers={"Content-Length": "5000001"})
    error = refused(site)
    assert error.stage == "size"
    assert "5 MB" in error.cause


def test_a_page_without_end_is_cut_off(site):
    site.answers["/page"] = Answer(pieces=itertools.repeat(b"<p>" * 10_000))
    assert refused(site).stage == "size"


def test_the_largest_page_is_taken(site):
    site.answers["/page"] = Answer(b"x" * 5_000_000)
    assert len(fetched(site).content) == 5_000_000
    site.answers["/page"] = Answer(b"x" * 5_000_001)
    assert refused(site).stage == "size"


@pytest.mark.parametrize("drip", [itertools.repeat(b"x"), None])
def test_a_slow_page_ends_in_time(site, drip):
    site.answers["/page"] = Answer(PAGE, pieces=drip, pause=0.2 if drip else 2 * BRISK)
    started = time.monotonic()
    error = refused(site, limits=Limits(seconds=1.0, pause=0.0))
    assert error.stage == "time"
    assert "1 seconds" in error.cause
    assert time.monotonic() - started < BRISK


def test_a_slow_name_server_ends_in_time(site):
    async def resolver(host: str, port: int) -> list[str]:
        await asyncio.sleep(60)
        return []

    policy = Policy(ports=frozenset({site.port}))
    with pytest.raises(FetchError) as told:
        limits = Limits(seconds=0.5)
        fetch(site.url("/", "slow.test"), lambda: Fetcher(policy, limits, resolver, RulesCache(), Pace()))
    assert told.value.stage == "time"


def test_an_unknown_host_and_a_closed_port_are_told_apart(site):
    assert refused(site, host="nowhere.test").stage == "resolve"
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    policy = Policy(trusted=frozenset({(HOST, port)}))
    with pytest.raises(FetchError) as told:
        fetch(f"http://{HOST}:{port}/", lambda: site.fetcher(policy=policy))
    assert told.value.stage == "connect"


@pytest.mark.parametrize(
    "spoken", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nA: " + b"x" * 300_000]
)
def test_what_speaks_no_http_is_told(site, spoken):
    with socket.create_server(("127.0.0.1", 0)) as server, ThreadPoolExecutor(1) as threads:
        port = server.getsockname()[1]

        def serve() -> None:
            server.settimeout(PATIENCE)
            connection, _ = server.accept()
            with connection:
                connection.recv(10_000)
                connection.sendall(spoken)

        served = threads.submit(serve)
        policy = Policy(trusted=frozenset({(HOST, port)}))
        with pytest.raises(FetchError) as told:
            fetch(f"http://{HOST}:{port}/", lambda: site.fetcher(policy=policy))
        assert told.value.stage == "connect"
        served.exception()


def test_nothing_from_the_environment_is_obeyed(site, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetched(site).content == PAGE


def test_cookies_are_not_kept(site):
    site.answers["/page"] = Answer(PAGE, headers={"Set-Cookie": "who=me"})

    async def run():
        async with site.fetcher() as fetcher:
            for _ in range(2):
                await fetcher.fetch(site.url("/page"))

    asyncio.run(run())
    assert "cookie" not in site.asked[-1][2]


def test_many_threads_fetch_at_once(site):
    rules = RulesCache()
    with ThreadPoolExecutor(8) as threads:
        pages = list(threads.map(lambda _: fetched(site, rules=rules).content, range(24)))
    assert pages == [PAGE] * 24


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """Of the site's name, signed by itself: its path, and a context that serves with it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST)])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), False)
        .add_extension(x509.BasicConstraints(True, None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "site.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


def test_tls_checks_the_name_though_a_number_is_connected_to(certificate):
    path, context = certificate
    with Site(context) as site:
        site.answers["/page"] = Answer(PAGE)
        known = ssl.create_default_context(cafile=path)
        assert fetched(site, verify=known).content == PAGE
        assert refused(site).stage == "connect"  # a certificate that nobody vouches for
        trusted = frozenset({("other.test", site.port)})
        error = refused(
            site, host="other.test", verify=known, names={"other.test": ["127.0.0.1"]}, policy=Policy(trusted=trusted)
        )
        assert error.stage == "connect"
        assert site.paths == ["/robots.txt", "/page"]
