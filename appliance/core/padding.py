"""Frames: a length, the content, zero bytes up to a size that tells little (record-format §3)."""

from typing import Final

from appliance.errors import DecryptionError, InvalidInputError

LENGTH_BYTES: Final = 8
SMALLEST: Final = 1024
# Far above any file; keeps sums below 2^63 whatever a frame claims.
LARGEST: Final = 2**50


def padme(size_bytes: int) -> int:
    """Round a size up so that it leaks at most O(log log size) bits.

    Args:
        size_bytes: what has to fit.

    Returns:
        The padded size, at most 12 % larger.

    Source: Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", PETS 2019.
    """
    if size_bytes < 2:
        return size_bytes
    exponent = size_bytes.bit_length() - 1
    step = 1 << (exponent - exponent.bit_length())
    return -(-size_bytes // step) * step


def framed_size(content_bytes: int) -> int:
    """Return the size of the frame around content of this size."""
    return max(SMALLEST, padme(LENGTH_BYTES + content_bytes))


def frame(content: bytes) -> bytes:
    """Put content into a frame."""
    return frame_prefix(len(content)) + content + bytes(padding_size(len(content)))


def frame_prefix(content_bytes: int) -> bytes:
    """Return the first bytes of a frame, before the content.

    Raises:
        InvalidInputError: the size is negative or absurd.
    """
    if not 0 <= content_bytes <= LARGEST:
        raise InvalidInputError("This size cannot be framed.")
    return content_bytes.to_bytes(LENGTH_BYTES, "big")


def padding_size(content_bytes: int) -> int:
    """Return how many zero bytes follow content of this size in its frame."""
    return framed_size(content_bytes) - LENGTH_BYTES - content_bytes


def unframe(untrusted: bytes) -> bytes:
    """Take content out of its frame.

    Raises:
        DecryptionError: the frame has another size than its length asks for, or its padding is
            not zero.
    """
    reader = Unframer()
    content = reader.feed(untrusted)
    reader.finish()
    return content


class Unframer:
    """Takes content out of a frame that arrives in pieces, in memory that does not grow.

    Content that `feed` returned is only certain to be whole once `finish` has returned.
    """

    def __init__(self) -> None:
        self._prefix = b""
        self._content_left = 0
        self._padding_left = 0

    @property
    def content_bytes(self) -> int | None:
        """The size of the content, once the length has arrived."""
        if len(self._prefix) < LENGTH_BYTES:
            return None
        return int.from_bytes(self._prefix, "big")

    def feed(self, untrusted: bytes) -> bytes:
        """Take the next piece of the frame.

        Returns:
            The content in it; may be empty.

        Raises:
            DecryptionError: the length is absurd, the frame too long or its padding not zero.
        """
        rest = self._take_prefix(untrusted)
        content, padding = rest[: self._content_left], rest[self._content_left :]
        self._content_left -= len(content)
        if len(padding) > self._padding_left or padding.count(0) != len(padding):
            raise DecryptionError("The padding of this frame is not what it must be.")
        self._padding_left -= len(padding)
        return content

    def finish(self) -> None:
        """Say that nothing more comes.

        Raises:
            DecryptionError: the frame is cut short.
        """
        if self.content_bytes is None or self._content_left or self._padding_left:
            raise DecryptionError("This frame is cut short.")

    def _take_prefix(self, untrusted: bytes) -> bytes:
        missing = LENGTH_BYTES - len(self._prefix)
        if not missing:
            return untrusted
        self._prefix += untrusted[:missing]
        size = self.content_bytes
        if size is not None:
            if size > LARGEST:
                raise DecryptionError("This frame claims an absurd size.")
            self._content_left, self._padding_left = size, padding_size(size)
        return untrusted[missing:]
