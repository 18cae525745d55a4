#include "core/load/recorder.h"

#include <algorithm>
#include <fstream>
#include <utility>

#include "core/load/workorder.h"

namespace squall {

namespace {

constexpr Nanoseconds tick{20'000'000};

/// Time that this thread was ready to run and had no processor, since it began.
Nanoseconds threadRunDelay() {
    // Two numbers: time on a processor, time on a run queue (kernel: sched-stats.rst).
    std::ifstream file("/proc/thread-self/schedstat");
    std::int64_t running = 0;
    std::int64_t waiting = 0;
    file >> running >> waiting;
    return Nanoseconds(waiting);
}

} // namespace

Recorder::Recorder(bool hasSchedule, std::size_t bodyKept, std::size_t headKept)
    : m_hasSchedule(hasSchedule)
    , m_bodyKept(bodyKept)
    , m_excerptBytes(bodyKept + headKept)
    , m_interval(m_channel.takeEmpty())
    , m_counts(&m_interval->counts) {}

void Recorder::begin(Nanoseconds now, Nanoseconds measureFrom) {
    m_measureFrom = measureFrom;
    m_isWarmingUp = now < m_measureFrom;
    m_interval->from = now;
    m_nextTick = now + tick;
    m_cpuBefore = threadCpuTime();
}

void Recorder::leaveWarmUp(Nanoseconds now) {
    if (!m_isWarmingUp || now < m_measureFrom)
        return;
    m_isWarmingUp = false;
    m_runDelayBefore = threadRunDelay();
    m_interval->counts.clear();
    m_atOnce.clear();
    m_interval->from = now;
}

void Recorder::onHandshake(Nanoseconds took, bool wasResumed) {
    m_counts->tls.record(took);
    m_counts->connections.resumed += wasResumed ? 1 : 0;
}

void Recorder::onSent(const Call& call, bool isFirst) {
    if (!isMeasured(call.dueAt))
        return;
    m_counts->connections.reused += call.connection->isKept ? 1 : 0;
    if (!isFirst)
        return;
    ++m_counts->ledger.sent;
    if (m_hasSchedule && !call.hasWaited)
        m_counts->lag.record(call.sentAt - call.dueAt);
}

bool Recorder::wantsHead(const Call& call, std::optional<FailureKind> fault,
                         Nanoseconds now) const {
    return fault ? m_examples.wants(*fault)
                 : m_examples.wants(now - (m_hasSchedule ? call.dueAt : call.sentAt));
}

void Recorder::onPiece(Call& call, std::string_view bytes) {
    std::string& excerpt = call.excerpt;
    if (excerpt.size() >= m_excerptBytes)
        return;
    call.isInPieces = true;
    if (excerpt.empty() && !m_excerpts.empty()) {
        excerpt = std::move(m_excerpts.back());
        m_excerpts.pop_back();
    }
    excerpt.reserve(std::min(m_excerptBytes, Exchange::maxBody + WorkOrder::usualHead));
    excerpt.append(bytes.substr(0, m_excerptBytes - excerpt.size()));
}

bool Recorder::hasExcerpt(const Call& call) const {
    return call.excerpt.size() >= m_excerptBytes;
}

void Recorder::forget(Call& call) {
    if (!std::exchange(call.isInPieces, false))
        return;
    call.excerpt.clear();
    m_excerpts.push_back(std::exchange(call.excerpt, {}));
}

void Recorder::keepExample(const Call& call, std::optional<FailureKind> failure,
                           std::string_view end, Nanoseconds now) {
    const bool wasSent = call.sentAt > Nanoseconds{0};
    const Nanoseconds began = wasSent ? call.sentAt : call.dueAt;
    const bool waited = wasSent && m_hasSchedule;
    const bool cameInPieces = call.firstByteAt > Nanoseconds{0};
    const Nanoseconds firstByteAt = wasSent && cameInPieces ? call.firstByteAt : now;
    Exchange exchange;
    exchange.failure = failure;
    exchange.status = wasSent ? call.status : 0;
    exchange.at = began - m_measureFrom;
    exchange.waited = waited ? call.sentAt - call.dueAt : Nanoseconds{0};
    exchange.firstByte = firstByteAt - began;
    exchange.transfer = now - firstByteAt;
    exchange.setAnswer(call.excerpt + std::string(end.substr(0, m_excerptBytes)), m_bodyKept);
    m_examples.add(std::move(exchange));
}

void Recorder::onAnswer(const Call& call, std::optional<FailureKind> fault, std::string_view end,
                        Nanoseconds now) {
    if (!isMeasured(call.dueAt))
        return;
    ++m_counts->statuses[call.status];
    m_counts->bytes.bodyIn += call.bodyBytes;
    if (fault)
        return onFailure(call, *fault, end, now);
    if (wantsHead(call, std::nullopt, now))
        keepExample(call, std::nullopt, end, now);
    ++m_counts->ledger.ok;
    if (call.firstByteAt == Nanoseconds{0}) {
        m_atOnce.record(now - call.sentAt);
    } else {
        m_counts->service.record(now - call.sentAt);
        m_counts->firstByte.record(call.firstByteAt - call.sentAt);
        m_counts->transfer.record(now - call.firstByteAt);
    }
    if (m_hasSchedule)
        m_counts->response.record(now - call.dueAt);
}

void Recorder::onFailure(const Call& call, FailureKind kind, std::string_view end,
                         Nanoseconds now) {
    if (!isMeasured(call.dueAt))
        return;
    if (m_examples.wants(kind))
        keepExample(call, kind, end, now);
    const bool wasSent = call.sentAt > Nanoseconds{0};
    if (!wasSent)
        ++m_counts->ledger.sent;
    ++m_counts->ledger.failed;
    m_counts->failures.add(kind);
    m_counts->failed.record(now - (wasSent ? call.sentAt : call.dueAt));
}

void Recorder::onDropped(Nanoseconds due) {
    if (isMeasured(due))
        ++m_counts->ledger.dropped;
}

// The first byte of an answer in one piece is its last: one bucket per request does for three
// histograms.
void Recorder::addAnswersAtOnce() {
    m_counts->service.merge(m_atOnce);
    m_counts->firstByte.merge(m_atOnce);
    if (m_atOnce.count() > 0)
        m_counts->transfer.record(Nanoseconds{0}, m_atOnce.count());
    m_atOnce.clear();
}

void Recorder::handOver(Nanoseconds now, std::uint32_t connectionsOpen, Nanoseconds waited,
                        bool isLast) {
    m_nextTick = now + tick;
    m_counts->waited += waited;
    std::unique_ptr<Interval> next = m_channel.takeEmpty();
    if (next == nullptr && !isLast)
        return;
    addAnswersAtOnce();
    const Nanoseconds cpu = threadCpuTime();
    m_counts->cpu = cpu - m_cpuBefore;
    m_cpuBefore = cpu;
    m_interval->until = now;
    m_interval->isLast = isLast;
    m_interval->isWarmUp = m_isWarmingUp;
    if (isLast) {
        m_counts->runDelay = threadRunDelay() - m_runDelayBefore;
        m_interval->examples = std::move(m_examples);
    }
    m_interval->connectionsOpen = connectionsOpen;
    m_channel.handOver(std::move(m_interval));
    m_interval = std::move(next);
    if (isLast)
        return;
    m_interval->from = now;
    m_counts = &m_interval->counts;
}

} // namespace squall
