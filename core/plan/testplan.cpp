#include "core/plan/testplan.h"

#include <algorithm>

namespace squall {

namespace {

/// Past this many connections a second engine thread pays.
constexpr std::uint32_t connectionsPerThread = 16;

bool isWithin(Nanoseconds value, Nanoseconds most) {
    return value > Nanoseconds{0} && value <= most;
}

} // namespace

std::vector<PlanProblem> validate(const TestPlan& plan) {
    std::vector<PlanProblem> problems;
    const auto blame = [&](PlanField field, std::string message) {
        problems.push_back({field, std::move(message)});
    };

    const Result<Url> url = parseUrl(plan.url);
    if (!url)
        blame(PlanField::Url, url.error().detail);
    else if (url->isTls)
        blame(PlanField::Url, "https is not supported yet");
    if (!isToken(plan.method))
        blame(PlanField::Method, "a method is one word, such as GET or POST");
    else if (const auto request = makeRequest(Url{}, plan.method, plan.headers, {}, true); !request)
        blame(PlanField::Headers, request.error().detail);

    if (plan.requests && (*plan.requests < 1 || *plan.requests > maxRequests))
        blame(PlanField::Requests, "the number of requests must be from 1 to 1 000 000 000 000");
    if (plan.duration && !isWithin(*plan.duration, maxDuration))
        blame(PlanField::Duration, "the duration must be more than 0 and at most 168h");
    if (!plan.requests && !plan.duration)
        blame(PlanField::Requests, "a number of requests or a duration is needed");
    if (plan.connections < 1 || plan.connections > maxConnections)
        blame(PlanField::Connections, "the number of connections must be from 1 to 1 000 000");
    if (plan.threads > maxThreads)
        blame(PlanField::Threads, "the number of threads must be from 1 to 256");
    if (!isWithin(plan.timeout, maxDuration))
        blame(PlanField::Timeout, "the timeout must be more than 0 and at most 168h");
    if (!isWithin(plan.connectTimeout, maxDuration))
        blame(PlanField::ConnectTimeout,
              "the connect timeout must be more than 0 and at most 168h");
    return problems;
}

std::uint32_t connectionsToOpen(const TestPlan& plan) {
    const std::uint64_t most = plan.requests.value_or(maxRequests);
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(plan.connections, most));
}

std::uint32_t threadsToUse(const TestPlan& plan, std::uint32_t cores) {
    const std::uint32_t connections = connectionsToOpen(plan);
    const std::uint32_t fitting = std::min(cores / 2, connections / connectionsPerThread);
    const std::uint32_t wanted = plan.threads > 0 ? plan.threads : std::clamp(fitting, 1u, 8u);
    return std::min(wanted, connections);
}

} // namespace squall
