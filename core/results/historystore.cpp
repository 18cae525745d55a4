#include "core/results/historystore.h"

#include <algorithm>
#include <array>
#include <utility>

#include <QDateTime>
#include <QStandardPaths>
#include <QVariant>

#include "core/plan/planjson.h"
#include "core/plan/secrets.h"
#include "core/results/historyfile.h"
#include "core/results/resultjson.h"
#include "core/results/resultreader.h"

namespace squall {

namespace {

constexpr auto keptAfterRemoval = std::chrono::hours(24);
constexpr int aroundResult = 1024; // bytes of a row beside its result

constexpr std::array<std::pair<const char*, HistoryState>, 5> stateNames = {
    {{"interrupted", HistoryState::Interrupted},
     {"failed", HistoryState::Failed},
     {"finished", HistoryState::Finished},
     {"cancelled", HistoryState::Cancelled},
     {"aborted", HistoryState::Aborted}}};

QString nameOf(HistoryState state) {
    return QString::fromLatin1(wordOf(state).data());
}

HistoryState stateOf(const QString& name) {
    for (const auto& [known, state] : stateNames) {
        if (name == QLatin1String(known))
            return state;
    }
    return HistoryState::Interrupted;
}

HistoryState stateOf(RunState state) {
    switch (state) {
    case RunState::Finished:
        return HistoryState::Finished;
    case RunState::Cancelled:
        return HistoryState::Cancelled;
    case RunState::Aborted:
        return HistoryState::Aborted;
    case RunState::Failed:
        return HistoryState::Failed;
    default:
        return HistoryState::Interrupted;
    }
}

qint64 millisecondsOf(std::chrono::system_clock::time_point time) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(time.time_since_epoch()).count();
}

double microsecondsOf(Nanoseconds time) {
    return static_cast<double>(time.count()) / 1e3;
}

QString text(std::string_view value) {
    return QString::fromUtf8(value.data(), static_cast<qsizetype>(value.size()));
}

constexpr const char* entryColumns = "id, started_ms, state, url, label, note, is_baseline, "
                                     "elapsed_ms, ok, failed, p50_us, p99_us";

HistoryEntry entryOf(const QSqlQuery& row) {
    const auto microseconds = [&row](int column) {
        return std::chrono::duration_cast<Nanoseconds>(
            std::chrono::duration<double, std::micro>(row.value(column).toDouble()));
    };
    return {.id = row.value(0).toString().toStdString(),
            .started = std::chrono::system_clock::time_point(
                std::chrono::milliseconds(row.value(1).toLongLong())),
            .state = stateOf(row.value(2).toString()),
            .url = row.value(3).toString().toStdString(),
            .label = row.value(4).toString().toStdString(),
            .note = row.value(5).toString().toStdString(),
            .isBaseline = row.value(6).toBool(),
            .elapsed = microseconds(7) * 1000,
            .ok = row.value(8).toULongLong(),
            .failed = row.value(9).toULongLong(),
            .p50 = microseconds(10),
            .p99 = microseconds(11)};
}

/// What LIKE takes for itself.
QString containing(std::string_view search) {
    QString pattern = text(search);
    for (const char special : {'\\', '%', '_'})
        pattern.replace(QLatin1Char(special), QStringLiteral("\\") + QLatin1Char(special));
    return QLatin1Char('%') + pattern + QLatin1Char('%');
}

Result<> outcomeOf(const Result<QSqlQuery>& query) {
    if (!query)
        return std::unexpected(query.error());
    return {};
}

std::unexpected<Error> unknown(std::string_view name) {
    return fail(ErrorCode::FileFailed, "the history has no run \"" + std::string(name) + "\"");
}

} // namespace

std::string_view wordOf(HistoryState state) {
    return stateNames.at(static_cast<std::size_t>(state)).first;
}

double HistoryEntry::okPerSecond() const {
    const double seconds = std::chrono::duration<double>(elapsed).count();
    return seconds > 0 ? static_cast<double>(ok) / seconds : 0;
}

std::string HistoryStore::usualPath() {
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation).toStdString() +
           "/squall/history.sqlite";
}

