"""Which addresses may be fetched: as written, and as resolved."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.articles.errors import FetchError
from models.articles.web.addresses import MAX_URL_LENGTH, Policy, completed_address, is_public, port_of

REFUSED = [
    "0.0.0.0",
    "0.255.1.1",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "100.127.255.254",
    "127.0.0.1",
    "127.255.0.1",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::7f00:1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::808:808",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2001:20::1",
    "2002:7f00:1::",
    "2002:808:808::",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "2a00:1450::5efe:127.0.0.1",
    "2a00:1450::200:5efe:10.0.0.1",
]
PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "128.0.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "192.167.255.255",
    "192.169.0.0",
    "198.17.255.255",
    "198.20.0.0",
    "223.255.255.255",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "2400:cb00::1",
]


@pytest.mark.parametrize("address", REFUSED)
def test_what_is_not_on_the_public_internet_is_refused(address):
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_is_allowed_to_its_edges(address):
    assert is_public(ip_address(address))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private_or_special(address):
    if is_public(address):
        assert address.is_global
        assert not (address.is_multicast or address.is_reserved or address.is_loopback or address.is_link_local)


@given(st.ip_addresses(v=4))
def test_no_ipv6_form_of_an_ipv4_address_is_public(address):
    number = int(address)
    mapped, compatible, nat64 = 0xFFFF << 32, 0, 0x64FF9B << 96
    for form in (mapped | number, compatible | number, nat64 | number, 0x2002 << 112 | number << 80):
        assert not is_public(ip_address(form.to_bytes(16, "big")))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "no address",
        "ftp://example.com/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "javascript:alert(1)",
        "data:text/html,hello",
        "//example.com/",
        "http://",
        "http:///path",
        "http://user@example.com/",
        "http://user:word@example.com/",
        "http://example.com:22/",
        "http://example.com:3306/",
        "https://example.com:8000/",
        "http://example.com:99999/",
        "http://127.0.0.1/",
        "http://10.1.2.3/",
        "http://[::1]/",
        "http://[::ffff:169.254.169.254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.1./",
        "http://１２７.0.0.1/",
        "http://exa mple.com/",
        "http://my_site.xn--p1ai/",
        "http://a..xn--p1ai/",
        "http://example.com\\@127.0.0.1/",
        "http://example.com%2f@127.0.0.1/",
        "http://" + "a" * MAX_URL_LENGTH,
    ],
)
def test_addresses_that_are_never_fetched(url):
    with pytest.raises(FetchError) as told:
        Policy().check_url(url)
    assert told.value.stage == "address"
    assert told.value.cause
    assert told.value.remedy


@pytest.mark.parametrize("href", ["http://my_site.xn--p1ai/", "//-a.xn--p1ai/x?y=1", "http://a..xn--p1ai/?y=1"])
def test_a_link_to_a_host_that_cannot_be_read_leads_nowhere(href):
    assert completed_address(href, "http://a.test/") is None


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("http://example.com", "example.com", 80),
        (" https://example.com/a?b=c#d ", "example.com", 443),
        ("HTTPS://EXAMPLE.com:8443/", "example.com", 8443),
        ("http://example.com:8080/x", "example.com", 8080),
        ("http://bücher.example/", "xn--bcher-kva.example", 80),
        ("http://例子.测试/", "xn--fsqu00a.xn--0zwm56d", 80),
        ("http://8.8.8.8/", "8.8.8.8", 80),
        ("http://[2606:4700:4700::1111]/", "2606:4700:4700::1111", 80),
    ],
)
def test_addresses_of_pages_are_taken_without_their_fragment(url, host, port):
    checked = Policy().check_url(url)
    assert (checked.raw_host.decode(), port_of(checked)) == (host, port)
    assert "#" not in str(checked)


def test_a_trusted_site_is_one_host_and_one_port():
    policy = Policy(trusted=frozenset({("127.0.0.1", 5000)}))
    assert policy.check_url("http://127.0.0.1:5000/")
    for url in ("http://127.0.0.1:5001/", "http://127.0.0.2:5000/", "http://localhost:5000/", "http://127.0.0.1/"):
        with pytest.raises(FetchError):
            policy.check_url(url)
