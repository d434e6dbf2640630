"""Bytes that arrive in pieces of any size, cut into pieces of one size."""

from collections.abc import Iterable, Iterator


def pieces_of_size(pieces: Iterable[bytes], size_bytes: int) -> Iterator[bytes]:
    """Cut a stream into equal pieces; the last may be shorter, and none is empty.

    Args:
        pieces: the stream; a piece may be empty or huge.
        size_bytes: the size of each piece but the last.
    """
    pending = bytearray()
    for piece in pieces:
        view = memoryview(piece)
        if pending:
            missing = size_bytes - len(pending)
            pending += view[:missing]
            view = view[missing:]
            if len(pending) == size_bytes:
                yield bytes(pending)
                pending.clear()
        whole = len(view) - len(view) % size_bytes
        for at in range(0, whole, size_bytes):
            yield bytes(view[at : at + size_bytes])
        pending += view[whole:]
    if pending:
        yield bytes(pending)
