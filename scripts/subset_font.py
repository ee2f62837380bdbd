"""Cut kg's font out of Noto Sans CJK: ``python scripts/subset_font.py NotoSansCJK-Regular.ttc``.

The collection is in Debian's package fonts-noto-cjk. Kept are Latin letters and signs, GB 2312, every character of
jieba's dictionary (so names of people too), and whatever else the vocabulary and the corpus write: some 13,000 characters in 3 MB, where the whole is 19 MB.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jieba
from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "kg" / "viz" / "fonts" / "NotoSansSC-kg.otf"
FACE = "Noto Sans CJK SC"
NAME = "Noto Sans SC kg"


def characters() -> set[str]:
    """Return what the font has to hold."""
    latin = {*map(chr, range(0x20, 0x250)), *map(chr, range(0x2000, 0x2070))}
    texts = [*ROOT.glob("ontology/**/*.ttl"), *ROOT.glob("corpus/*.md")]
    written = {character for path in texts for character in path.read_text("utf8") if character.isprintable()}
    national = {bytes([a, b]).decode("gb2312", "ignore") for a in range(0xA1, 0xF8) for b in range(0xA1, 0xFF)} - {""}
    dictionary = {character for line in jieba.get_dict_file().read().decode("utf8").splitlines() for character in line.split(" ", 1)[0]}
    return latin | written | national | dictionary


def cut(collection: Path) -> TTFont:
    """Return the face with those characters only; no hints, no features: pictures need outlines and widths."""
    font: TTFont = next(face for face in TTCollection(collection).fonts if face["name"].getDebugName(1) == FACE)
    options = subset.Options()
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=map(ord, characters()))
    subsetter.subset(font)
    for record in font["name"].names:
        if record.nameID in {1, 4}:
            record.string = NAME
        elif record.nameID == 6:
            record.string = NAME.replace(" ", "")
    if "CFF " in font:
        top = font["CFF "].cff
        top.fontNames = [NAME.replace(" ", "")]
        top.topDictIndex[0].FamilyName = top.topDictIndex[0].FullName = NAME
    return font


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("give the path of NotoSansCJK-Regular.ttc (Debian: fonts-noto-cjk)")
    TARGET.parent.mkdir(parents=True, exist_ok=True)
    cut(Path(sys.argv[1])).save(TARGET)
    print(f"Wrote {TARGET}: {TARGET.stat().st_size:,} bytes.")
