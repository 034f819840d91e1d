"""Refusals in the Hub's own form: a status, X-Error-Code, X-Error-Message and JSON {"error": ...}.

huggingface_hub chooses its exception by X-Error-Code and shows X-Error-Message (`utils/_http.py`, hf_raise_for_status).
"""

import errno
import logging
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from hub_utils.local_hub.answers import JSONResponse

MAX_DRAINED = 64 * 2**20  # bytes of a refused body
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}

log = logging.getLogger(__name__)


class RefusalError(Exception):
    """An answer other than the one that was asked for.

    Args:
        status: HTTP status.
        message: one sentence for people.
        code: X-Error-Code, by which clients choose their exception.
        headers: further headers.
        body: further fields of the JSON body.
    """

    def __init__(
        self,
        status: int,
        message: str,
        code: str | None = None,
        *,
        headers: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status, self.message, self.code = status, message, code
        self.headers, self.body = headers or {}, body or {}

    def response(self) -> Response:
        """The answer in the Hub's form."""
        shown = " ".join(self.message.split()).encode("ascii", "replace").decode()  # a header is one line of ASCII
        headers = {"X-Error-Message": shown, **self.headers}
        if self.code:
            headers["X-Error-Code"] = self.code
        return JSONResponse({"error": self.message, **self.body}, self.status, headers)


async def answer_refusal(request: Request, refusal: Exception) -> Response:
    """Starlette's handler of a RefusalError."""
    assert isinstance(refusal, RefusalError)
    response = refusal.response()
    if not await _has_ended(request):
        response.headers["Connection"] = "close"
    return response


async def _has_ended(request: Request) -> bool:
    """Reads on for a while, since a client that is still sending would see a broken pipe instead of the reason."""
    read = 0
    try:
        async for chunk in request.stream():
            read += len(chunk)
            if read > MAX_DRAINED:
                return False
    except (RuntimeError, ClientDisconnect):  # RuntimeError: the endpoint had read it all
        pass
    return True


async def answer_full_disk(request: Request, error: Exception) -> Response:
    """Starlette's handler of an OSError: a full disk is no failure that trying again mends, as clients do after a 500.

    Raises:
        OSError: it is another one.
    """
    assert isinstance(error, OSError)
    if error.errno not in NO_ROOM:
        raise error
    log.error("%s %s: %s", request.method, request.url.path, error)
    message = f"This Hub cannot write: {error.strerror}. Whoever runs it makes room on its disk; then try again"
    return await answer_refusal(request, RefusalError(507, message))


async def answer_crash(request: Request, error: Exception) -> Response:
    """Starlette's handler of anything unforeseen; uvicorn logs the traceback."""
    return RefusalError(500, "The local Hub failed; its log has the reason.").response()


def invalid_credentials() -> RefusalError:
    """This message tells clients a wrong token from a missing repository."""
    return RefusalError(401, "Invalid credentials in Authorization header")


def login_needed() -> RefusalError:
    return RefusalError(401, "Invalid username or password.")


def forbidden(what: str) -> RefusalError:
    return RefusalError(403, f"You don't have the rights to {what}")


def repo_not_found(anonymous: bool) -> RefusalError:
    """The same answer for a missing repository and a private one, so that neither is told from the other."""
    return RefusalError(401 if anonymous else 404, "Repository not found", "RepoNotFound")


def revision_not_found(revision: str) -> RefusalError:
    return RefusalError(404, f"Invalid rev id: {revision}", "RevisionNotFound")


def entry_not_found(path: str, commit: str) -> RefusalError:
    """Clients remember the absence of a file at a commit."""
    return RefusalError(
        404, f"{path} does not exist at this revision", "EntryNotFound", headers={"X-Repo-Commit": commit}
    )


def unsupported(what: str) -> RefusalError:
    return RefusalError(501, f"The local Hub does not support {what}")


def too_large(what: str, limit: int) -> RefusalError:
    return RefusalError(413, f"{what} is larger than the {limit:,} bytes that this Hub accepts")
