"""QR codes as text: two modules a character, dark on light whatever the terminal's colours."""

import segno

BORDER = 1  # narrower than the standard's 4: the light area around the code does the rest
CELLS = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def half_blocks(text: str) -> list[str]:
    """Return a QR code as lines; a dark module is drawn, so the ground must be light.

    Args:
        text: what the code says.
    """
    code = segno.make(text, error="l", micro=False, boost_error=False)
    rows = [list(row) for row in code.matrix_iter(border=BORDER)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    return [
        "".join(CELLS[int(bool(upper)), int(bool(lower))] for upper, lower in pairs)
        for pairs in (
            zip(rows[index], rows[index + 1], strict=True) for index in range(0, len(rows), 2)
        )
    ]
