#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/load/budget.h"
#include "core/load/connection.h"
#include "core/load/dialer.h"
#include "core/load/recorder.h"
#include "core/load/requestsource.h"
#include "core/load/workorder.h"
#include "core/net/eventloop.h"
#include "core/net/timerwheel.h"

namespace squall {

/// One request loop on one thread: keeps its connections busy until the budget, the schedule or the
/// time is used up or it is told to stop. Per request it allocates nothing, locks nothing and reads
/// the clock twice.
///
/// Made on one thread, run() on another; only channel() is shared between them.
class Worker final {
public:
    /// `order` and `budget` outlive the worker. `index` counts the workers of a run from 0. In a
    /// closed model the budget holds at least `connections` more requests. `first`: a connection
    /// that stands already, or a closed one.
    Worker(const WorkOrder& order, Budget& budget, std::uint32_t index, std::uint32_t connections,
           std::uint64_t block, Transport first);

    /// Takes what it needs of the system. ErrorCode::SystemFailed when that is refused.
    [[nodiscard]] Result<> open();

    /// Returns when everything is handed over and every socket is closed. A stop ends it within
    /// some milliseconds; the sockets are closed after the last interval is handed over.
    void run(const std::stop_token& stop);

    [[nodiscard]] IntervalChannel& channel() { return m_recorder.channel(); }

private:
    [[nodiscard]] bool isDone() const;
    [[nodiscard]] std::span<const Event> waitForWork();
    void serve(std::span<const Event> events);
    void onEvent(Connection& connection, const Event& event);
    void onTimer(Connection& connection);
    void sendPending();
    void handOver(bool isLast);

    // Which request is next, and for which call.
    void followStages(Nanoseconds now);
    void openMore();
    void releaseDue(Nanoseconds now);
    void dialForWaiting(Nanoseconds now);
    [[nodiscard]] Call* takeFree();
    [[nodiscard]] std::size_t indexOf(const Connection& connection) const;
    [[nodiscard]] bool isUsable(const Connection& connection) const;
    [[nodiscard]] bool mayTakeMore(const Connection& connection) const;
    [[nodiscard]] bool isFree(const Call& call) const;
    [[nodiscard]] bool giveRequest(Call& call, std::optional<Nanoseconds> due);
    void completeRequest(Call& call);
    void goOn(Call& call, Nanoseconds now);
    void fill(Connection& connection, Nanoseconds now);

    // Redirects.
    void follow(Call& call, std::string_view end, Nanoseconds now);
    [[nodiscard]] static bool leadsThere(const Connection& connection, const Call& call);
    static void aim(Connection& connection);
    [[nodiscard]] static bool mustMoveOn(const Connection& connection);
    [[nodiscard]] static bool isNeededAway(const Connection& connection);

    // Cookies.
    void keepCookies(const Call& call, std::string_view end, Nanoseconds now);
    void addCookies(Call& call);

    // The life of a connection and of the requests on it.
    struct Receiver;

    void dial(Connection& connection);
    void redial(Connection& connection, Nanoseconds now);
    void onDialed(Connection& connection, Dialer::Outcome outcome);
    void onDialFailed(Connection& connection);
    void onRequestTimeout(Connection& connection);

    [[nodiscard]] bool boundsSilence() const { return m_order.idleTimeout > Nanoseconds{0}; }

    [[nodiscard]] Nanoseconds deadlineOf(const Call& call) const;
    void startRequest(Call& call);
    void awaitContinue(Connection& connection, Nanoseconds deadline);
    void leaveFlight(Call& call);
    void flush(Connection& connection);
    void loseBehindWhatCame(Connection& connection, FailureKind kind);
    void receive(Connection& connection);
    void readLater(Connection& connection);
    [[nodiscard]] bool receiveOnce(Connection& connection);
    void failRequest(Call& call, FailureKind kind, std::string_view end, Nanoseconds now);
    void settle(Connection& connection);
    void lose(Connection& connection, FailureKind kind);
    void disconnect(Connection& connection);

    const WorkOrder& m_order;
    RequestSource m_source;
    std::uint64_t m_pending = 0;  ///< requests that calls have
    std::uint64_t m_answered = 0; ///< requests that ended
    std::size_t m_usable;         ///< of the connections, those before this one may have requests
    std::size_t m_opened = 0;     ///< of those, the ones that were dialled for the first time
    std::uint32_t m_established = 0;
    bool m_hasLine = false; ///< open model: requests are due and no call is free

    EventLoop m_loop;
    TimerWheel m_timers;
    Recorder m_recorder;
    Dialer m_dialer;
    std::vector<Call> m_calls; ///< of all connections, in their order
    std::vector<Connection> m_connections;
    std::vector<Call*> m_toSend;         ///< with a new request, since this batch of events
    std::vector<Connection*> m_toResume; ///< more has arrived than was read in one turn
    std::vector<Call*> m_free;           ///< open model: without a request; some may be gone
    std::vector<Connection*> m_closed;   ///< open model: to be dialled when they are needed
    std::array<char, TlsStream::plainBytes> m_buffer;
};

static_assert(alignof(Worker) == 64, "no two workers share a cache line");

} // namespace squall
