#include "core/plan/planjson.h"

#include "core/plan/boundedjson.h"
#include "core/plan/planfields.h"

namespace squall {

namespace {

using Json = PlanObject;

constexpr std::string_view schema = "squall.plan/1";
/// Names and values. Objects keep the order of their names, and look through all for each.
constexpr std::size_t mostInPlan = 20'000;

constexpr PlanWords<Arrivals, 2> arrivalsWords = {
    {{Arrivals::Constant, "constant"}, {Arrivals::Poisson, "poisson"}}};
constexpr PlanWords<TlsOptions::MinVersion, 2> versionWords = {
    {{TlsOptions::MinVersion::Tls12, "1.2"}, {TlsOptions::MinVersion::Tls13, "1.3"}}};
constexpr PlanWords<HttpVersion, 3> httpWords = {
    {{HttpVersion::Auto, "auto"}, {HttpVersion::Http11, "1.1"}, {HttpVersion::Http2, "2"}}};
constexpr PlanWords<AddressFamily, 3> familyWords = {
    {{AddressFamily::Any, "any"}, {AddressFamily::V4, "4"}, {AddressFamily::V6, "6"}}};
constexpr PlanWords<SpinPolicy, 3> spinWords = {
    {{SpinPolicy::Auto, "auto"}, {SpinPolicy::On, "on"}, {SpinPolicy::Off, "off"}}};

template <typename Tls, typename Fields>
void visitTls(Tls& tls, Fields& fields) {
    fields.flag("insecure", tls.insecure);
    fields.choice("min_version", tls.minVersion, versionWords);
    fields.text("ca_file", tls.caFile);
    fields.text("certificate_file", tls.certificateFile);
    fields.text("key_file", tls.keyFile);
    fields.text("server_name", tls.serverName);
    fields.text("key_passphrase", tls.passphrase);
}

template <typename Routing, typename Fields>
void visitRouting(Routing& routing, Fields& fields) {
    fields.list("connect_to", routing.connectTo);
    fields.list("resolve", routing.resolve);
    fields.text("unix_socket", routing.unixSocket);
    fields.text("proxy", routing.proxy);
    fields.choice("family", routing.family, familyWords);
}

template <typename Expect, typename Fields>
void visitExpectations(Expect& expect, Fields& fields) {
    fields.list("status", expect.statuses);
    fields.text("body", expect.bodyText);
    fields.list("json", expect.json);
}

/// Every field of the file in its order, once for both directions: `Fields` reads or writes.
template <typename Plan, typename Fields>
void visit(Plan& plan, Fields& fields) {
    fields.text("url", plan.url);
    fields.text("method", plan.method);
    fields.list("headers", plan.headers);
    fields.text("user", plan.user);
    fields.text("bearer", plan.bearer);
    fields.text("body", plan.body);
    fields.text("body_file", plan.bodyFile);
    fields.object("expect", plan.expectations,
                  [](auto& expect, auto& inner) { visitExpectations(expect, inner); });
    fields.maybeCount("requests", plan.requests);
    fields.maybeTime("duration", plan.duration);
    fields.count("connections", plan.connections);
    fields.choice("http", plan.http, httpWords);
    fields.count("streams", plan.streams);
    fields.maybeNumber("rate", plan.rate);
    fields.choice("arrivals", plan.arrivals, arrivalsWords);
    fields.stages("stages", plan.stages, plan.stageOf);
    fields.time("warm_up", plan.warmUp);
    fields.count("seed", plan.seed);
    fields.count("threads", plan.threads);
    fields.list("thresholds", plan.thresholds);
    fields.list("abort_on", plan.abortOn);
    fields.time("timeout", plan.timeout);
    fields.time("connect_timeout", plan.connectTimeout);
    fields.time("idle_timeout", plan.idleTimeout);
    fields.size("max_body", plan.maxBody);
    fields.flag("keepalive", plan.keepAlive);
    fields.count("follow", plan.follow);
    fields.flag("cookies", plan.cookies);
    fields.flag("expect_continue", plan.expectContinue);
    fields.object("tls", plan.tls, [](auto& tls, auto& inner) { visitTls(tls, inner); });
    fields.object("routing", plan.routing,
                  [](auto& routing, auto& inner) { visitRouting(routing, inner); });
    fields.choice("spin", plan.spin, spinWords);
    fields.text("label", plan.label);
}

template <typename Value>
Result<> keepRead(Result<Value> read, Value& value) {
    if (!read)
        return std::unexpected(read.error());
    value = *std::move(read);
    return {};
}

Json written(const TestPlan& plan) {
    PlanWriter writer;
    visit(plan, writer);
    return std::move(writer.json);
}

/// Leaves out of `json` what is the same in `usual`, inside objects too.
void dropUsual(Json& json, const Json& usual) {
    for (const auto& [name, value] : usual.items()) {
        if (json[name] == value)
            json.erase(name);
        else if (value.is_object())
            dropUsual(json[name], value);
    }
}

} // namespace

std::string planText(const HeaderField& header) {
    return header.name + ": " + header.value;
}

std::string planText(const Threshold& threshold) {
    return thresholdText(threshold);
}

std::string planText(const StatusRange& range) {
    return statusRangesText({range});
}

std::string planText(const JsonExpectation& expectation) {
    return jsonExpectationText(expectation);
}

Result<> readPlanText(const std::string& text, HeaderField& header) {
    return keepRead(parseHeader(text), header);
}

Result<> readPlanText(const std::string& text, Threshold& threshold) {
    return keepRead(parseThreshold(text), threshold);
}

std::string planText(const ConnectTo& route) {
    return connectToText(route);
}

std::string planText(const ResolveTo& route) {
    return resolveToText(route);
}

Result<> readPlanText(const std::string& text, ConnectTo& route) {
    return keepRead(parseConnectTo(text), route);
}

Result<> readPlanText(const std::string& text, ResolveTo& route) {
    return keepRead(parseResolveTo(text), route);
}

Result<> readPlanText(const std::string& text, StatusRange& range) {
    const auto read = parseStatusRanges(text);
    if (!read)
        return std::unexpected(read.error());
    if (read->size() > 1)
        return std::unexpected(
            Error{ErrorCode::BadPlan, "\"" + text + "\" is more than one range"});
    range = read->front();
    return {};
}

Result<> readPlanText(const std::string& text, JsonExpectation& expectation) {
    return keepRead(parseJsonExpectation(text), expectation);
}

std::string planJson(const TestPlan& plan) {
    Json usual = written(TestPlan{});
    usual.erase("url");
    usual.erase("connections");
    Json fields = written(plan);
    dropUsual(fields, usual);
    Json json = {{"schema", schema}};
    json.update(fields);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<TestPlan> parsePlan(std::string_view text) {
    const auto refuse = [](std::string why) {
        return std::unexpected(Error{ErrorCode::BadPlan, std::move(why)});
    };
    const Json json = boundedJson<Json>(text, mostInPlan);
    if (json.is_discarded() || !json.is_object())
        return refuse("the plan is not a JSON object");
    TestPlan plan;
    std::string found;
    PlanReader reader(json, {});
    reader.text("schema", found);
    if (found != schema)
        return refuse("\"schema\" must be \"" + std::string(schema) + "\"");
    visit(plan, reader);
    if (auto mistake = reader.mistake())
        return refuse(*std::move(mistake));
    return plan;
}

std::string displayUrl(const TestPlan& plan) {
    if (plan.url.starts_with(demoAddress))
        return plan.url;
    const auto url = parseUrl(plan.url);
    return url ? url->toString() : plan.url;
}

} // namespace squall
