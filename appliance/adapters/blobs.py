"""Blobs through one library: a folder today, any S3 API later, unchanged.

`obstore` writes atomically but does not fsync a local folder, so `Blobs` does, for the file and
for every new folder above it, before it reports success. A key is written once: callers choose a
fresh random key for each write, so a repeated request can never damage what was acknowledged.
"""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Self, TypeAlias

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore

from appliance.adapters import files
from appliance.errors import (
    ApplianceError,
    ConflictError,
    InvalidInputError,
    NotFoundError,
    RangeError,
    StorageFullError,
    UnavailableError,
)

if TYPE_CHECKING:
    from obstore import AsyncWritableFile, GetOptions, GetResult  # exist only for type checkers

CHUNK = 1024 * 1024
KEY = re.compile(r"[a-z0-9][a-z0-9._-]{0,99}(/[a-z0-9][a-z0-9._-]{0,99}){0,5}")
STAGED = re.compile(r".+#[0-9]+")
_FOREIGN = (BaseError, OSError, ValueError)

Objects: TypeAlias = dict[str, int]


class Blobs:
    """Objects by key.

    Args:
        store: where they are kept.
        folder: the folder behind the store, if it is a local one: it is then made durable.
    """

    def __init__(self, store: ObjectStore, folder: Path | None = None) -> None:
        self._store = store
        self._folder = folder
        self._durable_folders: set[Path] = {folder} if folder else set()

    @classmethod
    def in_folder(cls, folder: Path) -> Self:
        """Open the blobs kept in a folder, which is made if absent."""
        files.make_folder(folder)
        return cls(LocalStore(folder), folder)

    async def put(self, key: str, content: bytes) -> None:
        """Store one object and wait until it is on the disk.

        Raises:
            ConflictError: the key is taken.
            StorageFullError: there is no room.
            UnavailableError: the store refused.
        """
        await self.put_many([(key, content)])

    async def put_many(self, objects: Iterable[tuple[str, bytes]]) -> None:
        """Store several objects; they share the fsync of their folders.

        Raises:
            ConflictError: a key is taken.
            StorageFullError: there is no room.
            UnavailableError: the store refused.
        """
        await asyncio.to_thread(self._put_all, list(objects))

    def _put_all(self, objects: "list[tuple[str, bytes]]") -> None:
        for key, content in objects:
            try:
                obstore.put(self._store, _checked(key), content, mode="create", use_multipart=False)
            except _FOREIGN as error:
                raise translate(error) from error
        self._sync([key for key, _ in objects])

    def writer(self, key: str) -> "Writer":
        """Start an object whose pieces come one by one; nothing is seen before `finish`."""
        return Writer(self, self._store, _checked(key))

    async def put_stream(self, key: str, content: AsyncIterator[bytes]) -> None:
        """Store one object from its pieces, without holding it in memory.

        Raises:
            StorageFullError: there is no room.
            UnavailableError: the store refused; nothing is kept.
        """
        writer = self.writer(key)
        try:
            async for piece in content:
                await writer.write(piece)
        except BaseException:
            writer.abandon()
            raise
        await writer.finish()

    async def get(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Open an object and return its pieces from `start` up to, not including, `end`.

        Raises:
            NotFoundError: there is no such object.
            RangeError: the range is empty or lies outside it.
            UnavailableError: the store refused.
        """
        if end is not None and end <= start:
            raise RangeError
        options: GetOptions = {}
        if end is not None:
            options["range"] = (start, end)
        elif start:
            options["range"] = {"offset": start}
        try:
            found = await obstore.get_async(self._store, _checked(key), options=options)
        except _FOREIGN as error:
            raise translate(error) from error
        return _pieces(found)

    async def read(self, key: str) -> bytes:
        """Return a whole object, for small ones.

        Raises:
            NotFoundError: there is no such object.
            UnavailableError: the store refused.
        """
        return b"".join([piece async for piece in await self.get(key)])

    async def size(self, key: str) -> int:
        """Return the number of bytes of an object.

        Raises:
            NotFoundError: there is no such object.
            UnavailableError: the store refused.
        """
        try:
            return (await obstore.head_async(self._store, _checked(key)))["size"]
        except _FOREIGN as error:
            raise translate(error) from error

    async def delete(self, key: str) -> None:
        """Remove an object if it is there; the removal is on the disk afterwards.

        Raises:
            UnavailableError: the store refused.
        """
        try:
            await obstore.delete_async(self._store, _checked(key))
        except FileNotFoundError:
            return
        except _FOREIGN as error:
            raise translate(error) from error
        if self._folder is not None:
            folder = (self._folder / key).parent
            await asyncio.to_thread(files.sync_folder, folder, timeless=True)

    async def sizes(self) -> Objects:
        """Return every finished object: its key and its size."""
        found: Objects = {}
        try:
            async for batch in obstore.list(self._store):
                found.update((each["path"], each["size"]) for each in batch)
        except _FOREIGN as error:
            raise translate(error) from error
        return found

    async def adopt(self, source: "Blobs", key: str, new_key: str) -> None:
        """Take over an object of another store under a new key; the source keeps its own.

        On one disk this is a second name for the same file, otherwise a copy. Deleting the source
        afterwards, once the new key is recorded, makes it a move that no power cut can lose.

        Raises:
            NotFoundError: the source has no such object.
            StorageFullError: there is no room.
            UnavailableError: a store refused.
        """
        if self._folder is not None and source._folder is not None:  # noqa: SLF001 - the same class
            linked = await asyncio.to_thread(
                _link,
                source._folder / _checked(key),  # noqa: SLF001
                self._folder / _checked(new_key),
            )
            if linked:
                await self.make_durable([new_key])
                return
        await self.put_stream(new_key, await source.get(key))

    async def sweep_staged(self) -> int:
        """Remove the staging files that a killed process left; return how many.

        Call it only while nothing is being written.
        """
        if self._folder is None:
            return 0
        return await asyncio.to_thread(_remove_staged, self._folder)

    async def make_durable(self, keys: list[str]) -> None:
        """Wait until objects and the folders that hold them are on the disk.

        Raises:
            StorageFullError: there is no room.
            UnavailableError: the disk refused.
        """
        await asyncio.to_thread(self._sync, keys)

    def _sync(self, keys: list[str]) -> None:
        """Fsync files, then folders: a folder new to this process with all those above it."""
        root = self._folder
        if root is None:
            return
        with files.os_errors_translated():
            for key in keys:
                files.start_sync(root / key, files.FILE_MODE)
            for key in keys:
                files.sync_file(root / key)
            parents = {(root / key).parent for key in keys}
            new = _chain(root, parents - self._durable_folders) - self._durable_folders
            for folder in new:
                folder.chmod(files.FOLDER_MODE)
            for folder in parents | {each.parent for each in new}:
                # Its own time is that of the newest name in it: the hour of somebody's report.
                files.sync_folder(folder, timeless=True)
            self._durable_folders |= new


class Writer:
    """One object on its way in, piece by piece; memory does not grow with its size.

    Args:
        blobs: where it will be kept.
        store: the store behind them.
        key: its key.
    """

    def __init__(self, blobs: Blobs, store: ObjectStore, key: str) -> None:
        self._blobs = blobs
        self._key = key
        self._file: AsyncWritableFile | None = obstore.open_writer_async(
            store, key, buffer_size=CHUNK, max_concurrency=2
        )

    async def write(self, piece: bytes) -> None:
        """Add a piece.

        Raises:
            StorageFullError: there is no room.
            UnavailableError: the store refused, or the object is finished or abandoned.
        """
        if self._file is None:
            raise UnavailableError
        try:
            await self._file.write(piece)
        except _FOREIGN as error:
            self.abandon()
            raise translate(error) from error

    async def finish(self) -> None:
        """Make the object visible and wait until it is on the disk.

        Raises:
            StorageFullError: there is no room.
            UnavailableError: the store refused, or the object is finished or abandoned.
        """
        if self._file is None:
            raise UnavailableError
        try:
            await self._file.close()
        except _FOREIGN as error:
            raise translate(error) from error
        finally:
            self.abandon()
        await self._blobs.make_durable([self._key])

    def abandon(self) -> None:
        """Let go of it: what was written so far is dropped with its staging file."""
        self._file = None


def _chain(root: Path, folders: set[Path]) -> set[Path]:
    """Return folders with all those above them, up to but without the root."""
    every = {above for folder in folders for above in (folder, *folder.parents)}
    return {above for above in every if above != root and above.is_relative_to(root)}


def _checked(key: str) -> str:
    if not KEY.fullmatch(key):
        raise InvalidInputError("This is not the name of a blob.")
    return key


async def _pieces(found: "GetResult") -> AsyncIterator[bytes]:
    try:
        async for piece in found.stream(min_chunk_size=CHUNK):
            yield bytes(piece)
    except _FOREIGN as error:
        raise translate(error) from error


def _link(source: Path, target: Path) -> bool:
    """Give a file a second name; False where that cannot be done, as between two disks."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(source, target, follow_symlinks=False)
    except FileNotFoundError as error:
        raise NotFoundError from error
    except OSError:
        return False
    return True


def _remove_staged(root: Path) -> int:
    staged = [path for path in root.rglob("*#*") if STAGED.fullmatch(path.name) and path.is_file()]
    for path in staged:
        path.unlink(missing_ok=True)
    return len(staged)


def translate(error: Exception) -> ApplianceError:
    """Return the appliance's error for one of the store, without its text."""
    if isinstance(error, FileNotFoundError):
        return NotFoundError()
    if isinstance(error, obstore.exceptions.AlreadyExistsError):
        return ConflictError()
    text = str(error)
    if "invalid range" in text.lower() or "range was invalid" in text.lower():
        return RangeError()
    if "os error 28" in text or "os error 122" in text:
        return StorageFullError()
    return UnavailableError()
