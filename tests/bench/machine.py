"""What figures were taken on, without anything that names the machine."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def describe_machine() -> dict[str, str]:
    return {
        "Processor": f"{processor_model()}, {os.cpu_count()} logical processors",
        "System": f"{system_name()}, kernel {platform.release().split('-')[0]}",
    }


def processor_model() -> str:
    return value_of(Path("/proc/cpuinfo"), "model name", ":") or platform.machine()


def system_name() -> str:
    return value_of(Path("/etc/os-release"), "PRETTY_NAME", "=") or platform.system()


def value_of(path: Path, key: str, separator: str) -> str | None:
    try:
        lines = path.read_text().splitlines()
    except OSError:
        return None
    for line in lines:
        name, found, value = line.partition(separator)
        if found and name.strip() == key:
            return value.strip().strip('"')
    return None
