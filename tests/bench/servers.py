"""The servers that load is put on. They listen on loopback alone and end with their `with`."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from children import Child, running

LONGEST_LIFE = 900  # seconds; a bound for when this program is killed itself
FILES = {"100B": 100, "1K": 1024, "64K": 64 * 1024}

# Its paths are relative to the folder that nginx is given as its prefix.
NGINX_CONFIGURATION = """\
daemon off;
worker_processes 1;
worker_rlimit_nofile {descriptors};
pid nginx.pid;
error_log error.log warn;
{user}
events {{ worker_connections {connections}; }}
http {{
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    keepalive_timeout 600s;
    keepalive_requests 1000000000;
    open_file_cache max=16;
    root files;
    server {{ listen 127.0.0.1:{port} backlog=4096; }}
    server {{
        listen 127.0.0.1:{tls_port} ssl backlog=4096;
        ssl_certificate certificate.pem;
        ssl_certificate_key key.pem;
        ssl_protocols TLSv1.3;
    }}
    server {{ listen 127.0.0.1:{h2c_port} http2 backlog=4096; }}
    server {{
        listen 127.0.0.1:{h2_port} ssl http2 backlog=4096;
        ssl_certificate certificate.pem;
        ssl_certificate_key key.pem;
        ssl_protocols TLSv1.3;
    }}
}}
"""


class ServerFailed(Exception):
    """A server that does not run; the text says why."""


@contextmanager
def announced_server(program: Path, cpu: int | None) -> Iterator[tuple[str, Child]]:
    """A server of ours, which prints its address once it listens."""
    with running([str(program), "--seconds", str(LONGEST_LIFE)], cpu) as child:
        wait_until(lambda: "\n" in child.output(), child, program.name)
        yield child.output().split("\n")[0], child


@contextmanager
def nginx(folder: Path, cpu: int | None, descriptors: int) -> Iterator[dict[str, str]]:
    """nginx with one worker, as the addresses of its "http", "https", "h2c" and "h2"."""
    port, tls_port, h2c_port, h2_port = (free_port() for _ in range(4))
    configuration = NGINX_CONFIGURATION.format(
        port=port,
        tls_port=tls_port,
        h2c_port=h2c_port,
        h2_port=h2_port,
        descriptors=descriptors,
        connections=min(descriptors - 64, 8192),
        user="user root;" if os.geteuid() == 0 else "",
    )
    Path(folder, "nginx.conf").write_text(configuration)
    command = ["nginx", "-p", str(folder), "-c", "nginx.conf", "-e", "error.log"]
    with running(["timeout", str(LONGEST_LIFE), *command], cpu) as child:
        ports = (port, tls_port, h2c_port, h2_port)
        wait_until(lambda: all(accepts(each) for each in ports), child, "nginx")
        yield {
            "http": f"http://127.0.0.1:{port}/",
            "https": f"https://127.0.0.1:{tls_port}/",
            "h2c": f"http://127.0.0.1:{h2c_port}/",
            "h2": f"https://127.0.0.1:{h2_port}/",
        }


def prepare_nginx(folder: Path) -> None:
    """Writes the files and the certificate that every start of nginx in `folder` uses."""
    Path(folder, "files").mkdir()
    for name, size in FILES.items():
        Path(folder, "files", name).write_bytes(b"x" * size)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        + ["-nodes", "-days", "30", "-subj", "/CN=127.0.0.1"]
        + ["-addext", "subjectAltName=IP:127.0.0.1"]
        + ["-keyout", f"{folder}/key.pem", "-out", f"{folder}/certificate.pem"],
        check=True,
        capture_output=True,
        timeout=30,
    )


def missing_for_nginx() -> str | None:
    for program in ("nginx", "openssl", "timeout"):
        if shutil.which(program) is None:
            return program
    return None


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def wait_until(
    is_ready: Callable[[], object], child: Child, name: str, seconds: float = 10
) -> None:
    deadline = time.monotonic() + seconds
    while not is_ready():
        if not child.is_running():
            raise ServerFailed(f"{name} does not start: {child.stop().last_words()}")
        if time.monotonic() > deadline:
            raise ServerFailed(f"{name} does not listen after {seconds:.0f} s")
        time.sleep(0.02)
