"""Child processes: pinned to a processor, bounded in time, measured, and always ended."""

from __future__ import annotations

import os
import resource
import select
import signal
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PAGE_OF_OUTPUT = 1 << 20


@dataclass
class Outcome:
    """What is known of a child that has ended."""

    output: str
    errors: str
    status: int  # exit code; negative: the signal that ended it
    elapsed_seconds: float
    cpu_seconds: float  # user and system, of all threads
    peak_rss_kib: int
    timed_out: bool = False

    def last_words(self) -> str:
        lines = (self.errors.strip() or self.output.strip()).splitlines()
        return lines[-1].strip() if lines else f"exit status {self.status}"


@dataclass
class Processors:
    """Where the server and the client run; the same one where there is only one."""

    server: int
    client: int

    def are_apart(self) -> bool:
        return self.server != self.client


def choose_processors() -> Processors:
    """Two cores where possible: two threads of one core would slow each other down."""
    usable = sorted(os.sched_getaffinity(0))
    server = usable[0]
    others = usable[1:] or usable
    elsewhere = [cpu for cpu in others if cpu not in siblings(server)]
    return Processors(server, (elsewhere or others)[0])


def siblings(cpu: int) -> set[int]:
    path = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
    try:
        ranges = [part.split("-") for part in path.read_text().strip().split(",")]
        return {cpu for ends in ranges for cpu in range(int(ends[0]), int(ends[-1]) + 1)}
    except (OSError, ValueError):
        return {cpu}


def raise_descriptor_limit() -> int:
    """Children inherit it. Answers with how many each of them may open."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def end_on_signals() -> None:
    """SIGTERM and SIGHUP end this program as Ctrl-C does, so that its children end too."""

    def interrupt(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)


class Child:
    """A running process with its output in files. To be ended by `stop()` or `wait()`."""

    def __init__(
        self, command: Sequence[str], cpu: int | None, environment: Mapping[str, str] | None = None
    ) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="squall-bench-")
        self._output = Path(self._folder.name, "out")
        self._errors = Path(self._folder.name, "err")
        self._polled_peak = 0
        self._outcome: Outcome | None = None
        with affinity(cpu):
            self.pid = self._spawn([str(part) for part in command], environment)
        self._began = time.monotonic()
        self._handle = os.pidfd_open(self.pid)

    def _spawn(self, command: list[str], environment: Mapping[str, str] | None) -> int:
        write = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        return os.posix_spawnp(
            command[0],
            command,
            dict(os.environ if environment is None else environment),
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, str(self._output), write, 0o600),
                (os.POSIX_SPAWN_OPEN, 2, str(self._errors), write, 0o600),
            ],
            setpgroup=0,  # Ctrl-C reaches this program alone, which then ends the child
            setsigdef=[signal.SIGPIPE],
        )

    def output(self) -> str:
        return read_start(self._output)

    def is_running(self) -> bool:
        return self._outcome is None and not self._ends_within(0)

    def send_signal(self, number: int) -> None:
        if self._outcome is None:
            signal.pidfd_send_signal(self._handle, number)

    def wait(self, seconds: float) -> Outcome:
        """Kills the child when it has not ended by then."""
        deadline = time.monotonic() + seconds
        try:
            while not self._ends_within(min(0.1, max(0.0, deadline - time.monotonic()))):
                self._polled_peak = max(self._polled_peak, peak_of(self.pid))
                if time.monotonic() >= deadline:
                    return self._kill(timed_out=True)
            return self._reap()
        finally:
            if self._outcome is None:
                self._kill()

    def stop(self, seconds: float = 5) -> Outcome:
        """Asks the child to end and insists after `seconds`."""
        if self._outcome is not None:
            return self._outcome
        try:
            self.send_signal(signal.SIGTERM)
        except ProcessLookupError:
            pass
        return self.wait(seconds)

    def _ends_within(self, seconds: float) -> bool:
        poll = select.poll()
        poll.register(self._handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))

    def _kill(self, timed_out: bool = False) -> Outcome:
        try:
            os.killpg(self.pid, signal.SIGKILL)  # its group is its own: see _spawn
        except ProcessLookupError:
            pass
        return self._reap(timed_out)

    def _reap(self, timed_out: bool = False) -> Outcome:
        _, status, usage = os.wait4(self.pid, 0)
        self._outcome = Outcome(
            output=self.output(),
            errors=read_start(self._errors),
            status=os.waitstatus_to_exitcode(status),
            elapsed_seconds=time.monotonic() - self._began,
            cpu_seconds=usage.ru_utime + usage.ru_stime,
            peak_rss_kib=self._peak(usage.ru_maxrss),
            timed_out=timed_out,
        )
        os.close(self._handle)
        self._folder.cleanup()
        return self._outcome

    def _peak(self, reported: int) -> int:
        # What the kernel reports at the end includes this program, as which the child began. It
        # is the child's own where it is larger; else what was polled while it ran is true.
        ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return reported if reported > ours or self._polled_peak == 0 else self._polled_peak


@contextmanager
def running(command: Sequence[str], cpu: int | None) -> Iterator[Child]:
    child = Child(command, cpu)
    try:
        yield child
    finally:
        child.stop()


@contextmanager
def affinity(cpu: int | None) -> Iterator[None]:
    """A child inherits the processors of its parent."""
    before = os.sched_getaffinity(0)
    if cpu is not None:
        os.sched_setaffinity(0, {cpu})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def read_start(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file.read(PAGE_OF_OUTPUT).decode(errors="replace")
    except OSError:
        return ""


def peak_of(pid: int) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1])
    return 0
