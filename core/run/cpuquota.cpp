#include "core/run/cpuquota.h"

#include <fstream>
#include <string>

namespace squall {

namespace {

/// Of /proc/self/cgroup, the path in the hierarchy that has the CPU controller: "0::/a" in version
/// 2, "1:cpu,cpuacct:/a" in version 1.
std::string statFile() {
    std::ifstream groups("/proc/self/cgroup");
    std::string unified;
    for (std::string line; std::getline(groups, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (second == std::string::npos)
            continue;
        const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        const std::string path = line.substr(second + 1);
        if (controllers.find(",cpu,") != std::string::npos)
            return "/sys/fs/cgroup/cpu" + path + "/cpu.stat";
        if (controllers == ",,")
            unified = "/sys/fs/cgroup" + path + "/cpu.stat";
    }
    return unified;
}

} // namespace

Nanoseconds throttledTime() {
    std::ifstream stat(statFile());
    std::string key;
    for (std::int64_t value = 0; stat >> key >> value;) {
        if (key == "throttled_usec")
            return std::chrono::microseconds(value);
        if (key == "throttled_time")
            return Nanoseconds(value);
    }
    return Nanoseconds{0};
}

} // namespace squall
