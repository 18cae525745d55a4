#include "core/results/htmlreport.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include <QByteArray>
#include <QCryptographicHash>
#include <QFile>
#include <nlohmann/json.hpp>

#include "core/base/quantity.h"
#include "core/load/describe.h"
#include "core/plan/planjson.h"
#include "core/results/runwords.h"
#include "core/results/units.h"
#include "core/stats/confidence.h"

namespace squall {

namespace {

using Json = nlohmann::ordered_json;

std::string resource(const char* name) {
    QFile file(QStringLiteral(":/report/") + QString::fromLatin1(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

/// As a source of a Content-Security-Policy.
std::string hashOf(const std::string& text) {
    const QByteArray digest =
        QCryptographicHash::hash(QByteArrayView(text.data(), static_cast<qsizetype>(text.size())),
                                 QCryptographicHash::Sha256);
    return "'sha256-" + digest.toBase64().toStdString() + "'";
}

/// Text as it may stand anywhere in HTML, with control and direction characters made visible.
std::string escaped(const std::string& text) {
    std::string out;
    for (const QChar c : QString::fromStdString(text)) {
        const ushort code = c.unicode();
        const bool isLineEnd = c == u'\n' || c == u'\t';
        const bool isHidden =
            (code < 0x20 && !isLineEnd) || code == 0x7f || (code >= 0x202a && code <= 0x202e) ||
            (code >= 0x2066 && code <= 0x2069) || code == 0x200e || code == 0x200f;
        if (c == u'\r')
            continue;
        if (isHidden)
            out += QStringLiteral("\\u{%1}").arg(code, 0, 16).toStdString();
        else
            out += QString(c).toHtmlEscaped().toStdString();
    }
    return out;
}

std::string tag(const std::string& name, const std::string& content,
                const std::string& attributes = {}) {
    return "<" + name + (attributes.empty() ? "" : " " + attributes) + ">" + content + "</" + name +
           ">";
}

std::string verdictSection(const Verdict& verdict) {
    const char* words = "Inconclusive: too little to tell what set the limit.";
    const char* tone = "caution";
    if (verdict.validity == Validity::Valid) {
        words = "Valid: these figures are the server's.";
        tone = "good";
    } else if (verdict.validity == Validity::GeneratorLimited) {
        words = "The load generator was the limit: the server may be faster than this.";
        tone = "bad";
    }
    std::string html = tag("p", words, "class=\"verdict " + std::string(tone) + "\"");
    for (const std::string& reason : verdict.reasons)
        html += tag("p", escaped(reason), "class=quiet");
    return html;
}

std::string thresholdSection(const RunResult& result) {
    std::string html;
    for (const ThresholdOutcome& outcome : result.thresholds)
        html += tag("p",
                    (outcome.passed ? "✓ kept: " : "✗ missed: ") +
                        escaped(thresholdText(outcome.threshold)) + ", was " +
                        escaped(actualText(outcome)),
                    outcome.passed ? "class=good" : "class=bad");
    if (result.abortedBy)
        html += tag("p", "✗ stopped by " + escaped(thresholdText(result.abortedBy->threshold)),
                    "class=bad");
    if (result.plan.warmUp > Nanoseconds{0})
        html += tag("p",
                    "The warm-up of " + durationText(result.plan.warmUp) +
                        " is left out of every figure.",
                    "class=quiet");
    for (const std::string& warning : result.warnings)
        html += tag("p", "Warning: " + escaped(warning), "class=caution");
    return html;
}

std::string tile(const std::string& caption, const std::string& value) {
    return tag("div", tag("span", caption, "class=quiet") + tag("b", value), "class=tile");
}

std::string percentileText(const Histogram& values, double percent) {
    if (values.count() == 0)
        return "–";
    return values.count() < valuesNeeded(percent) ? "too few"
                                                  : latencyText(values.percentile(percent));
}

std::string tiles(const RunResult& result) {
    const Ledger& ledger = result.counts.ledger;
    return tag("div",
               tile("requests per second", rateText(result.perSecond(ledger.completed()))) +
                   tile("p50", percentileText(result.response(), 50)) +
                   tile("p99", percentileText(result.response(), 99)) +
                   tile("errors", shareText(ledger.failed, ledger.completed())) +
                   tile("requests", grouped(ledger.completed())) +
                   tile("time", latencyText(result.elapsed)),
               "class=tiles");
}

std::string loadWords(const RunResult& result) {
    const std::string protocol = escaped(protocolText(result));
    return "Load: " + loadText(result) + (protocol.empty() ? "" : " · " + protocol);
}

std::string card(const std::string& id, const std::string& caption, const std::string& legend) {
    return tag("div",
               tag("span", legend, "class=readout") + tag("h3", caption) +
                   "<svg role=img aria-label=\"" + caption + "\"></svg>",
               "class=card id=" + id);
}

std::string latencyTable(const RunResult& result) {
    struct Column {
        const char* name;
        const Histogram& values;
    };

    const Counts& counts = result.counts;
    const Column columns[] = {{"response", result.response()},  {"service", counts.service},
                              {"first byte", counts.firstByte}, {"transfer", counts.transfer},
                              {"connect", counts.connect},      {"failed", counts.failed}};
    std::string head = tag("th", "Latency");
    for (const Column& column : columns)
        head += tag("th", column.name);
    std::string rows = tag("tr", head);
    const auto addRow = [&](const std::string& name, auto cell) {
        std::string row = tag("td", name);
        for (const Column& column : columns)
            row += tag("td", column.values.count() > 0 ? cell(column.values) : "–");
        rows += tag("tr", row);
    };
    addRow("count", [](const Histogram& h) { return grouped(h.count()); });
    addRow("min", [](const Histogram& h) { return latencyText(h.min()); });
    addRow("mean", [](const Histogram& h) { return latencyText(h.mean()); });
    for (const double percent : {50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99})
        addRow(QStringLiteral("p%1").arg(percent).toStdString(),
               [percent](const Histogram& h) { return percentileText(h, percent); });
    addRow("max", [](const Histogram& h) { return latencyText(h.max()); });
    return tag("div", tag("table", rows), "class=scroll");
}

std::string errorTable(const RunResult& result) {
    const auto counted = result.counts.failures.entries();
    if (counted.empty())
        return tag("p", "No request failed.", "class=quiet");
    std::vector<FailureCounts::Entry> entries(counted.begin(), counted.end());
    std::ranges::stable_sort(entries, std::greater{}, &FailureCounts::Entry::count);
    std::string rows = tag("tr", tag("th", "Class") + tag("th", "Detail") + tag("th", "Count"));
    for (const FailureCounts::Entry& entry : entries)
        rows += tag("tr", tag("td", std::string(nameOf(entry.kind.group))) +
                              tag("td", escaped(describe(entry.kind, result.plan)), "class=wide") +
                              tag("td", grouped(entry.count)));
    return tag("table", rows, "class=words");
}

std::string exchangeDetails(const Exchange& exchange, const TestPlan& plan) {
    const std::string what = exchange.failure ? std::string(nameOf(exchange.failure->group)) +
                                                    ": " + describe(*exchange.failure, plan)
                                              : "status " + std::to_string(exchange.status);
    const std::string when = latencyText(exchange.response()) + " (waited " +
                             latencyText(exchange.waited) + ", first byte " +
                             latencyText(exchange.firstByte) + ", transfer " +
                             latencyText(exchange.transfer) + "), at " + latencyText(exchange.at);
    return tag("details", tag("summary", escaped(what + ", " + when)) +
                              tag("pre", escaped(exchange.head)) +
                              tag("pre", escaped(exchange.body)));
}

std::string exchanges(const std::string& caption, const std::vector<Exchange>& list,
                      const TestPlan& plan) {
    if (list.empty())
        return {};
    std::string html = tag("h2", caption);
    for (const Exchange& exchange : list)
        html += exchangeDetails(exchange, plan);
    return html;
}

/// What the charts are drawn from; in µs and seconds.
std::string chartData(const RunResult& result) {
    const auto microseconds = [](Nanoseconds time) {
        return std::round(static_cast<double>(time.count()) / 100) / 10;
    };
    Json series = Json::array();
    Nanoseconds begin{0};
    for (const SeriesPoint& point : result.series) {
        const double length =
            std::max(std::chrono::duration<double>(point.end - begin).count(), 1e-9);
        begin = point.end;
        series.push_back({std::chrono::duration<double>(point.end).count(),
                          std::round(static_cast<double>(point.requests) / length * 10) / 10,
                          std::round(static_cast<double>(point.failed) / length * 10) / 10,
                          microseconds(point.p50), microseconds(point.p95),
                          microseconds(point.p99)});
    }
    Json distribution = Json::array();
    const Histogram& values = result.response();
    for (double beyond = 100; values.count() > 0; beyond /= std::pow(10, 0.1)) {
        const double percent = 100 - beyond;
        if (percent >= 50 && values.count() < valuesNeeded(percent))
            break;
        distribution.push_back({percent, microseconds(values.percentile(percent))});
    }
    std::string text = Json{
        {"series", series},
        {"warmUp", std::chrono::duration<double>(result.plan.warmUp).count()},
        {"distribution",
         distribution}}.dump();
    // "</script" must not end the block that holds it.
    for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at))
        text.replace(at, 1, "\\u003c");
    return text;
}

} // namespace

std::string htmlReport(const RunResult& result) {
    const std::string style = resource("report.css");
    const std::string script = resource("report.js");
    const std::string url = escaped(result.plan.method + " " + displayUrl(result.plan));
    const std::string label = result.plan.label.empty() ? "" : escaped(result.plan.label) + " · ";
    std::string body = tag("h1", url);
    body += tag("p",
                label + "Squall " + escaped(result.environment.squall) + " · " + escaped(result.id),
                "class=quiet");
    body += verdictSection(result.verdict) + thresholdSection(result) + tiles(result);
    body += tag("p", ledgerText(result.counts.ledger));
    body += tag("p", loadWords(result), "class=quiet");
    body += tag("p", "Status: " + statusText(result.counts), "class=quiet");
    body += tag("h2", "Over time");
    body += tag("div",
                card("rate", "Requests per second", "") +
                    card("latency", "Latency", "p50 —  p95 – –  p99 – ·") +
                    card("errors", "Failed requests per second", "") +
                    card("distribution", "Latency by percentile", ""),
                "class=charts");
    body += tag("h2", "Latency") + latencyTable(result);
    body += tag("h2", "Errors") + errorTable(result);
    body += exchanges("Examples of failed requests", result.examples.failed(), result.plan);
    body += exchanges("The slowest good requests", result.examples.slowest(), result.plan);
    return "<!doctype html>\n<html lang=en><head><meta charset=utf-8>\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src " +
           hashOf(style) + "; script-src " + hashOf(script) +
           "\">\n<meta name=viewport content=\"width=device-width, initial-scale=1\">\n" +
           tag("title", "Squall: " + url) + tag("style", style) + "</head>\n<body>" +
           tag("main", body) + "\n<script type=\"application/json\" id=data>" + chartData(result) +
           "</script>\n" + tag("script", script) + "</body></html>\n";
}

} // namespace squall
