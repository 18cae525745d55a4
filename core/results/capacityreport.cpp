#include "core/results/capacityreport.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/quantity.h"
#include "core/plan/planjson.h"
#include "core/plan/secrets.h"
#include "core/results/textlayout.h"
#include "core/results/units.h"

namespace squall {

namespace {

using Json = nlohmann::ordered_json;

const char* wordOf(StepOutcome outcome) {
    switch (outcome) {
    case StepOutcome::Kept:
        return "kept";
    case StepOutcome::Broken:
        return "broken";
    case StepOutcome::GeneratorLimited:
        return "generator_limited";
    case StepOutcome::NothingSent:
        break;
    }
    return "nothing_sent";
}

std::string row(const CapacityStep& step) {
    const auto errors = static_cast<std::uint64_t>(step.errorShare * 1e6);
    return "  " + rightAligned(rateText(step.rate), 10) +
           rightAligned(rateText(step.okPerSecond), 10) + rightAligned(latencyText(step.p50), 11) +
           rightAligned(latencyText(step.p99), 11) +
           rightAligned(shareText(errors, 1'000'000), 10) + "  " +
           (step.outcome == StepOutcome::Kept ? "kept" : step.why) + "\n";
}

/// The curve: by rate.
std::vector<CapacityStep> byRate(std::vector<CapacityStep> steps) {
    std::ranges::stable_sort(steps, {}, &CapacityStep::rate);
    return steps;
}

Json stepJson(const CapacityStep& step) {
    return {{"rate_per_s", step.rate},
            {"length_s", std::chrono::duration<double>(step.length).count()},
            {"outcome", wordOf(step.outcome)},
            {"why", step.why},
            {"ok_per_s", step.okPerSecond},
            {"p50_us", static_cast<double>(step.p50.count()) / 1e3},
            {"p99_us", static_cast<double>(step.p99.count()) / 1e3},
            {"error_share", step.errorShare}};
}

} // namespace

std::string capacityText(const CapacityResult& result, const TestPlan& plan) {
    std::string text =
        "\n" + entry("Target", displayUrl(plan)) + entry("Capacity", result.sentence()) + "\n";
    text += "  " + rightAligned("Due/s", 10) + rightAligned("Ok/s", 10) + rightAligned("p50", 11) +
            rightAligned("p99", 11) + rightAligned("Errors", 10) + "\n";
    for (const CapacityStep& step : byRate(result.steps))
        text += row(step);
    return text + "\n";
}

std::string capacityJson(const CapacityResult& result, const TestPlan& plan) {
    Json json;
    json["schema"] = "squall.capacity/1";
    json["plan"] = Json::parse(planJson(withoutSecrets(plan)));
    json["rate_per_s"] = result.rate();
    json["low"] = result.kept;
    json["high"] = result.broken ? Json(*result.broken) : Json(nullptr);
    json["complete"] = result.isComplete;
    json["generator_limited"] = result.isGeneratorLimit();
    json["sentence"] = result.sentence();
    json["steps"] = Json::array();
    for (const CapacityStep& step : result.steps)
        json["steps"].push_back(stepJson(step));
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace squall
