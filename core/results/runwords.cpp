#include "core/results/runwords.h"

#include "core/base/quantity.h"
#include "core/results/units.h"

namespace squall {

namespace {

/// "30s to 100/s, 1m to 1 000/s".
std::string stagesText(const TestPlan& plan, const char* unit) {
    std::string text;
    for (const Stage& stage : plan.stages)
        text += (text.empty() ? "" : ", ") + durationText(stage.length) + " to " +
                rateAsSet(stage.target) + unit;
    return text;
}

std::string scheduleText(const TestPlan& plan) {
    return plan.stages.empty() ? rateAsSet(plan.rate.value_or(0)) + " requests/s"
                               : stagesText(plan, "/s");
}

} // namespace

std::string loadText(const RunResult& result) {
    const std::uint32_t connections = connectionsToOpen(result.plan);
    const std::string threads =
        grouped(result.threads) + (result.threads == 1 ? " engine thread" : " engine threads");
    if (isOpenModel(result.plan)) {
        const char* const spread =
            result.plan.arrivals == Arrivals::Poisson ? "Poisson arrivals" : "constant arrivals";
        return "open model, " + scheduleText(result.plan) + ", " + spread + ", up to " +
               grouped(connections) + " connections, " + threads;
    }
    if (!result.plan.stages.empty())
        return "closed model, " + stagesText(result.plan, " connections") + ", " + threads;
    return "closed model, " + grouped(connections) +
           (connections == 1 ? " connection, " : " connections, ") + threads;
}

std::string protocolText(const RunResult& result) {
    const std::string& protocol = result.peer.protocol;
    const std::uint32_t streams = result.plan.streams;
    if (protocol != "HTTP/2" || streams == 1)
        return protocol;
    return protocol + ", up to " + grouped(streams) + " streams on each connection";
}

std::string ledgerText(const Ledger& ledger) {
    const std::string due =
        ledger.dropped > 0
            ? grouped(ledger.scheduled()) + " due = " + grouped(ledger.dropped) + " never sent + "
            : "";
    return due + grouped(ledger.sent) + " sent = " + grouped(ledger.ok) + " ok + " +
           grouped(ledger.failed) + " failed + " + grouped(ledger.unanswered()) + " unanswered";
}

std::string statusText(const Counts& counts) {
    std::string text;
    for (std::size_t status = 0; status < counts.statuses.size(); ++status) {
        if (counts.statuses[status] > 0)
            text += (text.empty() ? "" : ", ") + std::to_string(status) + ": " +
                    grouped(counts.statuses[status]);
    }
    return text.empty() ? "no answers" : text;
}

} // namespace squall
