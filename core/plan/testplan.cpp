#include "core/plan/testplan.h"

#include <algorithm>

#include "core/http/proxyhandshake.h"

namespace squall {

namespace {

/// As in sockaddr_un (unix(7)).
constexpr std::size_t maxUnixPath = 107;

/// Past this many connections a second engine thread pays.
constexpr std::uint32_t connectionsPerThread = 16;

bool isWithin(Nanoseconds value, Nanoseconds most) {
    return value > Nanoseconds{0} && value <= most;
}

bool isUsable(const Stage& stage) {
    return isWithin(stage.length, maxDuration) && stage.target >= 0 && stage.target <= maxRate;
}

bool isMoving(const Stage& stage) {
    return stage.target > 0;
}

bool stagesConnections(const TestPlan& plan) {
    return !plan.stages.empty() && plan.stageOf == StageOf::Connections;
}

double highestTarget(const std::vector<Stage>& stages) {
    return std::ranges::max(stages, {}, &Stage::target).target;
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
    if (!isToken(plan.method))
        blame(PlanField::Method, "a method is one word, such as GET or POST");
    else if (const auto request = makeRequest(Url{}, plan.method, plan.headers, {}); !request)
        blame(PlanField::Headers, request.error().detail);
    if (!plan.user.empty() && !plan.bearer.empty())
        blame(PlanField::Auth, "a user and a bearer token exclude each other");
    else if (!isSafeFieldValue(plan.bearer))
        blame(PlanField::Auth, "the bearer token holds a line break or NUL");
    if (!plan.body.empty() && !plan.bodyFile.empty())
        blame(PlanField::Body, "a body and a file that holds it exclude each other");

    if (plan.expectations.statuses.empty())
        blame(PlanField::Expectations, "at least one status must be expected");

    if (plan.requests && (*plan.requests < 1 || *plan.requests > maxRequests))
        blame(PlanField::Requests, "the number of requests must be from 1 to 1 000 000 000 000");
    if (plan.duration && !isWithin(*plan.duration, maxDuration))
        blame(PlanField::Duration, "the duration must be more than 0 and at most 168h");
    if (plan.connections < 1 || plan.connections > maxConnections)
        blame(PlanField::Connections, "the number of connections must be from 1 to 1 000 000");
    if (plan.streams < 1 || plan.streams > maxStreams)
        blame(PlanField::Streams, "the number of streams must be from 1 to 1000");
    else if (plan.streams > 1 && httpToSpeak(plan) == HttpVersion::Http11)
        blame(PlanField::Streams, "HTTP/1.1 has no streams; use connections");
    if (const Routing& routing = plan.routing;
        !routing.proxy.empty() && routing.proxy != systemProxy) {
        if (const auto proxy = parseProxy(routing.proxy); !proxy)
            blame(PlanField::Proxy, proxy.error().detail);
        else if (!routing.unixSocket.empty())
            blame(PlanField::Proxy, "there is no proxy on the way to a Unix socket");
    }
    if (plan.routing.unixSocket.size() > maxUnixPath)
        blame(PlanField::UnixSocket, "the path of a Unix socket has at most 107 bytes");
    if (plan.threads > maxThreads)
        blame(PlanField::Threads, "the number of threads must be from 1 to 256");
    if (!isWithin(plan.timeout, maxDuration))
        blame(PlanField::Timeout, "the timeout must be more than 0 and at most 168h");
    if (!isWithin(plan.connectTimeout, maxDuration))
        blame(PlanField::ConnectTimeout,
              "the connect timeout must be more than 0 and at most 168h");
    if (plan.idleTimeout < Nanoseconds{0} || plan.idleTimeout > maxDuration)
        blame(PlanField::IdleTimeout, "the idle timeout must be at most 168h");
    if (plan.follow > maxFollow)
        blame(PlanField::Follow, "at most 10 redirects are followed");
    if (plan.expectContinue && plan.http == HttpVersion::Http2)
        blame(PlanField::ExpectContinue, "a body waits for 100 Continue in HTTP/1.1 alone");
    if (plan.rate && !(*plan.rate > 0 && *plan.rate <= maxRate))
        blame(PlanField::Rate, "the rate must be more than 0 and at most 10 000 000 per second");
    if (!std::ranges::all_of(plan.stages, isUsable) ||
        (!plan.stages.empty() && std::ranges::none_of(plan.stages, isMoving)))
        blame(PlanField::Stages, "stages need a length each, and targets of which one is above 0");
    else if (stagesConnections(plan) && highestTarget(plan.stages) > maxConnections)
        blame(PlanField::Stages, "the number of connections must be from 1 to 1 000 000");
    if (stagesConnections(plan) && plan.rate)
        blame(PlanField::Stages, "stages of connections are a closed model; leave the rate out");
    if (plan.warmUp < Nanoseconds{0} || plan.warmUp > maxDuration)
        blame(PlanField::WarmUp, "the warm-up must be at most 168h");
    return problems;
}

bool isOpenModel(const TestPlan& plan) {
    return plan.rate.has_value() || (!plan.stages.empty() && !stagesConnections(plan));
}

bool isOpenEnded(const TestPlan& plan) {
    return !plan.requests && !plannedDuration(plan);
}

std::optional<Nanoseconds> plannedDuration(const TestPlan& plan) {
    if (plan.stages.empty())
        return plan.duration;
    Nanoseconds total{0};
    for (const Stage& stage : plan.stages)
        total += stage.length;
    return plan.duration ? std::min(total, *plan.duration) : total;
}

std::optional<Nanoseconds> durationWithWarmUp(const TestPlan& plan) {
    const auto planned = plannedDuration(plan);
    return planned ? std::optional(plan.warmUp + *planned) : std::nullopt;
}

HttpVersion httpToSpeak(const TestPlan& plan) {
    const bool isDecided = plan.expectContinue && plan.http == HttpVersion::Auto;
    return isDecided ? HttpVersion::Http11 : plan.http;
}

std::uint32_t streamsToUse(const TestPlan& plan, bool isTls) {
    const HttpVersion http = httpToSpeak(plan);
    const bool mayBeHttp2 = http == HttpVersion::Http2 || (isTls && http == HttpVersion::Auto);
    return mayBeHttp2 && plan.keepAlive ? plan.streams : 1;
}

std::uint32_t connectionsToOpen(const TestPlan& plan) {
    const std::uint64_t most = plan.requests.value_or(maxRequests);
    const std::uint64_t wanted = stagesConnections(plan)
                                     ? static_cast<std::uint64_t>(highestTarget(plan.stages))
                                     : plan.connections;
    return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(wanted, 1, most));
}

std::uint32_t threadsToUse(const TestPlan& plan, std::uint32_t cores) {
    const std::uint32_t connections = connectionsToOpen(plan);
    const std::uint32_t fitting = std::min(cores / 2, connections / connectionsPerThread);
    const std::uint32_t wanted = plan.threads > 0 ? plan.threads : std::clamp(fitting, 1u, 8u);
    return std::min(wanted, connections);
}

} // namespace squall