Result<std::unique_ptr<HistoryStore>> HistoryStore::open(const std::string& path) {
    auto file = HistoryFile::open(path);
    if (!file)
        return std::unexpected(file.error());
    return std::unique_ptr<HistoryStore>(new HistoryStore(std::move(*file)));
}

HistoryStore::HistoryStore(std::unique_ptr<HistoryFile> file)
    : m_file(std::move(file)) {}

HistoryStore::~HistoryStore() = default;

const std::optional<std::string>& HistoryStore::notice() const {
    return m_file->notice();
}

bool HistoryStore::isReadOnly() const {
    return m_file->isReadOnly();
}

Result<> HistoryStore::begin(const std::string& id, const TestPlan& plan) {
    RunResult nothingYet;
    nothingYet.id = id;
    nothingYet.plan = plan;
    nothingYet.state = RunState::Cancelled;
    nothingYet.started = std::chrono::system_clock::now();
    nothingYet.environment = thisEnvironment();
    return saveSoFar(nothingYet);
}

Result<> HistoryStore::saveSoFar(const RunResult& result) {
    return write(result, HistoryState::Interrupted);
}

Result<> HistoryStore::save(const RunResult& result) {
    return write(result, stateOf(result.state));
}

// The user may have changed label, note and baseline meanwhile: those are left alone.
Result<> HistoryStore::write(const RunResult& result, HistoryState state) {
    const Histogram& latency = result.response();
    const QByteArray json = QByteArray::fromStdString(resultJson(result));
    const TestPlan kept = withoutSecrets(result.plan);
    const double elapsed = std::chrono::duration<double, std::milli>(result.elapsed).count();
    return outcomeOf(m_file->run(
        QStringLiteral(
            "INSERT INTO runs (id, started_ms, url, label, state, elapsed_ms, ok, failed, p50_us,"
            " p99_us, result) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET started_ms = excluded.started_ms,"
            " state = excluded.state, elapsed_ms = excluded.elapsed_ms, ok = excluded.ok,"
            " failed = excluded.failed, p50_us = excluded.p50_us, p99_us = excluded.p99_us,"
            " result = excluded.result"),
        {text(result.id), millisecondsOf(result.started), text(displayUrl(kept)), text(kept.label),
         nameOf(state), elapsed, static_cast<qulonglong>(result.counts.ledger.ok),
         static_cast<qulonglong>(result.counts.ledger.failed),
         microsecondsOf(latency.percentile(50)), microsecondsOf(latency.percentile(99)),
         qCompress(json)}));
}

Result<> HistoryStore::add(const RunResult& result) {
    if (result.id.empty())
        return fail(ErrorCode::FileFailed, "the run has no id");
    auto known =
        m_file->run(QStringLiteral("SELECT 1 FROM runs WHERE id = ? AND deleted_ms IS NULL"),
                    {text(result.id)});
    if (!known)
        return std::unexpected(known.error());
    if (known->next())
        return fail(ErrorCode::FileFailed, "run " + result.id + " is in the history already");
    known->finish();
    const auto saved = save(result);
    return saved ? restore(result.id) : saved;
}

Result<> HistoryStore::saveFailure(const std::string& id, const std::string& why) {
    return outcomeOf(m_file->run(QStringLiteral("UPDATE runs SET state = ?, note = ? WHERE id = ?"),
                                 {nameOf(HistoryState::Failed), text(why), text(id)}));
}

Result<std::vector<HistoryEntry>> HistoryStore::list(std::string_view search) {
    QString statement =
        QStringLiteral("SELECT %1 FROM runs WHERE deleted_ms IS NULL").arg(entryColumns);
    QVariantList values;
    if (!search.empty()) {
        statement += QStringLiteral(" AND (id LIKE ? ESCAPE '\\' OR url LIKE ? ESCAPE '\\'"
                                    " OR label LIKE ? ESCAPE '\\' OR note LIKE ? ESCAPE '\\')");
        values = QVariantList(4, containing(search));
    }
    auto rows =
        m_file->run(statement + QStringLiteral(" ORDER BY started_ms DESC, id DESC"), values);
    if (!rows)
        return std::unexpected(rows.error());
    std::vector<HistoryEntry> entries;
    while (rows->next())
        entries.push_back(entryOf(*rows));
    return entries;
}

