"""A display of its own for a window, without a window manager."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from children import running
from servers import wait_until

SIZE = "1280x900x24"


@contextmanager
def display(cpu: int, picture_folder: Path | None = None) -> Iterator[str]:
    """The name of an Xvfb; its picture lies in `picture_folder`, in the file Xvfb_screen0."""
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", SIZE, "-nolisten", "tcp"]
    if picture_folder is not None:
        command += ["-fbdir", str(picture_folder)]
    with running(command, cpu) as child:
        wait_until(lambda: child.output().endswith("\n"), child, "Xvfb")
        yield f":{child.output().strip()}"
