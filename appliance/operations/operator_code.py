"""Set an operator's code app up, or put a new one in place of the old one."""

from dataclasses import asdict

from appliance.operations import codes, events, operators
from appliance.operations.box import Box
from appliance.operations.declaration import Declaration
from appliance.operations.publication import Publication, publish
from appliance.operations.records import OperatorRecord

DECLARATION = Declaration("operator_code")


def plan(box: Box, operator: str) -> bool:
    """Tell whether there is a code app already, which this would replace.

    Raises:
        SealedError: the agent does not hold the deployment key.
    """
    box.held_keys()
    return bool(operators.find(box, operator).code)


async def run(box: Box, operator: OperatorRecord, secret: str, code: str) -> None:
    """Keep the secret of a code app once a code has shown that the app has it.

    Args:
        box: this box.
        operator: whose it is; she has signed in.
        secret: base32.
        code: a code that the app shows now.

    Raises:
        CodeError: the code is not of this secret.
    """
    async with box.changing:
        replaces = plan(box, operator.id)
        record = codes.enrolled(box, operators.find(box, operator.id), secret, code)
        details = {"operator": record.id, "replaces": replaces}
        event = events.governance("operator_code", box.today, details, record.key)
        await publish(box, Publication([event], operator=asdict(record)))
