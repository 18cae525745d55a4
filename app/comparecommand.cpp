#include "app/comparecommand.h"

#include <cstdio>

#include <QFile>

#include "app/options.h"
#include "core/results/resultreader.h"
#include "core/results/runcomparison.h"

namespace squall {

namespace {

Result<RunResult> readResult(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return fail(ErrorCode::FileFailed, file.errorString().toStdString());
    const QByteArray content = file.readAll();
    return parseResult({content.data(), static_cast<std::size_t>(content.size())});
}

} // namespace

int runCompare(const CompareCommand& command) {
    const auto base = readResult(command.base);
    const auto now = readResult(command.now);
    for (const auto& [path, result] : {std::pair(&command.base, &base), {&command.now, &now}}) {
        if (*result)
            continue;
        std::fprintf(stderr, "squall: cannot read \"%s\": %s\n", path->c_str(),
                     result->error().detail.c_str());
        return exitUsage;
    }
    const RunComparison comparison = compareRuns(*base, *now);
    const std::string text =
        command.asJson ? comparisonJson(comparison) : comparisonText(comparison);
    if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0)
        return exitInternal;
    return command.failsOnWorse && hasWorse(comparison.figures) ? exitThreshold : exitDone;
}

} // namespace squall
