"""Lock the box because headquarters asks for it, with a signed order; it can never destroy."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from appliance.adapters.files import write_durably
from appliance.core.canonical import canonical, parse
from appliance.core.lock_order import MOMENT, LockOrder, open_order, signer_of
from appliance.errors import (
    ApplianceError,
    IntegrityError,
    NotFoundError,
    OrderUsedError,
)
from appliance.operations import events, lock
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.records import read_deployment

DECLARATION = Declaration("lock_order")
NAME = "lock-orders.json"


@dataclass(frozen=True, slots=True)
class Orders:
    """What STATE remembers of orders.

    Args:
        used: until when each order that was carried out would have counted, by its id.
        by: who asked for the last one, while no operator has opened the box since.
        day: the day of it.
    """

    used: dict[str, str]
    by: str = ""
    day: str = ""


def plan(box: Box, untrusted: str) -> LockOrder:
    """Return the order, if it counts here and now.

    Raises:
        NotFoundError: the set-up named no headquarters.
        OrderSignatureError, OrderLevelError, OrderOtherError, OrderExpiredError: it does not.
        OrderUsedError: it was carried out before.
    """
    record = read_deployment(box.folder)
    if not record.hq:
        raise NotFoundError
    order = open_order(untrusted, record.hq, record.id, box.clock.now())
    if order.id in read_orders(box).used:
        raise OrderUsedError
    return order


async def run(box: Box, order: LockOrder) -> None:
    """Lock the box; what is locked stays so.

    The order counts as used once the box is locked: one that a power cut interrupts can be given
    again.
    """
    by = signer_of(read_deployment(box.folder).hq)
    await _note(box, order, by)
    await lock.run(box, events.AGENT)
    now = box.clock.now()
    known = {name: end for name, end in read_orders(box).used.items() if _moment(end) >= now}
    used = {**known, order.id: order.expires.strftime(MOMENT)}
    _write(box, Orders(used, by, box.today))


def opened(box: Box) -> None:
    """Forget who asked, once an operator has opened the box again."""
    found = read_orders(box)
    if found.by:
        _write(box, replace(found, by="", day=""))


def read_orders(box: Box) -> Orders:
    """Return what is remembered of orders.

    Raises:
        IntegrityError: the record is damaged.
    """
    try:
        found: dict[str, Any] = dict(parse((box.folder.state / NAME).read_bytes()))
        return Orders(dict(found["used"]), str(found["by"]), str(found["day"]))
    except FileNotFoundError:
        return Orders({})
    except (OSError, ApplianceError, KeyError, TypeError, ValueError) as error:
        raise IntegrityError(what=f"state/{NAME}") from error


async def _note(box: Box, order: LockOrder, by: str) -> None:
    details = {
        "by": by,
        "expires": order.expires.strftime(MOMENT),
        "issued": order.issued.strftime(MOMENT),
        "order": order.id,
    }
    try:
        await box.storage.append_events([events.governance("lock_ordered", box.today, details)])
    except ApplianceError:  # sealed or hanging: the order is carried out all the same
        return


def _write(box: Box, orders: Orders) -> None:
    write_durably(box.folder.state / NAME, canonical({**asdict(orders), "v": 1}))


def _moment(text: str) -> datetime:
    return datetime.strptime(f"{text}+0000", f"{MOMENT}%z")