Result<HistoryEntry> HistoryStore::find(std::string_view name) {
    const auto entries = list();
    if (!entries)
        return std::unexpected(entries.error());
    std::vector<const HistoryEntry*> found;
    for (const HistoryEntry& entry : *entries) {
        if (entry.id == name)
            return entry;
        const bool isMeant = name == "last"       ? found.empty()
                             : name == "baseline" ? entry.isBaseline
                                                  : !name.empty() && (entry.id.ends_with(name) ||
                                                                      entry.id.starts_with(name));
        if (isMeant)
            found.push_back(&entry);
    }
    if (found.size() > 1)
        return fail(ErrorCode::FileFailed, "\"" + std::string(name) + "\" is part of " +
                                               std::to_string(found.size()) + " runs' ids");
    return found.empty() ? unknown(name) : Result<HistoryEntry>(*found.front());
}

Result<RunResult> HistoryStore::load(const std::string& id) {
    auto row = m_file->run(QStringLiteral("SELECT result, label, state FROM runs WHERE id = ?"),
                           {text(id)});
    if (!row)
        return std::unexpected(row.error());
    if (!row->next())
        return unknown(id);
    const QByteArray kept = row->value(0).toByteArray();
    if (kept.isEmpty()) // of an older Squall
        return fail(ErrorCode::FileFailed, "run " + id + " ended before it had any figures");
    const QByteArray json = qUncompress(kept);
    if (json.isEmpty())
        return fail(ErrorCode::FileFailed, "run " + id + " is damaged in the history");
    auto result = parseResult({json.data(), static_cast<std::size_t>(json.size())});
    if (!result)
        return result;
    result->plan.label = row->value(1).toString().toStdString();
    if (stateOf(row->value(2).toString()) == HistoryState::Failed)
        result->state = RunState::Failed;
    return result;
}

Result<> HistoryStore::remove(const std::string& id) {
    return set("deleted_ms", QDateTime::currentMSecsSinceEpoch(), id);
}

Result<> HistoryStore::restore(const std::string& id) {
    return set("deleted_ms", QVariant(), id);
}

Result<> HistoryStore::setLabel(const std::string& id, const std::string& label) {
    return set("label", text(label), id);
}

Result<> HistoryStore::setNote(const std::string& id, const std::string& note) {
    return set("note", text(note), id);
}

Result<> HistoryStore::setBaseline(const std::string& id) {
    return outcomeOf(m_file->run(QStringLiteral("UPDATE runs SET is_baseline = (id = ?)"
                                                " WHERE is_baseline <> (id = ?)"),
                                 {text(id), text(id)}));
}

Result<> HistoryStore::set(const char* column, const QVariant& value, const std::string& id) {
    const auto done = m_file->run(
        QStringLiteral("UPDATE runs SET %1 = ? WHERE id = ?").arg(QLatin1String(column)),
        {value, text(id)});
    if (done && done->numRowsAffected() == 0)
        return unknown(id);
    return outcomeOf(done);
}

Result<> HistoryStore::shrinkTo(std::uint64_t bytes) {
    const qint64 before =
        QDateTime::currentMSecsSinceEpoch() - std::chrono::milliseconds(keptAfterRemoval).count();
    if (auto purged =
            m_file->run(QStringLiteral("DELETE FROM runs WHERE deleted_ms < ?"), {before});
        !purged)
        return std::unexpected(purged.error());
    const auto bounded = m_file->run(
        QStringLiteral(
            "DELETE FROM runs WHERE is_baseline = 0 AND id IN (SELECT id FROM (SELECT id,"
            " sum(coalesce(length(result), 0) + length(label) + length(note) + %1) OVER (ORDER BY "
            "started_ms DESC)"
            " AS total FROM runs) WHERE total > ?)")
            .arg(aroundResult),
        {static_cast<qulonglong>(bytes)});
    return bounded ? m_file->giveBack(bytes / 4) : outcomeOf(bounded);
}

std::uint64_t HistoryStore::size() const {
    return m_file->size();
}

} // namespace squall
