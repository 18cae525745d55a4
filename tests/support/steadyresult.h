#pragma once

#include <chrono>
#include <string>

#include "core/run/runresult.h"

namespace squall::test {

/// A result of ten seconds with 1000 requests each, all of which took `latency`.
inline RunResult steadyResult(const std::string& id, std::chrono::microseconds latency) {
    RunResult result;
    result.id = id;
    result.plan.url = "http://a.test/";
    result.elapsed = std::chrono::seconds(10);
    result.counts.ledger = {.sent = 10'000, .ok = 10'000};
    result.counts.service.record(latency, 10'000);
    result.verdict.validity = Validity::Valid;
    Histogram values;
    values.record(latency, 1000);
    for (int i = 1; i <= 10; ++i) {
        SeriesPoint point;
        point.end = std::chrono::seconds(i);
        point.requests = point.ok = 1000;
        point.service = SparseHistogram(values);
        result.series.push_back(point);
    }
    return result;
}

} // namespace squall::test
