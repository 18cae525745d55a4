#include "core/run/limits.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string>

#include <sched.h>
#include <sys/resource.h>

#include <QDir>

namespace squall {

namespace {

/// For event loops, files of the report, name lookups and the window.
constexpr std::uint64_t kept = 64;

std::uint64_t openDescriptors() {
    const QDir descriptors(QStringLiteral("/proc/self/fd"));
    return static_cast<std::uint64_t>(
        descriptors.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size());
}

std::uint64_t raisedLimit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    getrlimit(RLIMIT_NOFILE, &limit);
    return limit.rlim_cur;
}

/// As far as the plan tells; a closed model without a number of requests does not.
std::uint64_t connectionsOfAMinute(const TestPlan& plan) {
    const std::uint64_t atOnce = connectionsToOpen(plan);
    if (plan.keepAlive)
        return atOnce;
    constexpr Nanoseconds minute = std::chrono::minutes(1);
    std::uint64_t requests = plan.requests.value_or(maxRequests);
    if (isOpenModel(plan)) {
        const Nanoseconds length = std::min(plannedDuration(plan).value_or(minute), minute);
        double peak = plan.rate.value_or(0);
        for (const Stage& stage : plan.stages)
            peak = std::max(peak, stage.target);
        const double due = peak * std::chrono::duration<double>(length).count();
        requests = std::min(requests, static_cast<std::uint64_t>(due));
    }
    return requests == maxRequests ? atOnce : std::max(requests, atOnce);
}

} // namespace

Result<> ensureDescriptors(std::uint32_t connections) {
    const std::uint64_t limit = raisedLimit();
    const std::uint64_t taken = openDescriptors() + kept;
    const std::uint64_t fitting = limit > taken ? limit - taken : 0;
    if (connections <= fitting)
        return {};
    return fail(ErrorCode::TooFewDescriptors,
                std::to_string(connections) + " connections need more file descriptors than the " +
                    std::to_string(limit) + " that this process may open; " +
                    std::to_string(fitting) + " connections would fit (see ulimit -Hn)");
}

std::uint64_t ephemeralPorts() {
    std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
    std::uint64_t first = 32768;
    std::uint64_t last = 60999;
    file >> first >> last;
    return last >= first ? last - first + 1 : 0;
}

std::optional<std::string> portShortage(const TestPlan& plan, std::size_t addresses) {
    const std::uint64_t ports = ephemeralPorts() * std::max<std::size_t>(addresses, 1);
    const std::uint64_t wanted = connectionsOfAMinute(plan);
    if (wanted <= ports)
        return std::nullopt;
    return "the plan opens up to " + std::to_string(wanted) +
           " connections within a minute, and this machine has " + std::to_string(ports) +
           " local ports for them; attempts past those may fail (see "
           "net.ipv4.ip_local_port_range)";
}

std::uint32_t usableCores() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    if (sched_getaffinity(0, sizeof cores, &cores) != 0)
        return 1;
    return static_cast<std::uint32_t>(std::max(CPU_COUNT(&cores), 1));
}

} // namespace squall
