#include "core/run/planfile.h"

#include <utility>

#include <QFile>

#include "core/plan/planjson.h"
#include "core/plan/references.h"
#include "core/run/privatefile.h"

namespace squall {

namespace {

/// No plan is longer, unless it holds the body of its requests.
constexpr qint64 longestPlan = 64 * 1024 * 1024;

} // namespace

Result<TestPlan> readPlanFile(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return std::unexpected(Error{ErrorCode::FileFailed, "cannot read \"" + path + "\": " +
                                                                file.errorString().toStdString()});
    Result<TestPlan> plan = parsePlan(file.read(longestPlan).toStdString());
    if (!plan)
        plan.error().detail = path + ": " + plan.error().detail;
    return plan;
}

Result<std::vector<std::string>> writePlanFile(const std::string& path, const TestPlan& plan) {
    KeptPlan kept = withReferences(plan);
    Result<PrivateFile> file = PrivateFile::open(path);
    const Result<> written =
        file ? file->write(planJson(kept.plan)) : std::unexpected(file.error());
    if (!written)
        return std::unexpected(written.error());
    return std::move(kept.variables);
}

} // namespace squall
