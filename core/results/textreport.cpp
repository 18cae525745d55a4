#include "core/results/textreport.h"

#include <algorithm>
#include <cstdio>
#include <string_view>

#include "core/base/quantity.h"
#include "core/load/describe.h"
#include "core/plan/planjson.h"
#include "core/results/latencybars.h"
#include "core/results/runwords.h"
#include "core/results/textlayout.h"
#include "core/results/units.h"
#include "core/stats/confidence.h"

namespace squall {

namespace {

std::string outcome(const RunResult& result) {
    const Ledger& ledger = result.counts.ledger;
    std::string text = "finished: ";
    if (result.state == RunState::Cancelled)
        text = "cancelled: ";
    else if (result.state == RunState::Failed)
        text = "failed: ";
    else if (result.abortedBy)
        text = "aborted by " + thresholdText(result.abortedBy->threshold) + ": ";
    text += grouped(ledger.completed());
    if (result.plan.requests)
        text += " of " + grouped(*result.plan.requests);
    return text + " requests in " + latencyText(result.elapsed);
}

std::string thresholds(const std::vector<ThresholdOutcome>& outcomes) {
    std::string text;
    for (const ThresholdOutcome& outcome : outcomes)
        text += entry(text.empty() ? "Thresholds" : "",
                      std::string(outcome.passed ? "passed" : "MISSED") + "  " +
                          thresholdText(outcome.threshold) + ", was " + actualText(outcome));
    return text;
}

std::string verdict(const Verdict& verdict) {
    std::string text;
    switch (verdict.validity) {
    case Validity::Valid:
        text = "valid";
        break;
    case Validity::GeneratorLimited:
        text = "generator limited";
        break;
    case Validity::Inconclusive:
        text = "inconclusive";
        break;
    }
    for (const std::string& reason : verdict.reasons)
        text += (&reason == &verdict.reasons.front() ? ": " : "; ") + reason;
    return text;
}

std::string certificateText(const TlsFacts& tls) {
    if (tls.chain.empty())
        return {};
    return ", certificate of " + tls.chain.front().subject + ", good until " +
           tls.chain.front().notAfter;
}

std::string throughput(const RunResult& result) {
    const Counts& counts = result.counts;
    return rateText(result.perSecond(counts.ledger.completed())) + " requests/s, " +
           rateText(result.perSecond(counts.ledger.ok)) + " ok/s, " +
           bytesText(result.perSecond(counts.bytes.in)) + "/s in, " +
           bytesText(result.perSecond(counts.bytes.out)) + "/s out";
}

std::string connections(const ConnectionCounts& counts) {
    std::string text = grouped(counts.opened) + " opened, " + grouped(counts.reused) +
                       " requests on a kept one, " + grouped(counts.failed) + " failed";
    if (counts.resumed > 0)
        text += ", " + grouped(counts.resumed) + " TLS sessions resumed";
    if (counts.retried > 0)
        text += ", " + grouped(counts.retried) + " requests sent again after a kept one closed";
    return text;
}

struct Percentile {
    const char* name;
    double percent;
};

constexpr Percentile percentiles[] = {{"p50", 50}, {"p75", 75},     {"p90", 90},      {"p95", 95},
                                      {"p99", 99}, {"p99.9", 99.9}, {"p99.99", 99.99}};

std::string latencyColumn(const Histogram& values, double percent) {
    if (values.count() == 0)
        return "-";
    if (values.count() < valuesNeeded(percent))
        return "too few";
    return latencyText(values.percentile(percent));
}

struct Column {
    const char* name;
    const Histogram& values;
};

/// Response and service in an open model; in a closed one they are the same.
std::vector<Column> latencyColumns(const RunResult& result) {
    const Counts& counts = result.counts;
    if (isOpenModel(result.plan))
        return {
            {"response", counts.response}, {"service", counts.service}, {"failed", counts.failed}};
    return {{"ok", counts.service}, {"failed", counts.failed}};
}

std::string latencyTable(const RunResult& result) {
    constexpr std::size_t width = 14;
    const std::vector<Column> columns = latencyColumns(result);
    const auto row = [&columns](const std::string& name, auto cell) {
        std::string line = "    " + padded(name, 9);
        for (const Column& column : columns)
            line += rightAligned(cell(column), width);
        return line + "\n";
    };
    const auto valueRow = [&row](const std::string& name, auto value) {
        return row(name, [&value](const Column& column) {
            return column.values.count() > 0 ? latencyText(value(column.values)) : std::string("-");
        });
    };
    std::string text =
        row("Latency", [](const Column& column) { return std::string(column.name); });
    text += row("count", [](const Column& column) { return grouped(column.values.count()); });
    text += valueRow("min", [](const Histogram& values) { return values.min(); });
    text += valueRow("mean", [](const Histogram& values) { return values.mean(); });
    for (const Percentile& p : percentiles)
        text += row(p.name,
                    [&p](const Column& column) { return latencyColumn(column.values, p.percent); });
    text += valueRow("max", [](const Histogram& values) { return values.max(); });
    return text;
}

std::string rangeText(const Confidence& range) {
    return latencyText(range.low) + " to " + latencyText(range.high);
}

/// How far the figures can be trusted; empty when there is too little to tell.
std::string confidenceText(const RunResult& result) {
    const RunConfidence confidence = confidenceOf(result.response(), result.series);
    std::string text;
    const auto add = [&text](const std::string& name, const std::string& range) {
        text += (text.empty() ? "" : ", ") + name + " " + range;
    };
    if (confidence.throughput)
        add("requests/s",
            rateText(confidence.throughput->low) + " to " + rateText(confidence.throughput->high));
    if (confidence.p50)
        add("p50", rangeText(*confidence.p50));
    if (confidence.p95)
        add("p95", rangeText(*confidence.p95));
    if (confidence.p99)
        add("p99", rangeText(*confidence.p99));
    if (text.empty())
        return text;
    return text + (confidence.usesBlocks ? " (95 % confidence, bootstrap over blocks of seconds)"
                                         : " (95 % confidence, order statistics)");
}

std::string latencyNote(const TestPlan& plan) {
    if (isOpenModel(plan))
        return "Response counts from when a request was due, service from when it was sent.";
    return "Latency counts from when a request was sent: in a closed model none is due at a fixed "
           "time, so there is no schedule to correct for.";
}

std::string failureList(const RunResult& result) {
    const auto kinds = result.counts.failures.entries();
    auto entries = std::vector(kinds.begin(), kinds.end());
    std::ranges::sort(entries, std::greater{}, &FailureCounts::Entry::count);
    std::string text = "    Errors\n";
    for (const FailureCounts::Entry& failure : entries) {
        text += rightAligned(grouped(failure.count), 12) + "  " +
                padded(std::string(nameOf(failure.kind.group)), 9) + " " +
                describe(failure.kind, result.plan) + "\n";
    }
    return text;
}

} // namespace

std::string textReport(const RunResult& result) {
    const Counts& counts = result.counts;
    std::string text = "\nSquall " + result.environment.squall + "  " + result.plan.method + " " +
                       displayUrl(result.plan) + "\n\n";
    text += entry("Run", outcome(result));
    text += entry("Verdict", verdict(result.verdict));
    text += thresholds(result.thresholds);
    text += entry("Load", loadText(result));
    if (result.plan.warmUp > Nanoseconds{0})
        text += entry("Warm-up", durationText(result.plan.warmUp) + ", left out of every figure");
    for (const std::string& warning : result.warnings)
        text += entry("Warning", warning);
    if (!result.peer.protocol.empty())
        text += entry("Protocol", protocolText(result));
    if (!result.peer.proxy.empty())
        text += entry("Proxy", result.peer.proxy);
    if (const TlsFacts& tls = result.peer.tls; !tls.version.empty())
        text += entry("TLS", tls.version + ", " + tls.cipher + certificateText(tls));
    text += entry("Requests", ledgerText(counts.ledger));
    text += entry("Throughput", throughput(result));
    text += entry("Connections", connections(counts.connections));
    text += entry("Status", statusText(counts));
    text += "\n" + latencyTable(result);
    if (const std::string bars = latencyBars(result.response()); !bars.empty())
        text += "\n" + bars;
    text += "\n" + entry("", latencyNote(result.plan));
    if (const std::string confidence = confidenceText(result); !confidence.empty())
        text += entry("Confidence", confidence);
    if (!counts.failures.entries().empty())
        text += "\n" + failureList(result);
    return text + "\n";
}

} // namespace squall
