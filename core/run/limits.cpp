#include "core/run/limits.h"

#include <algorithm>
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

std::uint32_t usableCores() {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    if (sched_getaffinity(0, sizeof cores, &cores) != 0)
        return 1;
    return static_cast<std::uint32_t>(std::max(CPU_COUNT(&cores), 1));
}

} // namespace squall
