"""Pages of a WSGI application in this process, as its server would serve them."""

import io
from urllib.parse import quote, urlsplit
from wsgiref.util import setup_testing_defaults


def page(application, url, language="en", host="tracker.example", prefix=""):
    """What an application answers at an address."""
    parts = urlsplit(url)
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": prefix,
        "PATH_INFO": parts.path.removeprefix(prefix),
        "REQUEST_URI": quote(parts.path),
        "QUERY_STRING": parts.query,
        "HTTP_HOST": host,
        "SERVER_NAME": host,
        "SERVER_PORT": "443",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_ACCEPT_LANGUAGE": {"zh": "zh-CN, zh_CN, zh"}.get(language, language),
        "HTTP_USER_AGENT": "Mozilla/5.0",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(),
    }
    setup_testing_defaults(environ)
    answered, written = [], []

    def start_response(status, headers, exc_info=None):
        answered.append(status)
        return written.append

    parts_of_body = application(environ, start_response)
    body = b"".join(written) + b"".join(parts_of_body)
    if not answered or not answered[0].startswith("200"):
        raise SystemExit(f"{url} answers {answered}: {body[:300]!r}")
    return body.decode("utf-8")
