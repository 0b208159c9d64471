"""An OpenID Connect provider: authorization code with PKCE, discovery, verified ID tokens."""

import secrets
import threading
import time
from typing import Any

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from gridgeo.domain.errors import NotSignedInError, UnavailableError
from gridgeo.services.oidc.pending import Pending

TIMEOUT_S = 10.0
KNOWN_FOR_S = 3600.0
LEEWAY_S = 60  # between the provider's clock and ours
# Signatures by a key pair alone: neither "none", nor a secret that we share with the provider.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]


class OidcProvider:
    """Talks to one provider; one serves all threads.

    Parameters
    ----------
    issuer : str
        The provider's address, below which its discovery document lies.
    client_id : str
        What the provider calls us.
    client_secret : str or None
        None for a public client, which PKCE alone protects.
    scopes : str
        What to ask for, ``openid`` included.
    """

    def __init__(self, issuer: str, client_id: str, client_secret: str | None, scopes: str) -> None:
        self.issuer = issuer.rstrip("/")
        self._client_id, self._secret, self._scopes = client_id, client_secret, scopes
        self._lock = threading.Lock()
        self._known: tuple[float, dict[str, Any], KeySet] | None = None

    def begin(self, redirect_uri: str) -> tuple[str, Pending]:
        """Give the address to send the person to, and what to hold the answer against.

        Raises
        ------
        UnavailableError
            The provider does not answer.
        """
        pending = Pending(*(secrets.token_urlsafe(32) for _ in range(3)))
        metadata, _ = self._metadata()
        address: str = prepare_grant_uri(
            metadata["authorization_endpoint"],
            self._client_id,
            "code",
            redirect_uri,
            self._scopes,
            pending.state,
            nonce=pending.nonce,
            code_challenge=create_s256_code_challenge(pending.verifier),
            code_challenge_method="S256",
        )
        return address, pending

    def finish(self, code: str, pending: Pending, redirect_uri: str) -> dict[str, Any]:
        """Change a code for an ID token, verify it, and give its claims.

        Raises
        ------
        NotSignedInError
            The provider refuses the code, or its token is not what it should be.
        UnavailableError
            The provider does not answer.
        """
        metadata, keys = self._metadata()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "client_id": self._client_id,
            "code_verifier": pending.verifier,
        }
        auth = None if self._secret is None else httpx.BasicAuth(self._client_id, self._secret)
        answer = _ask("POST", metadata["token_endpoint"], data=form, auth=auth)
        token = answer.json().get("id_token") if answer.status_code == 200 else None
        if not isinstance(token, str):
            raise NotSignedInError("The provider did not confirm the sign-in; try again.")
        try:
            return self._verify(token, keys, pending.nonce)
        except (ValueError, NotSignedInError):  # the provider may have changed its keys
            _, keys = self._metadata(fresh=True)
        try:
            return self._verify(token, keys, pending.nonce)
        except ValueError as error:
            raise _untrusted() from error

    def _verify(self, token: str, keys: KeySet, nonce: str) -> dict[str, Any]:
        try:
            claims = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            registry = jwt.JWTClaimsRegistry(
                leeway=LEEWAY_S,
                iss={"essential": True, "value": self.issuer},
                aud={"essential": True, "value": self._client_id},
                sub={"essential": True},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            )
            registry.validate({**claims, "iss": str(claims.get("iss", "")).rstrip("/")})
        except JoseError as error:
            raise _untrusted() from error
        if claims.get("azp", self._client_id) != self._client_id:
            raise _untrusted()
        return dict(claims)

    def _metadata(self, *, fresh: bool = False) -> tuple[dict[str, Any], KeySet]:
        with self._lock:
            if self._known is None or fresh or time.monotonic() > self._known[0]:
                address = get_well_known_url(self.issuer, external=True)
                metadata = _document(address)
                if str(metadata.get("issuer", "")).rstrip("/") != self.issuer:
                    raise UnavailableError("The provider calls itself by another address.")
                keys = KeySet.import_key_set(_document(metadata["jwks_uri"]))  # type: ignore[arg-type]
                self._known = time.monotonic() + KNOWN_FOR_S, metadata, keys
            return self._known[1:]


def _document(address: str) -> dict[str, Any]:
    answer = _ask("GET", address)
    if answer.status_code != 200:
        raise UnavailableError("The sign-in provider does not answer; try again in a moment.")
    document: dict[str, Any] = answer.json()
    return document


def _ask(method: str, address: str, **options: Any) -> httpx.Response:
    try:
        return httpx.request(method, address, timeout=TIMEOUT_S, **options)
    except httpx.HTTPError as error:
        raise UnavailableError(
            "The sign-in provider does not answer; try again in a moment."
        ) from error


def _untrusted() -> NotSignedInError:
    return NotSignedInError("The provider's token is not one that we can trust; sign in again.")
