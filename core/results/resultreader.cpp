#include "core/results/resultreader.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <QDateTime>
#include <QFile>
#include <nlohmann/json.hpp>

#include "core/plan/boundedjson.h"
#include "core/plan/planjson.h"
#include "core/results/hdrlog.h"
#include "core/results/resultfields.h"
#include "core/results/runbundle.h"

namespace squall {

namespace {

using Json = nlohmann::json;

std::unexpected<Error> malformed(const std::string& what) {
    return fail(ErrorCode::FileFailed, "not a result of Squall: " + what);
}

/// Null where there is none.
const Json& at(const Json& json, std::string_view name) {
    static const Json null;
    if (!json.is_object())
        return null;
    const auto found = json.find(name);
    return found == json.end() ? null : *found;
}

template <typename Number = std::uint64_t>
Number count(const Json& json) {
    if (!json.is_number_unsigned())
        return 0;
    const auto value = json.get<std::uint64_t>();
    return value <= std::numeric_limits<Number>::max() ? static_cast<Number>(value) : 0;
}

double number(const Json& json) {
    const double value = json.is_number() ? json.get<double>() : 0;
    return std::isfinite(value) ? value : 0;
}

std::string text(const Json& json) {
    return json.is_string() ? json.get<std::string>() : std::string();
}

std::vector<std::string> texts(const Json& json) {
    std::vector<std::string> list;
    for (const Json& item : json.is_array() ? json : Json::array())
        list.push_back(text(item));
    return list;
}

/// `unit`: in nanoseconds.
Nanoseconds time(const Json& json, double unit) {
    constexpr double longest = 1e18; // three of them can be added
    const double value = number(json) * unit;
    return Nanoseconds(std::abs(value) < longest ? std::llround(value) : 0);
}

Nanoseconds microseconds(const Json& json) {
    return time(json, 1e3);
}

Nanoseconds seconds(const Json& json) {
    return time(json, 1e9);
}

/// The beginning of 1970 where the text is no time, or one that a clock of nanoseconds does not
/// reach.
std::chrono::system_clock::time_point utcTime(const std::string& text) {
    const QDateTime time = QDateTime::fromString(QString::fromStdString(text), Qt::ISODateWithMs);
    const bool isKnown = time.isValid() && time.date().year() >= 1900 && time.date().year() <= 2200;
    return std::chrono::system_clock::time_point(
        std::chrono::milliseconds(isKnown ? time.toMSecsSinceEpoch() : 0));
}

FailureClass failureClass(const std::string& name) {
    for (std::size_t i = 0; i < failureClassCount; ++i) {
        if (nameOf(static_cast<FailureClass>(i)) == name)
            return static_cast<FailureClass>(i);
    }
    return FailureClass::Other;
}

FailureKind failureKind(const Json& json) {
    return {failureClass(text(at(json, "class"))), count<std::uint16_t>(at(json, "code"))};
}

/// What is known beside the buckets, as in the tables of latencies.
void restoreExact(Histogram& histogram, const Json& facts) {
    histogram.restoreExtremes(microseconds(at(facts, "min")), microseconds(at(facts, "max")));
    histogram.restoreMean(microseconds(at(facts, "mean")));
}

Result<> readHistograms(const Json& json, Counts& counts) {
    const Json& latencies = at(json, "latency_us");
    const auto service = decodeHistogram(text(at(json, "histogram_v2")));
    if (!service)
        return std::unexpected(service.error());
    counts.service = *service;
    restoreExact(counts.service, at(latencies, "service"));
    for (const auto& [name, histogram] : otherHistograms) {
        const Json& encoded = at(at(json, "histograms_v2"), name);
        if (!encoded.is_string())
            continue;
        const auto values = decodeHistogram(text(encoded));
        if (!values)
            return std::unexpected(values.error());
        counts.*histogram = *values;
        const Json& phase = at(at(latencies, "phases"), name);
        restoreExact(counts.*histogram, phase.is_null() ? at(latencies, name) : phase);
    }
    return {};
}

void readLedger(const Json& json, Counts& counts) {
    const Json& requests = at(json, "requests");
    counts.ledger = {.sent = count(at(requests, "sent")),
                     .ok = count(at(requests, "ok")),
                     .failed = count(at(requests, "failed")),
                     .dropped = count(at(requests, "dropped"))};
    const Json& bytes = at(json, "bytes");
    counts.bytes = {.in = count(at(bytes, "in")),
                    .out = count(at(bytes, "out")),
                    .bodyIn = count(at(bytes, "body_in"))};
    const Json& connections = at(json, "connections");
    counts.connections = {.opened = count(at(connections, "opened")),
                          .reused = count(at(connections, "reused")),
                          .failed = count(at(connections, "failed")),
                          .resumed = count(at(connections, "resumed")),
                          .retried = count(at(connections, "retried"))};
}

void readEndings(const Json& json, Counts& counts) {
    for (std::size_t status = 0; status < counts.statuses.size(); ++status)
        counts.statuses[status] = count(at(at(json, "status"), std::to_string(status)));
    for (const Json& error : at(json, "errors"))
        counts.failures.add(failureKind(error), count(at(error, "count")));
}

Result<SparseHistogram> sparse(const Json& json) {
    if (!json.is_string())
        return SparseHistogram();
    const auto values = decodeHistogram(text(json));
    if (!values)
        return std::unexpected(values.error());
    return SparseHistogram(*values);
}

Result<SeriesPoint> seriesPoint(const Json& json) {
    SeriesPoint point;
    point.end = seconds(at(json, "t_s"));
    point.requests = count(at(json, "requests"));
    point.ok = count(at(json, "ok"));
    point.failed = count(at(json, "failed"));
    point.p50 = microseconds(at(json, "p50_us"));
    point.p95 = microseconds(at(json, "p95_us"));
    point.p99 = microseconds(at(json, "p99_us"));
    point.connections = count<std::uint32_t>(at(json, "connections"));
    for (std::size_t i = 0; i < failureClassCount; ++i)
        point.failures[i] =
            count(at(at(json, "failed_by_class"), nameOf(static_cast<FailureClass>(i))));
    auto service = sparse(at(json, "histogram_v2"));
    auto response = sparse(at(json, "response_histogram_v2"));
    if (!service || !response)
        return std::unexpected(service ? response.error() : service.error());
    point.service = std::move(*service);
    point.response = std::move(*response);
    return point;
}

Result<> readSeries(const Json& json, std::vector<SeriesPoint>& series) {
    if (json.size() > SeriesBuilder::maxPoints)
        return malformed("a series of " + std::to_string(json.size()) + " points");
    for (const Json& item : json) {
        auto point = seriesPoint(item);
        if (!point)
            return std::unexpected(point.error());
        series.push_back(std::move(*point));
    }
    return {};
}

Environment environment(const Json& json) {
    return {.squall = text(at(json, "squall")),
            .os = text(at(json, "os")),
            .kernel = text(at(json, "kernel")),
            .qt = text(at(json, "qt")),
            .openssl = text(at(json, "openssl")),
            .nghttp2 = text(at(json, "nghttp2")),
            .cpus = count<unsigned>(at(json, "cpus"))};
}

Peer peer(const Json& json) {
    const Json& tls = at(json, "tls");
    Peer peer;
    peer.address = text(at(json, "address"));
    peer.protocol = text(at(json, "protocol"));
    peer.proxy = text(at(json, "proxy"));
    peer.tls.version = text(at(tls, "version"));
    peer.tls.cipher = text(at(tls, "cipher"));
    peer.tls.protocol = text(at(tls, "alpn"));
    for (const Json& certificate : at(tls, "certificates"))
        peer.tls.chain.push_back({.subject = text(at(certificate, "subject")),
                                  .issuer = text(at(certificate, "issuer")),
                                  .notBefore = text(at(certificate, "not_before")),
                                  .notAfter = text(at(certificate, "not_after"))});
    return peer;
}

Verdict verdict(const Json& json) {
    const Json& lag = at(json, "schedule_lag_us");
    return {.validity =
                valueOf(validityWords, text(at(json, "validity"))).value_or(Validity::Inconclusive),
            .reasons = texts(at(json, "reasons")),
            .loopBusy = number(at(json, "loop_busy")),
            .lagP50 = microseconds(at(lag, "p50")),
            .lagP99 = microseconds(at(lag, "p99")),
            .lagMax = microseconds(at(lag, "max")),
            .cpuSteal = number(at(json, "cpu_steal"))};
}

std::optional<ThresholdOutcome> outcome(const Json& json) {
    const auto threshold = parseThreshold(text(at(json, "expression")));
    if (!threshold)
        return std::nullopt;
    const Json& perSecond = at(json, "actual_per_s");
    return ThresholdOutcome{.threshold = *threshold,
                            .time = microseconds(at(json, "actual_us")),
                            .number =
                                number(perSecond.is_null() ? at(json, "actual_share") : perSecond),
                            .passed = at(json, "passed") == Json(true)};
}

Exchange exchange(const Json& json) {
    Exchange exchange;
    if (at(json, "class").is_string())
        exchange.failure = failureKind(json);
    exchange.status = count<std::uint16_t>(at(json, "status"));
    exchange.at = seconds(at(json, "at_s"));
    exchange.waited = microseconds(at(json, "waited_us"));
    exchange.firstByte = microseconds(at(json, "first_byte_us"));
    exchange.transfer = microseconds(at(json, "transfer_us"));
    exchange.head = text(at(json, "head"));
    exchange.body = text(at(json, "body"));
    return exchange;
}

} // namespace

Result<RunResult> parseResult(std::string_view file) {
    const Json json = boundedJson<Json>(file, mostInResult);
    if (json.is_discarded())
        return malformed("it is no JSON");
    if (text(at(json, "schema")) != resultSchema)
        return malformed("its schema is not " + std::string(resultSchema));
    if (!at(json, "requests").is_object() || !at(json, "elapsed_s").is_number())
        return malformed("requests or elapsed_s are missing");
    auto plan = parsePlan(at(json, "plan").dump());
    if (!plan)
        return malformed("its plan: " + plan.error().detail);

    RunResult result;
    result.id = text(at(json, "id"));
    result.plan = std::move(*plan);
    result.plan.label = text(at(json, "label"));
    result.state = valueOf(stateWords, text(at(json, "state"))).value_or(RunState::Failed);
    result.started = utcTime(text(at(json, "started")));
    result.elapsed = seconds(at(json, "elapsed_s"));
    result.nameLookup = microseconds(at(at(at(at(json, "latency_us"), "phases"), "dns"), "max"));
    result.threads = count<std::uint32_t>(at(json, "threads"));
    result.addresses = texts(at(json, "addresses"));
    result.peer = peer(at(json, "peer"));
    result.warnings = texts(at(json, "warnings"));
    readLedger(json, result.counts);
    if (result.counts.ledger.completed() > result.counts.ledger.sent)
        return malformed("its requests do not add up");
    readEndings(json, result.counts);
    for (const char* const kind : {"failed", "slowest"}) {
        for (const Json& item : at(at(json, "examples"), kind))
            result.examples.add(exchange(item));
    }
    for (const Json& item : at(json, "thresholds")) {
        if (const auto read = outcome(item))
            result.thresholds.push_back(*read);
    }
    result.abortedBy = outcome(at(json, "aborted_by"));
    result.verdict = verdict(at(json, "verdict"));
    result.environment = environment(at(json, "environment"));
    if (const auto read = readHistograms(json, result.counts); !read)
        return malformed(read.error().detail);
    if (const auto read = readSeries(at(json, "series"), result.series); !read)
        return malformed(read.error().detail);
    return result;
}

Result<RunResult> readResultFile(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileFailed, file.errorString().toStdString());
    const QByteArray content = file.read(longestResult);
    const std::string_view bytes(content.data(), static_cast<std::size_t>(content.size()));
    if (!isRunBundle(bytes))
        return parseResult(bytes);
    const auto json = resultOfBundle(bytes);
    return json ? parseResult(*json) : std::unexpected(json.error());
}

} // namespace squall
