"""Lessons turned into lessons without their text, and bound again, for tests."""

from pathlib import Path

from lessons.loading.document import Trail, Value
from lessons.share.packs.packing import gather, write_pack
from lessons.share.packs.unpack import unpack
from lessons.share.standoff.textless import Textless, take_texts_out
from lessons.text import fold

ANCHOR_FIELDS = {"quote", "before", "after", "nth", "where", "all", "core"}


def textless(folder: Path, target: Path, reference: str = "") -> Textless:
    """Pack a course or lesson without its texts and unpack it into the folder ``target``."""
    gathered = gather(folder)
    done = take_texts_out(gathered, reference)
    pack = target.parent / f"{target.name}.zip"
    write_pack(gathered, pack)
    unpack(pack, target)
    return done


def differences(old: Value, new: Value, trail: Trail = ()) -> list[tuple[Trail, Value, Value]]:
    """Where two files differ; how an anchor is written makes no difference, nor do quotation marks and spaces."""
    if isinstance(old, dict) and isinstance(new, dict):
        keys = [key for key in dict.fromkeys((*old, *new)) if key not in ANCHOR_FIELDS]
        return [found for key in keys for found in differences(old.get(key), new.get(key), (*trail, key))]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        pairs = enumerate(zip(old, new, strict=True))
        return [found for at, (one, other) in pairs for found in differences(one, other, (*trail, at))]
    if isinstance(old, str) and isinstance(new, str):
        same = " ".join(fold(old).split()) == " ".join(fold(new).split())
        return [] if same else [(trail, old, new)]
    return [] if old == new else [(trail, old, new)]
