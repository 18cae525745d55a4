#include "core/stats/series.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace squall {

namespace {

constexpr Nanoseconds second = std::chrono::seconds(1);

void takePercentiles(SeriesPoint& point) {
    const SparseHistogram& latency = responseOf(point);
    point.p50 = latency.percentile(50);
    point.p95 = latency.percentile(95);
    point.p99 = latency.percentile(99);
}

SeriesPoint merged(const SeriesPoint& first, const SeriesPoint& next) {
    SeriesPoint both;
    both.end = next.end;
    both.requests = first.requests + next.requests;
    both.ok = first.ok + next.ok;
    both.failed = first.failed + next.failed;
    std::ranges::transform(first.failures, next.failures, both.failures.begin(), std::plus{});
    both.connections = next.connections;
    both.service = SparseHistogram::merged(first.service, next.service);
    both.response = SparseHistogram::merged(first.response, next.response);
    takePercentiles(both);
    return both;
}

} // namespace

void SeriesBuilder::add(const Interval& interval, Nanoseconds at) {
    const std::int64_t index = std::max<std::int64_t>(at.count() - 1, 0) / second.count();
    Open& open = openAt(std::max(index, m_lastSecond - 1));
    const Ledger& ledger = interval.counts.ledger;
    open.point.requests += ledger.completed();
    open.point.ok += ledger.ok;
    open.point.failed += ledger.failed;
    for (const FailureCounts::Entry& failure : interval.counts.failures.entries())
        open.point.failures[static_cast<std::size_t>(failure.kind.group)] += failure.count;
    open.point.connections = std::max(open.point.connections, interval.connectionsOpen);
    open.service.merge(interval.counts.service);
    open.response.merge(interval.counts.response);
}

SeriesBuilder::Open& SeriesBuilder::openAt(std::int64_t index) {
    // Seconds without any interval are points too: a gap in the figures is a fact.
    while (m_lastSecond < index) {
        ++m_lastSecond;
        Open& oldest = *m_open[static_cast<std::size_t>(m_lastSecond % 2)];
        if (oldest.second >= 0)
            close(oldest, second * (oldest.second + 1));
        oldest.second = m_lastSecond;
    }
    return *m_open[static_cast<std::size_t>(index % 2)];
}

void SeriesBuilder::close(Open& open, Nanoseconds end) {
    open.point.end = end;
    open.point.service = SparseHistogram(open.service);
    open.point.response = SparseHistogram(open.response);
    takePercentiles(open.point);
    append(std::exchange(open.point, {}));
    open.service.clear();
    open.response.clear();
    open.second = -1;
}

void SeriesBuilder::append(SeriesPoint point) {
    if (!m_points.empty() && m_secondsInLast < m_secondsPerPoint) {
        m_points.back() = merged(m_points.back(), point);
        ++m_secondsInLast;
        return;
    }
    while (isFull())
        halve();
    m_points.push_back(std::move(point));
    m_secondsInLast = 1;
}

bool SeriesBuilder::isFull() const {
    if (m_points.size() % 2 != 0) // halve() makes pairs
        return false;
    std::size_t bytes = m_points.size() * sizeof(SeriesPoint);
    for (const SeriesPoint& point : m_points)
        bytes += point.service.buckets().size_bytes() + point.response.buckets().size_bytes();
    return m_points.size() >= maxPoints || bytes >= maxBytes;
}

void SeriesBuilder::halve() {
    for (std::size_t i = 0; i < m_points.size() / 2; ++i)
        m_points[i] = merged(m_points[2 * i], m_points[2 * i + 1]);
    m_points.resize(m_points.size() / 2);
    m_secondsPerPoint *= 2;
    m_secondsInLast = m_secondsPerPoint;
}

void SeriesBuilder::finish(Nanoseconds end) {
    for (std::int64_t index = std::max<std::int64_t>(m_lastSecond - 1, 0); index <= m_lastSecond;
         ++index) {
        Open& open = *m_open[static_cast<std::size_t>(index % 2)];
        if (open.second == index)
            close(open, std::min(end, second * (index + 1)));
    }
    joinSliver();
}

// A run of four seconds ends a moment after the fourth, and a rate over a moment is noise.
void SeriesBuilder::joinSliver() {
    if (m_points.size() < 2)
        return;
    const SeriesPoint& before = m_points[m_points.size() - 2];
    if (m_points.back().end - before.end >= second / 10)
        return;
    SeriesPoint both = merged(before, m_points.back());
    m_points.pop_back();
    m_points.back() = std::move(both);
}

} // namespace squall
