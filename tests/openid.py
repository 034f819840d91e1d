"""An OpenID provider on loopback, in place of the Hub's: it signs in at once whoever `user` names."""

from secrets import token_urlsafe
from time import time
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.served import Served

CLIENT = {"OAUTH_CLIENT_ID": "kexue", "OAUTH_CLIENT_SECRET": "a secret of the test", "OAUTH_SCOPES": "openid profile"}
ACCESS = "hf_oauth_access_token"


class OpenId(Served):
    """`variables` are those by which Spaces lets an app sign visitors in."""

    def __init__(self, user: str):
        super().__init__(
            [
                Route("/.well-known/openid-configuration", self._configuration),
                Route("/authorize", self._authorize),
                Route("/token", self._token, methods=["POST"]),
                Route("/keys", self._keys),
            ]
        )
        self.user = user
        self.variables = CLIENT | {"OPENID_PROVIDER_URL": self.address}
        self._key = RSAKey.generate_key(2048, {"kid": "test"})
        self._nonces: dict[str, str] = {}  # by code

    async def _configuration(self, request: Request) -> Response:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        found = {name: f"{self.address}/{path}" for name, path in places.items()}
        return JSONResponse({"issuer": self.address, "id_token_signing_alg_values_supported": ["RS256"], **found})

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
        claims = {"iss": self.address, "aud": CLIENT["OAUTH_CLIENT_ID"], "sub": self.user, "nonce": nonce} | about
        signed = jwt.encode({"alg": "RS256", "kid": "test"}, claims | {"iat": now, "exp": now + 600}, self._key)
        token = {"access_token": ACCESS, "token_type": "Bearer", "expires_in": 600, "scope": CLIENT["OAUTH_SCOPES"]}
        return JSONResponse(token | {"id_token": signed})

    async def _keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self._key.as_dict(private=False)]})
