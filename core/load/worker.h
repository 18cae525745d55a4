#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/spinpolicy.h"
#include "core/http/request.h"
#include "core/load/budget.h"
#include "core/load/connection.h"
#include "core/load/intervalchannel.h"
#include "core/net/endpoint.h"
#include "core/net/eventloop.h"
#include "core/net/timerwheel.h"

namespace squall {

/// What every worker of a run is told. Not changed while one runs.
struct WorkOrder {
    Request request;
    std::vector<Endpoint> endpoints; ///< at least one; connections are shared out over them
    Nanoseconds timeout{0};
    Nanoseconds connectTimeout{0};
    SpinPolicy spin = SpinPolicy::Auto;
    Nanoseconds deadline = Nanoseconds::max(); ///< CLOCK_MONOTONIC; nothing is sent after it
};

/// One request loop on one thread: keeps its connections busy until the budget or the time is used
/// up or it is told to stop. Counts into an interval of its own and hands it over every 20 ms; per
/// request it allocates nothing, locks nothing and reads the clock twice.
///
/// Made on one thread, run() on another; only channel() is shared between them.
class Worker final {
public:
    /// `order` and `budget` outlive the worker. The budget holds at least `connections` more
    /// requests. `first`: a connection that stands already, or a closed one.
    Worker(const WorkOrder& order, Budget& budget, std::uint32_t connections, std::uint64_t block,
           Transport first);

    /// Takes what it needs of the system. ErrorCode::SystemFailed when that is refused.
    [[nodiscard]] Result<> open();

    /// Returns when everything is handed over and every socket is closed. A stop ends it within
    /// some milliseconds; the sockets are closed after the last interval is handed over.
    void run(const std::stop_token& stop);

    [[nodiscard]] IntervalChannel& channel() { return m_channel; }

private:
    void serve(std::span<const Event> events);
    void onEvent(Connection& connection, const Event& event);
    void onTimer(Connection& connection);
    void openMore();
    void sendPending();

    void connect(Connection& connection);
    void onConnected(Connection& connection);
    void onConnectFailed(Connection& connection, FailureKind kind);
    void startRequest(Connection& connection);
    void sendRest(Connection& connection);
    void receive(Connection& connection);
    [[nodiscard]] bool receiveOnce(Connection& connection);
    [[nodiscard]] bool take(Connection& connection, ResponseParser::Step step, std::size_t given);
    void onAnswer(Connection& connection, Nanoseconds now);
    void onLost(Connection& connection, FailureKind kind);
    void failRequest(Connection& connection, FailureKind kind);
    void recordFailure(FailureKind kind, Nanoseconds since);

    [[nodiscard]] bool takeRequest();
    void goOn(Connection& connection);
    void disconnect(Connection& connection);
    void onEstablished(Connection& connection);
    void handOver(bool isLast);

    const WorkOrder& m_order;
    Budget& m_budget;
    const std::uint64_t m_block;
    std::uint64_t m_taken = 0;           ///< from the budget, not yet given to a connection
    std::uint64_t m_pendingRequests = 0; ///< given to a connection, not yet completed
    std::size_t m_opened = 0;            ///< connections that were opened for the first time
    std::uint32_t m_connecting = 0;
    std::uint32_t m_established = 0;

    EventLoop m_loop;
    TimerWheel m_timers;
    std::vector<Connection> m_connections;
    std::vector<Connection*> m_toSend;   ///< answered in this batch, with a new request
    std::vector<Connection*> m_toResume; ///< more has arrived than was read in one turn
    std::array<char, 64 * 1024> m_buffer;

    IntervalChannel m_channel;
    std::unique_ptr<Interval> m_interval; ///< the one that is filled, of m_channel
    Counts* m_counts = nullptr;           ///< of m_interval
    Nanoseconds m_nextTick{0};
    Nanoseconds m_cpuBefore{0};
};

} // namespace squall
