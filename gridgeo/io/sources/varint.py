"""Numbers of as many bytes as they need, as Protocol Buffers and Thrift write them."""

_MOST_BITS = 63


def read_varint(data: bytes, at: int) -> tuple[int, int]:
    """Read a number without sign, and give where the next byte stands.

    Raises
    ------
    IndexError
        If the data end within it.
    ValueError
        If it goes on for more bytes than any number needs.
    """
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at
        if shift > _MOST_BITS:
            raise ValueError("a number without end")
