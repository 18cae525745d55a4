#include "app/resultsource.h"

#include <QFile>

#include "core/results/historystore.h"
#include "core/results/resultreader.h"

namespace squall {

namespace {

Result<RunResult> loaded(const std::string& name) {
    if (QFile::exists(QString::fromStdString(name)))
        return readResultFile(name);
    const auto store = HistoryStore::open();
    if (!store)
        return std::unexpected(store.error());
    const auto entry = (*store)->find(name);
    return entry
               ? (*store)->load(entry->id)
               : fail(ErrorCode::FileFailed, "there is no such file, and " + entry.error().detail);
}

} // namespace

Result<RunResult> findResult(const std::string& name) {
    auto result = loaded(name);
    if (result && result->series.empty() && result->counts.ledger.completed() == 0)
        return fail(ErrorCode::FileFailed,
                    "run " + result->id + " ended before it had any figures");
    return result;
}

} // namespace squall
