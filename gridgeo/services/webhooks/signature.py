"""The signature of a webhook's message, as the Standard Webhooks specification has it.

HMAC with SHA-256 over ``id.timestamp.body``, so that neither can be exchanged; the receiver checks
the signature, that the timestamp is fresh, and that it has not seen the id before.
"""

import base64
import hashlib
import hmac
import secrets

_PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """Make a secret that both sides sign with."""
    return _PREFIX + base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()


def signed_headers(secret: str, message_id: str, timestamp_s: int, body: bytes) -> dict[str, str]:
    """Give the headers that identify and sign a message.

    Parameters
    ----------
    secret : str
        From :func:`new_secret`.
    message_id : str
        The same at every attempt.
    timestamp_s : int
        Seconds since 1970 of this attempt.
    body : bytes
        Exactly as sent.
    """
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = f"{message_id}.{timestamp_s}.".encode() + body
    digest = hmac.new(key, signed, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp_s),
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
