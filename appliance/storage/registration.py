"""From spool to vault: a whole upload becomes a blob, in steps that a kill cannot lose."""

from collections.abc import Sequence

from appliance.adapters.blobs import Blobs
from appliance.errors import ConflictError
from appliance.storage import blobstore
from appliance.storage.blobstore import Registered, StoredObject
from appliance.storage.room import new_keys
from appliance.storage.spool import Upload
from appliance.storage.vault import Vault


async def register_upload(
    vault: Vault, source: Blobs, upload: Upload, parts: Sequence[StoredObject]
) -> Registered:
    """Take over an upload's parts and log the blob; the spool still has its own afterwards.

    The vault's copy (on one disk a second name) is durable first, then the rows. Only then may
    the caller drop the spool's: a kill before that repeats the registration, which is idempotent.

    Args:
        vault: the open vault.
        source: the spool's parts.
        upload: a whole upload.
        parts: its parts in order.

    Raises:
        ConflictError: other bytes are stored under this id.
        NotFoundError: a part is missing.
        StorageFullError: there is no room.
    """
    known = await vault.database.read(lambda c: blobstore.find(c, upload.blob))
    if known is not None and known[0].is_same(upload.record()):
        return Registered(known[1], new=False)
    keys = new_keys(len(parts))
    vault.unregistered.update(keys)
    try:
        for part, key in zip(parts, keys, strict=True):
            await vault.blobs.adopt(source, part.key, key)
        moved = [StoredObject(key, part.size) for part, key in zip(parts, keys, strict=True)]
        registered: Registered = await vault.write(
            lambda c: blobstore.register(c, upload.record(), moved, vault.key.mac)
        )
        if not registered.new:
            await discard(vault, keys)
    except ConflictError:
        await discard(vault, keys)
        raise
    finally:
        vault.unregistered.difference_update(keys)
    return registered


async def discard(vault: Vault, keys: Sequence[str]) -> None:
    """Remove objects that are certainly not registered.

    After any failure but a refusal the commit may have happened all the same; then they stay,
    and the sweep at the next opening decides.
    """
    for key in keys:
        await vault.blobs.delete(key)
