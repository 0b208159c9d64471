"""Which kind of picture some bytes are: judged by what they hold, not by what they are called."""

from gridgeo.domain.errors import BadInputError

MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
_PNG_END = b"IEND\xaeB`\x82"


def picture_kind(body: bytes) -> str:
    """Give the kind of a whole picture, one of `MEDIA_TYPES`.

    Raises
    ------
    BadInputError
        If it is no such picture, or ends in the middle.
    """
    kind = _begins(body)
    if kind is None:
        raise BadInputError("A photograph is a JPEG, PNG or WebP file.", field="photo")
    if not _is_whole(body, kind):
        raise BadInputError("The photograph ends in the middle; send it again.", field="photo")
    return kind


def _begins(body: bytes) -> str | None:
    if body.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "webp" if body[:4] == b"RIFF" and body[8:12] == b"WEBP" else None


def _is_whole(body: bytes, kind: str) -> bool:
    if kind == "jpg":  # telephones write more behind the end of the picture
        return b"\xff\xd9" in body
    if kind == "png":
        return _PNG_END in body
    return len(body) >= 8 + int.from_bytes(body[4:8], "little")
