#include "app/outputfiles.h"

#include <cstdio>

namespace squall {

Result<> OutputFiles::open(const std::vector<OutputFile>& files) {
    for (const OutputFile& file : files) {
        Result<PrivateFile> target = PrivateFile::open(file.path);
        if (!target)
            return std::unexpected(target.error());
        m_targets.push_back({*std::move(target), file.format});
    }
    return {};
}

std::string OutputFiles::write(const RunResult& result) {
    std::string unwritten;
    for (Target& target : m_targets) {
        const std::string text = report(result, target.format);
        if (const auto written = target.file.write(text); !written) {
            std::fprintf(stderr, "squall: --output: %s\n", written.error().detail.c_str());
            unwritten += text;
        }
    }
    return unwritten;
}

} // namespace squall
