"""What peers.py measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """A cell to measure: where, how hard, with which tools."""

    key: str
    title: str
    server: str  # benchserver or delayserver; http, https, h2c or h2 by nginx
    path: str
    connections: int
    tools: tuple[str, ...]
    streams: int = 0  # HTTP/2 with so many requests in flight on each connection; 0: HTTP/1.1
    stretch: int = 1  # longer runs, where few requests leave the start of a tool visible


ALL = ("squall", "wrk", "h2load", "floor", "hey", "ab")
FAST = ("squall", "wrk", "h2load")
H2 = ("squall", "h2load")
USUAL = ("squall", "wrk", "h2load", "hey", "ab")

PLANS = [
    Plan("bench-c64", "100 B, benchserver, 64 connections", "benchserver", "", 64, ALL),
    Plan("bench-c1000", "100 B, benchserver, 1000 connections", "benchserver", "", 1000, ALL),
    Plan(
        "bench-c5000",
        "100 B, benchserver, 5000 connections",
        "benchserver",
        "",
        5000,
        ("squall", "wrk", "h2load", "floor", "hey"),
    ),
    Plan(
        "bench-c1",
        "100 B, benchserver, one connection",
        "benchserver",
        "",
        1,
        ("squall", "wrk", "h2load", "floor", "floor --spin", "hey", "ab"),
    ),
    Plan(
        "delay-c1",
        "slow server (500 µs, every 50th 5 ms), one connection",
        "delayserver",
        "",
        1,
        ("squall", "squall --spin off", "wrk", "h2load", "floor"),
        stretch=2,
    ),
    Plan("nginx-100B-c64", "100 B, nginx, 64 connections", "http", "100B", 64, USUAL),
    Plan("nginx-100B-c1000", "100 B, nginx, 1000 connections", "http", "100B", 1000, FAST),
    Plan("nginx-1K-c64", "1 KB, nginx, 64 connections", "http", "1K", 64, FAST),
    Plan("nginx-1K-c1000", "1 KB, nginx, 1000 connections", "http", "1K", 1000, FAST),
    Plan("nginx-64K-c64", "64 KB, nginx, 64 connections", "http", "64K", 64, FAST),
    Plan("nginx-64K-c1000", "64 KB, nginx, 1000 connections", "http", "64K", 1000, FAST),
    Plan("https-100B-c64", "100 B, nginx with TLS 1.3, 64 connections", "https", "100B", 64, USUAL),
    Plan("https-100B-c1000", "100 B, nginx with TLS 1.3, 1000 connections", "https", "100B", 1000, FAST),
    Plan("https-64K-c64", "64 KB, nginx with TLS 1.3, 64 connections", "https", "64K", 64, FAST),
    Plan("h2c-100B-c1", "100 B, nginx, HTTP/2, one connection, 10 streams", "h2c", "100B", 1, H2, 10),
    Plan("h2c-100B-c64", "100 B, nginx, HTTP/2, 64 connections, 10 streams", "h2c", "100B", 64, H2, 10),
    Plan("h2c-64K-c64", "64 KB, nginx, HTTP/2, 64 connections, 10 streams", "h2c", "64K", 64, H2, 10),
    Plan(
        "h2-100B-c64",
        "100 B, nginx, HTTP/2 over TLS 1.3, 64 connections, 10 streams",
        "h2",
        "100B",
        64,
        H2,
        10,
    ),
]
QUICK = ("bench-c64", "bench-c1", "nginx-1K-c64", "https-100B-c64", "h2c-100B-c64")
