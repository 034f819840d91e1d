"""Who am I, and may I."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from hub_utils.local_hub.access import caller, readable, writable


def whoami(request: Request) -> Response:
    """GET /api/whoami-v2"""
    account = caller(request)
    return JSONResponse(
        {
            "type": "user",
            "id": account.name,
            "name": account.name,
            "fullname": account.name,
            "isPro": False,
            "orgs": [{"type": "org", "id": name, "name": name, "roleInOrg": "write"} for name in account.organisations],
            "auth": {"type": "access_token", "accessToken": {"displayName": account.name, "role": "write"}},
        }
    )


def check_read(request: Request) -> Response:
    """GET /api/models/user/repo/auth-check"""
    readable(request)
    return Response()


def check_write(request: Request) -> Response:
    """GET /api/models/user/repo/auth-check/write"""
    writable(request)
    return Response()
