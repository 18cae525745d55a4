#include "ui/timeline.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace squall {

namespace {

using ClassCounts = std::array<std::uint64_t, failureClassCount>;

ClassCounts byClass(const FailureCounts& failures) {
    ClassCounts counts{};
    for (const FailureCounts::Entry& entry : failures.entries())
        counts[static_cast<std::size_t>(entry.kind.group)] += entry.count;
    return counts;
}

void join(TimelinePoint& point, const TimelinePoint& next) {
    point.end = next.end;
    point.completed += next.completed;
    point.failed += next.failed;
    std::ranges::transform(point.failures, next.failures, point.failures.begin(), std::plus{});
    point.latency = SparseHistogram::merged(point.latency, next.latency);
}

} // namespace

double TimelinePoint::rate() const {
    const double seconds = std::chrono::duration<double>(end - begin).count();
    return seconds > 0 ? static_cast<double>(completed) / seconds : 0;
}

Timeline Timeline::of(const std::vector<SeriesPoint>& series) {
    Timeline timeline;
    Nanoseconds begin{0};
    for (const SeriesPoint& second : series) {
        timeline.append({.begin = begin,
                         .end = second.end,
                         .completed = second.ok + second.failed,
                         .failed = second.failed,
                         .failures = second.failures,
                         .latency = responseOf(second)});
        begin = second.end;
    }
    return timeline;
}

void Timeline::clear() {
    *this = {};
}

bool Timeline::add(Nanoseconds at, const Counts& counts, const Histogram& latency, bool isLast) {
    const bool isNews = counts.ledger.completed() > m_ledger.completed();
    if (at - m_at < shortestSlice && !(isLast && isNews && at > m_at))
        return false;
    const ClassCounts failures = byClass(counts.failures);
    TimelinePoint slice;
    slice.begin = m_at;
    slice.end = at;
    slice.completed = counts.ledger.completed() - m_ledger.completed();
    slice.failed = counts.ledger.failed - m_ledger.failed;
    std::ranges::transform(failures, m_failures, slice.failures.begin(), std::minus{});
    slice.latency = SparseHistogram::between(m_latency, latency);
    // What a run hands over in its last moment would look like a spike.
    const bool isSliver = at - m_at < shortestSlice && !m_points.empty();
    m_at = at;
    m_ledger = counts.ledger;
    m_failures = failures;
    m_latency = latency;
    if (isSliver)
        join(m_points.back(), slice);
    else
        append(std::move(slice));
    return true;
}

void Timeline::append(TimelinePoint slice) {
    if (m_points.empty() || m_slicesInLast == m_slicesPerPoint) {
        if (m_points.size() == maxPoints)
            halve();
        m_points.push_back(std::move(slice));
        m_slicesInLast = 1;
    } else {
        join(m_points.back(), slice);
        ++m_slicesInLast;
    }
}

void Timeline::halve() {
    for (std::size_t i = 0; i < m_points.size() / 2; ++i) {
        TimelinePoint both = std::move(m_points[2 * i]);
        join(both, m_points[2 * i + 1]);
        m_points[i] = std::move(both);
    }
    m_points.resize(m_points.size() / 2);
    m_slicesPerPoint *= 2;
}

TimelinePoint Timeline::span(Nanoseconds begin, Nanoseconds end) const {
    TimelinePoint all;
    bool isFirst = true;
    for (const TimelinePoint& point : m_points) {
        if (point.end <= begin || point.begin >= end)
            continue;
        if (std::exchange(isFirst, false))
            all = point;
        else
            join(all, point);
    }
    return all;
}

} // namespace squall
