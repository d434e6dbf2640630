"""Sealed or open: a real state. While sealed there is no vault object to reach into."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from appliance.errors import ConflictError, SealedError
from appliance.logs import get_logger
from appliance.storage.vault import Vault, VaultKeys

log = get_logger()


class Gate:
    """Opens and locks the vault.

    Args:
        folder: the vault's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._vault: Vault | None = None
        self._keys: VaultKeys | None = None
        self._turning = asyncio.Lock()

    @property
    def is_open(self) -> bool:
        """Whether the vault is open."""
        return self._vault is not None

    def opened(self) -> Vault | None:
        """Return the vault while it is open, else None."""
        return self._vault

    def vault(self) -> Vault:
        """Return the open vault.

        Raises:
            SealedError: the box is sealed.
        """
        if self._vault is None:
            raise SealedError
        return self._vault

    async def open(self, keys: VaultKeys, on_open: Callable[[Vault], Awaitable[None]]) -> None:
        """Open the vault; repeating it with the same keys changes nothing.

        Args:
            keys: the deployment's keys.
            on_open: what to do before the vault is said to be open.

        Raises:
            ConflictError: it is open with other keys.
        """
        async with self._turning:
            if self._vault is not None:
                if keys != self._keys:
                    raise ConflictError("The vault is open with other keys.")
                return
            vault = await Vault.open(self._folder, keys)
            try:
                await on_open(vault)
            except BaseException:
                await vault.close()
                raise
            self._vault, self._keys = vault, keys
            log.info("vault.opened", tree_size=vault.tree.size)

    async def lock(self) -> None:
        """Forget the keys and close the vault; from here on requests are refused as sealed."""
        async with self._turning:
            vault, self._vault, self._keys = self._vault, None, None
            if vault is not None:
                await vault.close()
                log.info("vault.locked")
