#include "core/results/runcomparison.h"

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "core/plan/planjson.h"

namespace squall {

namespace {

RunSample sampleOf(const RunResult& run) {
    RunSample sample;
    sample.isDoubtful = run.verdict.validity != Validity::Valid;
    Nanoseconds begin{0};
    for (const SeriesPoint& point : run.series) {
        sample.stretches.push_back({point.end - begin, point.ok, point.failed, responseOf(point)});
        begin = point.end;
    }
    const Ledger& all = run.counts.ledger;
    if (run.series.empty() && all.completed() > 0) // one that was killed is kept without
        sample.stretches.push_back(
            {run.elapsed, all.ok, all.failed, SparseHistogram(run.response())});
    return sample;
}

std::vector<RunSample> samplesOf(std::span<const RunResult> runs) {
    std::vector<RunSample> samples;
    std::ranges::transform(runs, std::back_inserter(samples), sampleOf);
    return samples;
}

std::string nameOf(const RunResult& run) {
    std::string name = run.plan.label.empty() ? run.id : run.id + " (" + run.plan.label + ")";
    std::ranges::replace_if(
        name, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }, ' ');
    return name;
}

/// Fields of the plans that differ, but for those that say nothing of the load.
std::string differingFields(const TestPlan& base, const TestPlan& now) {
    const auto before = nlohmann::json::parse(planJson(base));
    const auto after = nlohmann::json::parse(planJson(now));
    std::set<std::string> names;
    for (const auto* const plan : {&before, &after}) {
        for (const auto& [name, value] : plan->items())
            names.insert(name);
    }
    std::string list;
    for (const std::string& name : names) {
        const bool isLoad = name != "label" && name != "thresholds" && name != "abort_on";
        const bool isSame =
            before.contains(name) && after.contains(name) && before.at(name) == after.at(name);
        if (isLoad && !isSame)
            list += (list.empty() ? "" : ", ") + name;
    }
    return list;
}

/// Of one run, or of those of one side that took turns.
void addCautions(std::span<const RunResult> runs, const std::string& side,
                 std::vector<std::string>& cautions) {
    constexpr std::size_t fewSeconds = 5;
    const auto isLimited = [](const RunResult& run) {
        return run.verdict.validity == Validity::GeneratorLimited;
    };
    const auto isCut = [](const RunResult& run) { return run.state != RunState::Finished; };
    const auto isShort = [](const RunResult& run) { return run.series.size() < fewSeconds; };
    if (const auto limited = std::ranges::find_if(runs, isLimited); limited != runs.end()) {
        const std::string which =
            runs.size() == 1 ? side
                             : std::to_string(std::ranges::count_if(runs, isLimited)) + " of " +
                                   std::to_string(runs.size()) + " runs of " + side;
        cautions.push_back(
            "in " + which + " the generator was the limit, not the server alone: " +
            (limited->verdict.reasons.empty() ? "" : limited->verdict.reasons.front()));
    }
    if (std::ranges::any_of(runs, isCut))
        cautions.push_back(side + " did not run to its end");
    if (std::ranges::any_of(runs, isShort))
        cautions.push_back(side +
                           " took less than five seconds, so its interval is wide; ten tell more");
}

std::vector<std::string> cautionsOf(std::span<const RunResult> base,
                                    std::span<const RunResult> now) {
    std::vector<std::string> cautions;
    if (const std::string fields = differingFields(base.front().plan, now.front().plan);
        !fields.empty())
        cautions.push_back("the plans differ in: " + fields);
    const Environment& before = base.front().environment;
    const Environment& after = now.front().environment;
    if (before.cpus != after.cpus || before.kernel != after.kernel || before.os != after.os)
        cautions.emplace_back("the runs were made on different machines or systems");
    addCautions(base, "BASE", cautions);
    addCautions(now, "NEW", cautions);
    return cautions;
}

} // namespace

RunComparison compareRuns(const RunResult& base, const RunResult& now) {
    return {.base = nameOf(base),
            .now = nameOf(now),
            .figures = compare(sampleOf(base), sampleOf(now)),
            .cautions = cautionsOf({&base, 1}, {&now, 1})};
}

RunComparison compareRunsInTurns(std::span<const RunResult> base, std::span<const RunResult> now) {
    if (base.size() == 1)
        return compareRuns(base.front(), now.front());
    return {.base = nameOf(base.front()),
            .now = nameOf(now.front()),
            .pairs = base.size(),
            .figures = compareInTurns(samplesOf(base), samplesOf(now)),
            .cautions = cautionsOf(base, now)};
}

Change overall(const Comparison& comparison) {
    for (const Change word : {Change::Worse, Change::Better, Change::CannotTell}) {
        if (std::ranges::find(comparison, word, &Difference::word) != comparison.end())
            return word;
    }
    return Change::NoneSeen;
}

std::string_view wordOf(Change change) {
    switch (change) {
    case Change::Better:
        return "better";
    case Change::Worse:
        return "worse";
    case Change::NoneSeen:
        return "no difference seen";
    case Change::CannotTell:
        break;
    }
    return "cannot tell";
}

} // namespace squall
