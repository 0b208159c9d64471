"""A small OpenID Connect provider that really signs: discovery, keys, codes with PKCE, ID tokens.

Whoever comes is let in at once as the person that `Provider.claims` names; `Provider.spoil` lets
one thing of the next token be wrong.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode

from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support import live_server

CLIENT_ID, CLIENT_SECRET = "gridgeo", "a secret of the tests"


@dataclass
class Provider:
    """The provider's state; ``address`` is its issuer."""

    address: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    spoil: str | None = None
    keys: list[RSAKey] = field(default_factory=lambda: [_new_key()])
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def change_keys(self) -> None:
        """Sign with a new key from now on; the former one is no longer published."""
        self.keys = [_new_key()]

    def app(self) -> Starlette:
        """Give its four routes."""
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self._discover),
                Route("/keys", self._show_keys),
                Route("/authorize", self._authorize),
                Route("/token", self._give_token, methods=["POST"]),
            ]
        )

    async def _discover(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
            }
        )

    async def _show_keys(self, _: Request) -> Response:
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.keys]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = urlencode({"code": code, "state": asked["state"]})
        return RedirectResponse(f"{asked['redirect_uri']}?{back}", 302)

    async def _give_token(self, request: Request) -> Response:
        sent = parse_qs((await request.body()).decode())
        form = {name: values[0] for name, values in sent.items()}
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        asked = self.codes.pop(form["code"], None)  # a code is good once
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        if (
            asked is None
            or request.headers.get("authorization") != f"Basic {basic}"
            or form["redirect_uri"] != asked["redirect_uri"]
            or base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = self._token(asked["nonce"])
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {
            "iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce,
            **self.claims,
        }  # fmt: skip
        wrong: dict[str, dict[str, Any]] = {
            "issuer": {"iss": "https://elsewhere.example"},
            "audience": {"aud": "another client"},
            "nonce": {"nonce": "of another sign-in"},
            "age": {"iat": now - 7200, "exp": now - 3600},
            "party": {"azp": "another client"},
        }
        claims |= wrong.get(self.spoil or "", {})
        key = _new_key() if self.spoil == "key" else self.keys[0]
        if self.spoil == "algorithm":
            return _unsigned(claims)
        return jwt.encode({"alg": "RS256", "kid": self.keys[0].kid}, claims, key)


@contextmanager
def running_provider() -> Iterator[Provider]:
    """Run one on a free port."""
    provider = Provider()
    with live_server.running(provider.app()) as address:
        provider.address = address
        yield provider


def _new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)


def _unsigned(claims: dict[str, Any]) -> str:
    import orjson

    parts = [orjson.dumps({"alg": "none"}), orjson.dumps(claims)]
    return ".".join(base64.urlsafe_b64encode(one).rstrip(b"=").decode() for one in parts) + "."
