#include "core/results/resultjson.h"

#include <cmath>

#include <QDateTime>
#include <nlohmann/json.hpp>

#include "core/load/describe.h"
#include "core/plan/planjson.h"
#include "core/plan/ramp.h"
#include "core/plan/secrets.h"
#include "core/results/hdrlog.h"
#include "core/results/resultfields.h"
#include "core/stats/confidence.h"

namespace squall {

namespace {

using Json = nlohmann::ordered_json;

/// Nanosecond figures as µs; three decimals are all that there is.
double microseconds(Nanoseconds value) {
    return static_cast<double>(value.count()) / 1e3;
}

double seconds(Nanoseconds value) {
    return static_cast<double>(value.count()) / 1e9;
}

double rounded(double value) {
    return std::round(value * 1000) / 1000;
}

std::string utcText(std::chrono::system_clock::time_point time) {
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(ms.count(), Qt::UTC)
        .toString(Qt::ISODateWithMs)
        .toStdString();
}

Json latencyJson(const Histogram& values) {
    return {{"count", values.count()},
            {"min", microseconds(values.min())},
            {"mean", microseconds(values.mean())},
            {"stdev", microseconds(values.standardDeviation())},
            {"max", microseconds(values.max())},
            {"p50", microseconds(values.percentile(50))},
            {"p75", microseconds(values.percentile(75))},
            {"p90", microseconds(values.percentile(90))},
            {"p95", microseconds(values.percentile(95))},
            {"p99", microseconds(values.percentile(99))},
            {"p99.9", microseconds(values.percentile(99.9))},
            {"p99.99", microseconds(values.percentile(99.99))}};
}

Json nameLookupJson(Nanoseconds lookup) {
    Histogram once;
    if (lookup > Nanoseconds{0})
        once.record(lookup);
    return latencyJson(once);
}

Json statusJson(const Counts& counts) {
    Json statuses = Json::object();
    for (std::size_t status = 0; status < counts.statuses.size(); ++status) {
        if (counts.statuses[status] > 0)
            statuses[std::to_string(status)] = counts.statuses[status];
    }
    return statuses;
}

Json errorsJson(const FailureCounts& failures, const TestPlan& plan) {
    Json errors = Json::array();
    for (const FailureCounts::Entry& failure : failures.entries()) {
        errors.push_back({{"class", nameOf(failure.kind.group)},
                          {"code", failure.kind.code},
                          {"detail", describe(failure.kind, plan)},
                          {"count", failure.count}});
    }
    return errors;
}

Json outcomeJson(const ThresholdOutcome& outcome) {
    Json json = {{"expression", thresholdText(outcome.threshold)}};
    if (outcome.threshold.isLatency())
        json["actual_us"] = microseconds(outcome.time);
    else if (outcome.threshold.figure == Threshold::Figure::Rate)
        json["actual_per_s"] = rounded(outcome.number);
    else
        json["actual_share"] = outcome.number;
    json["passed"] = outcome.passed;
    return json;
}

Json thresholdsJson(const std::vector<ThresholdOutcome>& outcomes) {
    Json thresholds = Json::array();
    for (const ThresholdOutcome& outcome : outcomes)
        thresholds.push_back(outcomeJson(outcome));
    return thresholds;
}

Json peerJson(const Peer& peer) {
    if (peer.address.empty())
        return nullptr;
    Json json = {{"address", peer.address}, {"protocol", peer.protocol}, {"tls", nullptr}};
    if (!peer.proxy.empty())
        json["proxy"] = peer.proxy;
    if (peer.tls.version.empty())
        return json;
    Json chain = Json::array();
    for (const CertificateFacts& certificate : peer.tls.chain)
        chain.push_back({{"subject", certificate.subject},
                         {"issuer", certificate.issuer},
                         {"not_before", certificate.notBefore},
                         {"not_after", certificate.notAfter}});
    json["tls"] = {{"version", peer.tls.version},
                   {"cipher", peer.tls.cipher},
                   {"alpn", peer.tls.protocol.empty() ? Json(nullptr) : Json(peer.tls.protocol)},
                   {"certificates", std::move(chain)}};
    return json;
}

Json exchangeJson(const Exchange& exchange, const TestPlan& plan) {
    Json json;
    if (exchange.failure) {
        json["class"] = nameOf(exchange.failure->group);
        json["code"] = exchange.failure->code;
        json["detail"] = describe(*exchange.failure, plan);
    }
    json["at_s"] = seconds(exchange.at);
    json["status"] = exchange.status > 0 ? Json(exchange.status) : Json(nullptr);
    json["waited_us"] = microseconds(exchange.waited);
    json["first_byte_us"] = microseconds(exchange.firstByte);
    json["transfer_us"] = microseconds(exchange.transfer);
    json["head"] = exchange.head;
    json["body"] = exchange.body;
    return json;
}

Json exchangesJson(const std::vector<Exchange>& exchanges, const TestPlan& plan) {
    Json list = Json::array();
    for (const Exchange& exchange : exchanges)
        list.push_back(exchangeJson(exchange, plan));
    return list;
}

Json failuresJson(const SeriesPoint& point) {
    Json failures = Json::object();
    for (std::size_t i = 0; i < point.failures.size(); ++i) {
        if (point.failures[i] > 0)
            failures[std::string(nameOf(static_cast<FailureClass>(i)))] = point.failures[i];
    }
    return failures;
}

Histogram full(const SparseHistogram& values) {
    Histogram histogram;
    values.mergeInto(histogram);
    return histogram;
}

Json seriesJson(const RunResult& result) {
    const Ramp target = rampOf(result.plan);
    const bool hasTarget = isOpenModel(result.plan);
    Json series = Json::array();
    for (const SeriesPoint& point : result.series) {
        series.push_back({{"t_s", seconds(point.end)},
                          {"requests", point.requests},
                          {"ok", point.ok},
                          {"failed", point.failed},
                          {"p50_us", microseconds(point.p50)},
                          {"p95_us", microseconds(point.p95)},
                          {"p99_us", microseconds(point.p99)},
                          {"connections", point.connections},
                          {"failed_by_class", failuresJson(point)},
                          {"rate_target",
                           hasTarget ? Json(rounded(target.valueAt(result.plan.warmUp + point.end)))
                                     : Json(nullptr)},
                          {"histogram_v2", encodeHistogram(full(point.service))}});
        if (hasTarget)
            series.back()["response_histogram_v2"] = encodeHistogram(full(point.response));
    }
    return series;
}

/// All but histogram_v2, which stands alone; without the empty ones.
Json histogramsJson(const Counts& counts) {
    Json json = Json::object();
    for (const auto& [name, histogram] : otherHistograms) {
        if (const Histogram& values = counts.*histogram; values.count() > 0)
            json[std::string(name)] = encodeHistogram(values);
    }
    return json;
}

Json environmentJson(const Environment& environment) {
    return {{"squall", environment.squall},  {"os", environment.os},
            {"kernel", environment.kernel},  {"cpus", environment.cpus},
            {"qt", environment.qt},          {"openssl", environment.openssl},
            {"nghttp2", environment.nghttp2}};
}

Json confidenceJson(const RunResult& result) {
    const RunConfidence confidence = confidenceOf(result.response(), result.series);
    Json json;
    json["level"] = 0.95;
    json["percentiles_by"] = confidence.usesBlocks ? "block bootstrap" : "order statistics";
    const auto addPercentile = [&json](const char* name, const std::optional<Confidence>& of) {
        json[name] = of ? Json{{"low", microseconds(of->low)}, {"high", microseconds(of->high)}}
                        : Json(nullptr);
    };
    addPercentile("p50_us", confidence.p50);
    addPercentile("p95_us", confidence.p95);
    addPercentile("p99_us", confidence.p99);
    json["requests_per_s"] = confidence.throughput
                                 ? Json{{"low", rounded(confidence.throughput->low)},
                                        {"high", rounded(confidence.throughput->high)}}
                                 : Json(nullptr);
    return json;
}

} // namespace

std::string resultJson(const RunResult& result) {
    const Counts& counts = result.counts;
    const Ledger& ledger = counts.ledger;
    Json json;
    json["schema"] = resultSchema;
    json["id"] = result.id;
    json["label"] = result.plan.label;
    json["started"] = utcText(result.started);
    json["elapsed_s"] = seconds(result.elapsed);
    json["state"] = wordOf(stateWords, result.state);
    json["plan"] = Json::parse(planJson(withoutSecrets(result.plan)));
    json["environment"] = environmentJson(result.environment);
    json["peer"] = peerJson(result.peer);
    json["warnings"] = result.warnings;
    json["addresses"] = result.addresses;
    json["threads"] = result.threads;
    json["requests"] = {
        {"planned", result.plan.requests ? Json(*result.plan.requests) : Json(nullptr)},
        {"scheduled", ledger.scheduled()},
        {"sent", ledger.sent},
        {"completed", ledger.completed()},
        {"ok", ledger.ok},
        {"failed", ledger.failed},
        {"dropped", ledger.dropped},
        {"unanswered", ledger.unanswered()}};
    json["throughput"] = {{"requests_per_s", rounded(result.perSecond(ledger.completed()))},
                          {"ok_per_s", rounded(result.perSecond(ledger.ok))},
                          {"bytes_in_per_s", rounded(result.perSecond(counts.bytes.in))},
                          {"bytes_out_per_s", rounded(result.perSecond(counts.bytes.out))}};
    json["bytes"] = {
        {"in", counts.bytes.in}, {"out", counts.bytes.out}, {"body_in", counts.bytes.bodyIn}};
    json["connections"] = {{"opened", counts.connections.opened},
                           {"reused", counts.connections.reused},
                           {"failed", counts.connections.failed},
                           {"resumed", counts.connections.resumed},
                           {"retried", counts.connections.retried}};
    // In a closed model no request is due at a fixed time: response and service are the same.
    json["latency_us"] = {{"response", latencyJson(result.response())},
                          {"service", latencyJson(counts.service)},
                          {"failed", latencyJson(counts.failed)},
                          {"lag", latencyJson(counts.lag)},
                          {"phases",
                           {{"dns", nameLookupJson(result.nameLookup)},
                            {"connect", latencyJson(counts.connect)},
                            {"tls", latencyJson(counts.tls)},
                            {"first_byte", latencyJson(counts.firstByte)},
                            {"transfer", latencyJson(counts.transfer)}}}};
    json["confidence"] = confidenceJson(result);
    json["status"] = statusJson(counts);
    json["errors"] = errorsJson(counts.failures, result.plan);
    json["examples"] = {{"failed", exchangesJson(result.examples.failed(), result.plan)},
                        {"slowest", exchangesJson(result.examples.slowest(), result.plan)}};
    json["verdict"] = {{"validity", wordOf(validityWords, result.verdict.validity)},
                       {"reasons", result.verdict.reasons},
                       {"schedule_lag_us",
                        {{"p50", microseconds(result.verdict.lagP50)},
                         {"p99", microseconds(result.verdict.lagP99)},
                         {"max", microseconds(result.verdict.lagMax)}}},
                       {"loop_busy", rounded(result.verdict.loopBusy)},
                       {"cpu_steal", rounded(result.verdict.cpuSteal)}};
    json["thresholds"] = thresholdsJson(result.thresholds);
    if (result.abortedBy)
        json["aborted_by"] = outcomeJson(*result.abortedBy);
    json["series"] = seriesJson(result);
    json["histogram_v2"] = encodeHistogram(counts.service);
    json["histograms_v2"] = histogramsJson(counts);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace squall
