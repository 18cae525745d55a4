#include "core/results/promreport.h"

#include <cstdio>
#include <string_view>

#include "core/load/describe.h"
#include "core/plan/planjson.h"

namespace squall {

namespace {

/// A label's value, between its quotes.
std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"')
            out += '\\';
        out += c == '\n' ? std::string("\\n") : std::string(1, c);
    }
    return out;
}

std::string decimal(double value) {
    char text[64];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

double seconds(Nanoseconds time) {
    return std::chrono::duration<double>(time).count();
}

/// Collects metrics, each with the labels of the run.
class Metrics final {
public:
    explicit Metrics(const RunResult& result)
        : m_labels("url=\"" + escaped(displayUrl(result.plan)) + "\",label=\"" +
                   escaped(result.plan.label) + "\"") {}

    void declare(const std::string& name, std::string_view type, std::string_view help) {
        m_text += "# HELP " + name + " " + std::string(help) + "\n# TYPE " + name + " " +
                  std::string(type) + "\n";
    }

    void add(const std::string& name, double value, const std::string& labels = {}) {
        m_text += name + "{" + m_labels + (labels.empty() ? "" : "," + labels) + "} " +
                  decimal(value) + "\n";
    }

    [[nodiscard]] const std::string& text() const { return m_text; }

private:
    const std::string m_labels;
    std::string m_text;
};

void addRequests(Metrics& metrics, const Ledger& ledger) {
    metrics.declare("squall_requests", "gauge", "Requests of the run by what became of them.");
    metrics.add("squall_requests", static_cast<double>(ledger.ok), "outcome=\"ok\"");
    metrics.add("squall_requests", static_cast<double>(ledger.failed), "outcome=\"failed\"");
    metrics.add("squall_requests", static_cast<double>(ledger.unanswered()),
                "outcome=\"unanswered\"");
    metrics.add("squall_requests", static_cast<double>(ledger.dropped), "outcome=\"dropped\"");
}

void addLatency(Metrics& metrics, const Histogram& latency) {
    const std::string name = "squall_response_seconds";
    metrics.declare(name, "summary", "Response time of ok requests.");
    for (const double percent : {50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99}) {
        if (latency.count() > 0)
            metrics.add(name, seconds(latency.percentile(percent)),
                        "quantile=\"" + decimal(percent / 100) + "\"");
    }
    metrics.add(name + "_sum", latency.exact().sum / 1e9);
    metrics.add(name + "_count", static_cast<double>(latency.count()));
}

void addErrors(Metrics& metrics, const RunResult& result) {
    metrics.declare("squall_errors", "gauge", "Failed requests by class and detail.");
    for (const FailureCounts::Entry& entry : result.counts.failures.entries())
        metrics.add("squall_errors", static_cast<double>(entry.count),
                    "class=\"" + std::string(nameOf(entry.kind.group)) + "\",detail=\"" +
                        escaped(describe(entry.kind, result.plan)) + "\"");
}

void addThresholds(Metrics& metrics, const RunResult& result) {
    metrics.declare("squall_threshold_passed", "gauge", "Whether a threshold was kept.");
    for (const ThresholdOutcome& outcome : result.thresholds)
        metrics.add("squall_threshold_passed", outcome.passed ? 1 : 0,
                    "expression=\"" + escaped(thresholdText(outcome.threshold)) + "\"");
}

} // namespace

std::string promReport(const RunResult& result) {
    Metrics metrics(result);
    addRequests(metrics, result.counts.ledger);
    addLatency(metrics, result.response());
    addErrors(metrics, result);
    addThresholds(metrics, result);
    metrics.declare("squall_elapsed_seconds", "gauge", "How long the run took.");
    metrics.add("squall_elapsed_seconds", seconds(result.elapsed));
    metrics.declare("squall_generator_limited", "gauge", "Whether the generator was the limit.");
    metrics.add("squall_generator_limited",
                result.verdict.validity == Validity::GeneratorLimited ? 1 : 0);
    return metrics.text();
}

} // namespace squall
