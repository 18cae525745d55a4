#include "core/plan/planjson.h"

#include <string_view>

#include <nlohmann/json.hpp>

#include "core/base/quantity.h"

namespace squall {

namespace {

using Json = nlohmann::ordered_json;

std::string_view nameOf(SpinPolicy policy) {
    switch (policy) {
    case SpinPolicy::Off:
        return "off";
    case SpinPolicy::On:
        return "on";
    case SpinPolicy::Auto:
        break;
    }
    return "auto";
}

Json headersJson(const std::vector<HeaderField>& headers) {
    Json list = Json::array();
    for (const HeaderField& header : headers)
        list.push_back(header.name + ": " + header.value);
    return list;
}

Json stagesJson(const std::vector<Stage>& stages, StageOf of) {
    const char* const target = of == StageOf::Rate ? "rate" : "connections";
    Json list = Json::array();
    for (const Stage& stage : stages)
        list.push_back({{"length", durationText(stage.length)}, {target, stage.target}});
    return list;
}

Json thresholdsJson(const std::vector<Threshold>& thresholds) {
    Json list = Json::array();
    for (const Threshold& threshold : thresholds)
        list.push_back(thresholdText(threshold));
    return list;
}

Json tlsJson(const TlsOptions& tls) {
    Json json = Json::object();
    if (tls.insecure)
        json["insecure"] = true;
    if (tls.minVersion == TlsOptions::MinVersion::Tls13)
        json["min_version"] = "1.3";
    const auto addFile = [&json](const char* name, const std::string& path) {
        if (!path.empty())
            json[name] = path;
    };
    addFile("ca_file", tls.caFile);
    addFile("certificate_file", tls.certificateFile);
    addFile("key_file", tls.keyFile);
    addFile("server_name", tls.serverName);
    return json;
}

} // namespace

std::string planJson(const TestPlan& plan) {
    const TestPlan usual;
    Json json;
    json["schema"] = "squall.plan/1";
    json["url"] = plan.url;
    const auto addUnlessUsual = [&](const char* name, const auto& value, const auto& usualValue,
                                    auto toJson) {
        if (value != usualValue)
            json[name] = toJson(value);
    };
    const auto asIs = [](const auto& value) { return Json(value); };
    const auto asDuration = [](Nanoseconds value) { return Json(durationText(value)); };
    addUnlessUsual("method", plan.method, usual.method, asIs);
    addUnlessUsual("headers", plan.headers, usual.headers, headersJson);
    addUnlessUsual("body", plan.body, usual.body, asIs);
    if (plan.requests)
        json["requests"] = *plan.requests;
    if (plan.duration)
        json["duration"] = durationText(*plan.duration);
    json["connections"] = plan.connections;
    if (plan.rate)
        json["rate"] = *plan.rate;
    if (plan.arrivals == Arrivals::Poisson)
        json["arrivals"] = "poisson";
    addUnlessUsual("stages", plan.stages, usual.stages,
                   [&plan](const auto& stages) { return stagesJson(stages, plan.stageOf); });
    addUnlessUsual("warm_up", plan.warmUp, usual.warmUp, asDuration);
    addUnlessUsual("seed", plan.seed, usual.seed, asIs);
    addUnlessUsual("threads", plan.threads, usual.threads, asIs);
    addUnlessUsual("thresholds", plan.thresholds, usual.thresholds, thresholdsJson);
    addUnlessUsual("abort_on", plan.abortOn, usual.abortOn, thresholdsJson);
    addUnlessUsual("timeout", plan.timeout, usual.timeout, asDuration);
    addUnlessUsual("connect_timeout", plan.connectTimeout, usual.connectTimeout, asDuration);
    addUnlessUsual("keepalive", plan.keepAlive, usual.keepAlive, asIs);
    addUnlessUsual("tls", plan.tls, usual.tls, tlsJson);
    if (plan.spin != usual.spin)
        json["spin"] = nameOf(plan.spin);
    addUnlessUsual("label", plan.label, usual.label, asIs);
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string displayUrl(const TestPlan& plan) {
    const auto url = parseUrl(plan.url);
    return url ? url->toString() : plan.url;
}

} // namespace squall
