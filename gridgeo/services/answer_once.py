"""Keep what a write was answered, and find it again when the write is sent a second time."""

from sqlalchemy.orm import Session

from gridgeo.db.repositories import idempotency
from gridgeo.db.repositories.idempotency import KeptAnswer
from gridgeo.domain.errors import BadInputError, ConflictError

KEPT_S = 86_400.0
_FIELD = "Idempotency-Key"


def find_answer(
    session: Session, user_id: int, key: str, operation: str, request_hash: bytes
) -> KeptAnswer | None:
    """Take a key until the transaction ends, and give the earlier answer to the same write.

    Parameters
    ----------
    session : Session
        The transaction of the write.
    user_id : int
        Whose key it is.
    key : str
        As sent.
    operation : str
        Method and address.
    request_hash : bytes
        SHA-256 of the body.

    Returns
    -------
    KeptAnswer or None
        None when the write is new.

    Raises
    ------
    ConflictError
        If a write with this key is going on, or its answer held a secret that is not kept.
    BadInputError
        If the key was used for another write.
    """
    if not idempotency.try_lock(session, user_id, key):
        raise ConflictError(
            "A write with this key is still going on; ask again in a moment.", field=_FIELD
        )
    answer = idempotency.find(session, user_id, key, KEPT_S)
    if answer is None:
        return None
    if (answer.operation, answer.request_hash) != (operation, request_hash):
        raise BadInputError(
            "This key was used for another request in the last 24 hours; take a new one.",
            field=_FIELD,
        )
    if answer.body is None:
        raise ConflictError(
            "This was done before; its answer held a secret, which is shown only once.",
            field=_FIELD,
        )
    return answer


def keep_answer(session: Session, user_id: int, key: str, answer: KeptAnswer) -> None:
    """Keep an answer for 24 hours, in the transaction of the write."""
    idempotency.keep(session, user_id, key, answer)
    session.flush()
