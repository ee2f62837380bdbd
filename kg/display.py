"""How objects show themselves: as text in a Python prompt, as HTML in Jupyter. Takes plain values; knows nothing of graphs.

Whatever stands in a cell may come from a briefing, so all of it is escaped but what is `markupsafe.Markup` already.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markupsafe import Markup

SHOWN = 20
"""Rows that a table shows, at most."""

_WIDEST = 44
"""Columns of a terminal that a cell takes, at most."""

_STATUS = {"asserted": "#2f6f3a", "planned": "#1c7293", "rumored": "#9a6a00", "denied": "#b3261e", "past": "#6b6b6b"}
_TABLE = "border-collapse:collapse;text-align:left"
_CELL = "text-align:left;padding:.2em .7em;border-bottom:1px solid #8884;vertical-align:top;max-width:42em"


def text_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, total: int | None = None, heading: str = "") -> str:
    """Return a table as text; Chinese characters count double, as terminals draw them.

    Parameters
    ----------
    columns : sequence of str
    rows : iterable of sequences
        Cells; None is empty. At most `SHOWN` are shown.
    total : int, optional
        How many there are; more than are shown is told below.
    heading : str
        What stands above.

    Examples
    --------
    >>> print(text_table(["chip", "cores"], [["麒麟", 8], ["A14", 6]]))
     chip   cores
     ────────────
     麒麟   8
     A14    6
    """
    from rich import box  # slow
    from rich.cells import cell_len, set_cell_size
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    rows = list(rows)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=True)
    for row in rows[:SHOWN]:
        texts = ["" if cell is None else " ".join(str(cell).split()) for cell in row]
        table.add_row(*(Text(text if cell_len(text) <= _WIDEST else f"{set_cell_size(text, _WIDEST - 1).rstrip()}…") for text in texts))
    out = io.StringIO()
    # In Jupyter it would show the table itself, whatever file it is given.
    Console(file=out, width=_WIDEST * 40, color_system=None, highlight=False, emoji=False, markup=False, force_jupyter=False).print(table)
    lines = [line.rstrip() for line in out.getvalue().splitlines()]
    more = (len(rows) if total is None else total) - min(len(rows), SHOWN)
    return "\n".join([*([heading] if heading else []), *(line for line in lines if line), *([f" … {more:,} more"] if more > 0 else [])])


def html_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, total: int | None = None, heading: str = "") -> str:
    """Return a table as HTML; see `text_table`.

    Examples
    --------
    >>> "&lt;script&gt;" in html_table(["x"], [["<script>"]])
    True
    """
    from markupsafe import Markup, escape

    rows = list(rows)
    cell = Markup('<td style="{}">{}</td>')
    head = Markup("").join(Markup('<th style="{}">{}</th>').format(_CELL, column) for column in columns)
    body = Markup("").join(Markup("<tr>{}</tr>").format(Markup("").join(cell.format(_CELL, "" if value is None else escape(value)) for value in row)) for row in rows[:SHOWN])
    more = (len(rows) if total is None else total) - min(len(rows), SHOWN)
    caption = Markup("<p><b>{}</b></p>").format(heading) if heading else ""
    rest = Markup("<p>… {} more</p>").format(f"{more:,}") if more > 0 else ""
    return str(Markup('<div>{}<table style="{}"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>{}</div>').format(caption, _TABLE, head, body, rest))


def status(name: str) -> Markup:
    """Return the name of a status in its colour, as HTML."""
    from markupsafe import Markup

    return Markup('<span style="color:{}">{}</span>').format(_STATUS.get(name, "inherit"), name)


def quoted(sentence: str, quote: str = "", where: str = "") -> Markup:
    """Return a sentence as HTML with the words that say the fact marked, and where it stands.

    Examples
    --------
    >>> str(quoted("甲芯推出Y1。", "推出Y1", "2031-01-01:3"))
    '甲芯<mark>推出Y1</mark>。 <small>2031-01-01:3</small>'
    """
    from markupsafe import Markup, escape

    before, found, after = sentence.partition(quote) if quote else (sentence, "", "")
    marked = Markup("{}<mark>{}</mark>{}").format(before, quote, after) if found else escape(sentence or quote)
    return Markup("{} <small>{}</small>").format(marked, where) if where else marked


def html_card(title: str, kind: str, lines: Iterable[str], parts: Iterable[str]) -> str:
    """Return a card as HTML: title and kind, lines of text, then parts that are HTML already."""
    from markupsafe import Markup

    text = Markup("").join(Markup("<div>{}</div>").format(line) for line in lines if line)
    return str(
        Markup('<div style="border:1px solid #8886;border-radius:8px;padding:.6em 1em"><div><b style="font-size:1.2em">{}</b> &nbsp;{}</div>{}{}</div>').format(
            title, kind, text, Markup("").join(map(Markup, parts))
        )
    )


def html_image(png: bytes, description: str) -> str:
    """Return a picture as HTML that holds it."""
    from markupsafe import Markup

    return str(Markup('<img style="max-width:100%" alt="{}" src="data:image/png;base64,{}">').format(description, base64.b64encode(png).decode()))
