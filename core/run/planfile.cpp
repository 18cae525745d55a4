#include "core/run/planfile.h"

#include <utility>

#include <QFile>
#include <QSaveFile>

#include "core/plan/planjson.h"
#include "core/plan/references.h"

namespace squall {

namespace {

/// No plan is longer, unless it holds the body of its requests.
constexpr qint64 longestPlan = 64 * 1024 * 1024;

std::unexpected<Error> fileFailed(const char* verb, const std::string& path,
                                  const QString& reason) {
    return std::unexpected(Error{ErrorCode::FileFailed, "cannot " + std::string(verb) + " \"" +
                                                            path + "\": " + reason.toStdString()});
}

} // namespace

Result<TestPlan> readPlanFile(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly))
        return fileFailed("read", path, file.errorString());
    Result<TestPlan> plan = parsePlan(file.read(longestPlan).toStdString());
    if (!plan)
        plan.error().detail = path + ": " + plan.error().detail;
    return plan;
}

Result<std::vector<std::string>> writePlanFile(const std::string& path, const TestPlan& plan) {
    KeptPlan kept = withReferences(plan);
    QSaveFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly))
        return fileFailed("write", path, file.errorString());
    file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    file.write(QByteArray::fromStdString(planJson(kept.plan)));
    if (!file.commit())
        return fileFailed("write", path, file.errorString());
    return std::move(kept.variables);
}

} // namespace squall
