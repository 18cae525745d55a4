#pragma once

#include <cstdint>
#include <memory>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/uniquefd.h"

namespace squall {

struct DemoOptions {
    Nanoseconds delay{0}; ///< before each answer
    double failShare = 0; ///< of all answers, 0 to 1: these are 503
    bool isTls = false;   ///< HTTPS, with a certificate that is made anew and signed by itself
};

/// The built-in server to test against: HTTP/1.1 and 1.0 with keep-alive and pipelining on
/// loopback, one thread.
///
///   /              a small body          /delay/5ms     the same, after a time of up to 60 s
///   /echo          the request's body    /status/503    an empty answer of that status
///   /bytes/65536   so many bytes         /fail/10       503 for that percentage of requests
///
/// Any method will do; anything else is a 404. A head over 64 KiB or a body to echo over 16 MiB is
/// refused, and what is no HTTP is answered with 400; both end the connection.
///
/// Made to be run as a child process (`squall demo`), so that it shares neither descriptors nor
/// CPU accounting with the engine.
class DemoTarget final {
public:
    /// `listener`: a non-blocking socket that listens, see listenOnLoopback().
    DemoTarget(UniqueFd listener, DemoOptions options);
    ~DemoTarget();

    /// Serves until stop(): then answers what is in flight, closes every connection and returns,
    /// all within 500 ms. Call once.
    [[nodiscard]] Result<> run();

    /// Any thread, once run() has been entered or before; async-signal-safe.
    void stop();

private:
    struct Server;
    std::unique_ptr<Server> m_server;
};

} // namespace squall
