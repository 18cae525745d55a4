#include "core/run/processortime.h"

#include <fstream>
#include <string>

namespace squall {

ProcessorTime ProcessorTime::now() {
    // proc(5): cpu user nice system idle iowait irq softirq steal; guest time is in user already.
    constexpr int fields = 8;
    std::ifstream file("/proc/stat");
    std::string label;
    file >> label;
    ProcessorTime time;
    for (int i = 0; i < fields; ++i) {
        std::uint64_t ticks = 0;
        file >> ticks;
        time.total += ticks;
        time.stolen = ticks;
    }
    return time;
}

double ProcessorTime::stolenSince(const ProcessorTime& before) const {
    if (total <= before.total)
        return 0;
    return static_cast<double>(stolen - before.stolen) / static_cast<double>(total - before.total);
}

} // namespace squall
