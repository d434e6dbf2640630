"""What a target itself asks for, as files that only the box reads.

They let nobody read a backup, and at a target that only appends they delete none either.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from appliance.adapters.data_folder import DataFolder
from appliance.adapters.files import FOLDER_MODE, os_errors_translated, write_durably
from appliance.core.fields import Fields
from appliance.errors import InvalidInputError
from appliance.secret import Secret

LONGEST = 200
FOLDER = "backup-credentials"


@dataclass(frozen=True, slots=True)
class Account:
    """With what the box shows itself to a target over HTTP.

    Args:
        user: the account's name, or the access key's.
        password: the account's, or the access key's secret.
    """

    user: str
    password: Secret[str] = field(repr=False)

    @classmethod
    def parse(cls, untrusted: object) -> "Account":
        """Read an account out of a request.

        Raises:
            InvalidInputError: it is malformed, or a line of its file would break.
        """
        body = Fields(untrusted, "account")
        user, password = body.text("user", LONGEST), body.text("password", LONGEST)
        body.close()
        if not user.isprintable() or not password.isprintable() or " " in user + password:
            raise InvalidInputError("backup-account-malformed")
        return cls(user, Secret(password))

    def to_json(self) -> Mapping[str, Any]:
        """Return the account as a request brings it."""
        return {"password": self.password.reveal(), "user": self.user}


def keep(folder: DataFolder, name: str, address: str, account: Account) -> Path:
    """Write what a target asks for, and return the file.

    Args:
        folder: the data folder.
        name: the target's, checked.
        address: the target's, checked.
        account: how the box shows itself there.

    Raises:
        InvalidInputError: a target of this kind asks for no account.
    """
    kind, secret = address.partition(":")[0], account.password.reveal()
    if kind == "rest":  # it becomes a part of an address
        content = f"{quote(account.user, safe='')}:{quote(secret, safe='')}\n"
    elif kind == "s3":
        content = f"[default]\naws_access_key_id = {account.user}\n"
        content += f"aws_secret_access_key = {secret}\n"
    else:
        raise InvalidInputError("backup-account-unwanted")
    path = folder.state / FOLDER / name
    with os_errors_translated():
        path.parent.mkdir(mode=FOLDER_MODE, exist_ok=True)
    write_durably(path, content.encode())
    return path


def forget(folder: DataFolder, name: str) -> None:
    """Remove what a target asked for, where the box has written it."""
    with os_errors_translated():
        (folder.state / FOLDER / name).unlink(missing_ok=True)
