#pragma once

#include <cstdint>
#include <optional>

#include "core/load/connection.h"
#include "core/load/recorder.h"
#include "core/load/workorder.h"
#include "core/net/eventloop.h"
#include "core/net/tlsstream.h"
#include "core/stats/failures.h"

namespace squall {

/// Makes connections: TCP, then a proxy's tunnel and TLS if the order says so, then a session for
/// requests. Its worker's thread.
class Dialer final {
public:
    enum class Outcome { Pending, Established, Failed };

    /// `worker`: which one of the run's this is made for.
    Dialer(const WorkOrder& order, std::uint32_t worker, EventLoop& loop, Recorder& recorder)
        : m_order(order)
        , m_worker(worker)
        , m_loop(loop)
        , m_recorder(recorder) {}

    /// Begins. `index` of the worker's connections; all of the run's are shared out over the
    /// endpoints. Pending or Failed.
    [[nodiscard]] Outcome dial(Connection& connection, std::size_t index);

    /// `connection`, which isTrying(), is ready for something.
    [[nodiscard]] Outcome proceed(Connection& connection, const Event& event);

    /// Takes over a connection that stands already, TLS included.
    [[nodiscard]] bool adopt(Connection& connection);

    /// Gives up an attempt that takes too long.
    void timeOut(Connection& connection);

    /// How long to wait before the next attempt: 1 ms to 128 ms, the longer the more of them failed
    /// in a row.
    [[nodiscard]] static Nanoseconds restAfterFailure(const Connection& connection);

    /// Why the last attempt Failed.
    [[nodiscard]] FailureKind failure() const { return m_failure; }

    /// Whether a further attempt may begin: more at once would overrun the accept queue of a usual
    /// server.
    [[nodiscard]] bool hasRoom() const { return m_trying < mostAtOnce; }

    /// Attempts under way.
    [[nodiscard]] std::uint32_t trying() const { return m_trying; }

private:
    static constexpr std::uint32_t mostAtOnce = 256;

    [[nodiscard]] Outcome continueTunnel(Connection& connection);
    [[nodiscard]] Outcome secure(Connection& connection);
    [[nodiscard]] const TlsContext* tlsFor(const Connection& connection) const;
    [[nodiscard]] Outcome startHandshake(Connection& connection);
    [[nodiscard]] Outcome continueHandshake(Connection& connection);
    [[nodiscard]] Outcome establish(Connection& connection);
    [[nodiscard]] bool isHttp2(const Connection& connection) const;
    [[nodiscard]] Outcome fail(Connection& connection, FailureKind kind);

    const WorkOrder& m_order;
    const std::uint32_t m_worker;
    EventLoop& m_loop;
    Recorder& m_recorder;
    TlsSession m_tlsSession; ///< for every handshake after the first
    ResponseParser::Memo m_memo;
    FailureKind m_failure;
    std::uint32_t m_trying = 0;
};

} // namespace squall
