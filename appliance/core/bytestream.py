"""Bytes that arrive in pieces of any size, cut into pieces of one size."""

from collections.abc import Iterable, Iterator


def pieces_of_size(pieces: Iterable[bytes], size_bytes: int) -> Iterator[bytes]:
    """Cut a stream into equal pieces; the last may be shorter, and none is empty.

    Args:
        pieces: the stream; a piece may be empty or huge.
        size_bytes: the size of each piece but the last.
    """
    pending: list[memoryview] = []
    missing = size_bytes
    for piece in pieces:
        view = memoryview(piece)
        while len(view) >= missing:
            yield b"".join([*pending, view[:missing]])
            view = view[missing:]
            pending, missing = [], size_bytes
        if view:
            pending.append(view)
            missing -= len(view)
    if pending:
        yield b"".join(pending)
