"""Speaks to an origin of the gateway as a browser would, for training."""

from collections.abc import Mapping
from typing import Any

import httpx

from appliance.core.canonical import canonical
from appliance.errors import ApplianceError, UnavailableError, by_code

TIMEOUT_S = 30.0


class Browser:
    """One origin.

    Args:
        address: the origin, such as `http://localhost:8700`.
    """

    def __init__(self, address: str) -> None:
        self._http = httpx.Client(base_url=address, timeout=TIMEOUT_S, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str) -> Any:
        """Return the JSON at a path."""
        return self._answer("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any] | bytes) -> Any:
        """Send JSON or octets and return the JSON that answers.

        Raises:
            UnavailableError: there is no answer.
            ApplianceError: the error that the service gave.
        """
        content = body if isinstance(body, bytes) else canonical(body)
        return self._answer("POST", path, content)

    def _answer(self, method: str, path: str, content: bytes | None) -> Any:
        try:
            response = self._http.request(method, path, content=content)
            found = response.json() if response.content else {}
        except (httpx.HTTPError, ValueError) as error:
            raise UnavailableError from error
        if response.is_error:
            raise _error(found)
        return found


def _error(found: Any) -> ApplianceError:
    try:
        return by_code(found["error"])(str(found["message"]), str(found["hint"]))
    except (KeyError, TypeError):
        return UnavailableError()
