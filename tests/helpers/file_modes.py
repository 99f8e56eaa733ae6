"""The modes of files bind the tests, also where they run as root."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION_3 = 0x20080522
_OVERRIDE = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH (capabilities(7)): to read and write whatever the mode of a file says."""


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Sets(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )


@contextmanager
def bound_by_modes() -> Iterator[None]:
    """Root opens no file whose mode forbids it meanwhile, in this thread; everybody else is bound anyway."""
    if os.name == "nt" or os.geteuid() != 0:
        yield
        return
    system = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(_VERSION_3, 0), (_Sets * 2)()

    def asked(call: str) -> None:
        if getattr(system, call)(ctypes.byref(header), sets) != 0:
            raise OSError(ctypes.get_errno(), call)

    asked("capget")
    before = sets[0].effective
    sets[0].effective = before & ~_OVERRIDE
    asked("capset")
    try:
        yield
    finally:
        sets[0].effective = before
        asked("capset")
