#include "core/results/csvreport.h"

#include <cstdio>

#include "core/plan/ramp.h"

namespace squall {

namespace {

std::string decimal(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.3f", value);
    return text;
}

std::string microseconds(Nanoseconds value) {
    return decimal(static_cast<double>(value.count()) / 1e3);
}

} // namespace

std::string csvReport(const RunResult& result) {
    const Ramp target = rampOf(result.plan);
    std::string text = "t_s,requests,ok,failed,p50_us,p95_us,p99_us,connections,rate_target\r\n";
    for (const SeriesPoint& point : result.series) {
        text += decimal(std::chrono::duration<double>(point.end).count()) + "," +
                std::to_string(point.requests) + "," + std::to_string(point.ok) + "," +
                std::to_string(point.failed) + "," + microseconds(point.p50) + "," +
                microseconds(point.p95) + "," + microseconds(point.p99) + "," +
                std::to_string(point.connections) + ",";
        if (isOpenModel(result.plan))
            text += decimal(target.valueAt(result.plan.warmUp + point.end));
        text += "\r\n";
    }
    return text;
}

} // namespace squall
