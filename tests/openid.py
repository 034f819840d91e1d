"""An OpenID provider on loopback, in place of the Hub's: it signs in at once whoever `user` names."""

from secrets import token_urlsafe
from threading import Thread
from time import time
from typing import Self
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.live_app import free_port

CLIENT = {"OAUTH_CLIENT_ID": "kexue", "OAUTH_CLIENT_SECRET": "a secret of the test", "OAUTH_SCOPES": "openid profile"}
ACCESS = "hf_oauth_access_token"


class OpenId:
    """`variables` are those by which Spaces lets an app sign visitors in."""

    def __init__(self, user: str):
        self.user = user
        port = free_port()
        self.issuer = f"http://127.0.0.1:{port}"
        self.variables = CLIENT | {"OPENID_PROVIDER_URL": self.issuer}
        self._key = RSAKey.generate_key(2048, {"kid": "test"})
        self._nonces: dict[str, str] = {}  # by code
        routes = [
            Route("/.well-known/openid-configuration", self._configuration),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
        ]
        self._server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), port=port, log_level="error"))
        self._thread = Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        while not self._server.started:
            self._thread.join(0.02)
        return self

    def __exit__(self, *failure: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)

    async def _configuration(self, request: Request) -> Response:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        found = {name: f"{self.issuer}/{path}" for name, path in places.items()}
        return JSONResponse({"issuer": self.issuer, "id_token_signing_alg_values_supported": ["RS256"], **found})

    async def _authorize(self, request: Request) -> Response:
        code = token_urlsafe()
        self._nonces[code] = request.query_params["nonce"]
        target = request.query_params["redirect_uri"]
        answer = urlencode({"code": code, "state": request.query_params["state"]})
        return RedirectResponse(f"{target}{'&' if '?' in target else '?'}{answer}")

    async def _token(self, request: Request) -> Response:
        nonce = self._nonces.pop((await request.form())["code"])
        now = int(time())
        about = {"name": self.user.title(), "preferred_username": self.user, "profile": "", "picture": ""}
        claims = {"iss": self.issuer, "aud": CLIENT["OAUTH_CLIENT_ID"], "sub": self.user, "nonce": nonce} | about
        signed = jwt.encode({"alg": "RS256", "kid": "test"}, claims | {"iat": now, "exp": now + 600}, self._key)
        token = {"access_token": ACCESS, "token_type": "Bearer", "expires_in": 600, "scope": CLIENT["OAUTH_SCOPES"]}
        return JSONResponse(token | {"id_token": signed})

    async def _keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})
