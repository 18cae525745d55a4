#pragma once

#include <cstdint>

#include "core/base/clock.h"

namespace squall {

struct DemoCommandOptions {
    std::uint16_t port = 0; ///< 0: any free one
    int listenFd = -1;      ///< a socket that listens already and is inherited; -1: bind `port`
    Nanoseconds delay{0};   ///< before each answer
    double failShare = 0;   ///< of all answers, 0 to 1: these are 503
    bool isTls = false;     ///< HTTPS

    bool operator==(const DemoCommandOptions&) const = default;
};

/// `squall demo`: prints its address as a line on standard output and serves until SIGINT or
/// SIGTERM. Answers with the exit code: 0, 104 when the port cannot be had, 1 for anything else,
/// both with a line on standard error. Main thread; takes over these signals and ignores SIGPIPE.
/// Call once.
[[nodiscard]] int runDemo(const DemoCommandOptions& options);

} // namespace squall
