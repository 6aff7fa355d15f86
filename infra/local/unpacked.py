"""One unpacked copy of each archive for all workers of the emulator's functions.

Every worker that the emulator starts unpacks code and layer anew: a second of a processor. Here the
first worker does so, and the others are linked to its copy; also after a restart.
"""

import hashlib
import os
import shutil
import threading
import zipfile
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

COPIES = Path(os.environ["HOME"]) / "unpacked"  # the emulator's home is the folder of its stack
KEPT_COPIES = 8  # code and layers, of this version and the one before
_lock = threading.Lock()


class _Archive(zipfile.ZipFile):
    """An archive on disk whose content is unpacked once."""

    @cached_property
    def _copy(self) -> Path:
        return COPIES / hashlib.sha256(Path(str(self.filename)).read_bytes()).hexdigest()

    def namelist(self) -> list[str]:
        """The names, of which the emulator checks that none leads elsewhere: nothing is to be
        checked of what is unpacked."""
        return [] if self._copy.exists() else super().namelist()

    def extractall(self, path: Any = None, members: Any = None, pwd: Any = None) -> None:
        """Make the empty folder `path` a link to the unpacked copy."""
        target = Path(path)
        with _lock:
            if not self._copy.exists():
                waiting = self._copy.with_suffix(".new")
                shutil.rmtree(waiting, ignore_errors=True)
                super().extractall(waiting, members, pwd)
                waiting.rename(self._copy)
            os.utime(self._copy)  # used last
        target.rmdir()
        target.symlink_to(self._copy)


def share(runtime: Any) -> None:
    """Have the emulator's `runtime` module unpack through this one.

    Copies that were not used lately are removed.
    """
    COPIES.mkdir(exist_ok=True)
    by_use = sorted(COPIES.iterdir(), key=lambda copy: copy.stat().st_mtime)
    for old in by_use[:-KEPT_COPIES]:
        shutil.rmtree(old)
    runtime.zipfile = SimpleNamespace(ZipFile=_Archive, BadZipFile=zipfile.BadZipFile)
