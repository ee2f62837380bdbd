"""Quantities of news and data sheets: numbers with units, the room that their wording leaves, and the conditions that they hold under.

Written forms are Chinese or English: 近 10 亿元 · 2.3-2.5GHz · 超过10 TOPS · 七成八 · 翻倍 · $40 billion. `parse` reads a text that is one quantity, `find`
those of running text, `read` whichever is there; `conditions` tells what a sentence says a number is for (INT8, sparse, peak, 16 W); `period` reads times.
"""

from kg.quantities.conditions import Conditions, conditions, hedged
from kg.quantities.numerals import plain
from kg.quantities.periods import Period, period
from kg.quantities.reading import Quantity, find, parse, read
from kg.quantities.units import Unit, unit

__all__ = ["Conditions", "Period", "Quantity", "Unit", "conditions", "find", "hedged", "parse", "period", "plain", "read", "unit"]
