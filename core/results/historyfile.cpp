#include "core/results/historyfile.h"

#include <array>
#include <utility>

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QSqlError>
#include <QUrl>
#include <QUuid>

namespace squall {

namespace {

constexpr qint64 largestToExamine = 64 << 20; // reads the whole file

/// Each brings the schema from one version to the next. Only ever added to.
constexpr std::array<const char*, 2> migrations = {
    // Times in milliseconds and microseconds; result: squall.result/1, compressed by qCompress().
    "CREATE TABLE runs ("
    " id TEXT PRIMARY KEY,"
    " started_ms INTEGER NOT NULL,"
    " state TEXT NOT NULL,"
    " url TEXT NOT NULL,"
    " label TEXT NOT NULL DEFAULT '',"
    " note TEXT NOT NULL DEFAULT '',"
    " is_baseline INTEGER NOT NULL DEFAULT 0,"
    " deleted_ms INTEGER,"
    " elapsed_ms INTEGER NOT NULL DEFAULT 0,"
    " ok INTEGER NOT NULL DEFAULT 0,"
    " failed INTEGER NOT NULL DEFAULT 0,"
    " p50_us REAL NOT NULL DEFAULT 0,"
    " p99_us REAL NOT NULL DEFAULT 0,"
    " result BLOB)",
    "CREATE INDEX runs_by_start ON runs (started_ms)"};

constexpr int presentVersion = static_cast<int>(migrations.size());

/// "Squall" on a telephone; tells our files from other programs' (PRAGMA application_id).
constexpr int applicationId = 778255;

bool isOtherThanSqlite(const std::string& path) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::ReadOnly) || file.size() == 0)
        return false;
    return file.read(16) != QByteArray("SQLite format 3\0", 16);
}

bool canWrite(const std::string& path) {
    const QFileInfo file(QString::fromStdString(path));
    return QFileInfo(file.path()).isWritable() && (!file.exists() || file.isWritable());
}

bool hasLogWithIndex(const QString& path) {
    return QFile::exists(path + QStringLiteral("-wal")) &&
           QFile::exists(path + QStringLiteral("-shm"));
}

/// It holds requests and answers. What SQLite writes beside it has the same permissions.
void makePrivate(const QString& path) {
    QFile file(path);
    if (file.open(QIODevice::ReadWrite))
        file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
}

} // namespace

HistoryFile::HistoryFile(std::string path, bool isReadOnly)
    : m_path(std::move(path))
    , m_connection(QUuid::createUuid().toString())
    , m_isReadOnly(isReadOnly) {}

HistoryFile::~HistoryFile() {
    disconnect();
}

Result<std::unique_ptr<HistoryFile>> HistoryFile::open(const std::string& path) {
    const QFileInfo info(QString::fromStdString(path));
    if (!QDir().mkpath(info.path()))
        return fail(ErrorCode::FileFailed, "cannot make the folder " + info.path().toStdString());
    // Of several that start at once, one makes or mends the file.
    QLockFile lock(info.filePath() + QStringLiteral(".lock"));
    const bool isWritable = canWrite(path);
    if (isWritable && !lock.tryLock(std::chrono::milliseconds(10'000)))
        return fail(ErrorCode::FileFailed, lock.error() == QLockFile::LockFailedError
                                               ? path + " is held by another Squall"
                                               : "cannot write beside " + path);

    std::unique_ptr<HistoryFile> file(new HistoryFile(path, !isWritable));
    Health health = file->connect();
    if (health == Health::Damaged && isWritable) {
        file->disconnect();
        if (!file->moveAside())
            return fail(ErrorCode::FileFailed, path + " is damaged and cannot be moved aside");
        health = file->connect();
    }
    if (health == Health::Damaged)
        return fail(ErrorCode::FileFailed,
                    path + " is damaged, and no new one can be begun beside it");
    if (health == Health::Newer)
        return fail(ErrorCode::FileFailed,
                    path + " was written by a newer Squall, or by another program; it is left "
                           "as it is, and nothing is recorded");
    if (health != Health::Good)
        return fail(ErrorCode::FileFailed, "cannot open " + path + ": " + file->m_lastError);
    if (!isWritable)
        file->m_notice = path + " cannot be written, so nothing is recorded" +
                         (file->leavesOutItsLog() ? "; the runs in its log are left out" : "");
    return file;
}

HistoryFile::Health HistoryFile::connect() {
    if (isOtherThanSqlite(m_path))
        return Health::Damaged;
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), m_connection);
    const QString path = QString::fromStdString(m_path);
    if (m_isReadOnly) {
        // A reader of a WAL file would have to write beside it, where its log has no index.
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_OPEN_URI"));
        database.setDatabaseName(
            QUrl::fromLocalFile(path).toString(QUrl::FullyEncoded) +
            (hasLogWithIndex(path) ? QString() : QStringLiteral("?immutable=1")));
    } else {
        makePrivate(path);
        database.setDatabaseName(path);
    }
    if (!database.open()) {
        m_lastError = database.lastError().text().toStdString();
        return Health::Unusable;
    }
    return examine();
}

HistoryFile::Health HistoryFile::examine() {
    const auto ask = [this](const char* question, QVariant& answer) {
        QSqlQuery query(QSqlDatabase::database(m_connection));
        const bool isRead = query.exec(QString::fromLatin1(question)) && query.next();
        answer = isRead ? query.value(0) : QVariant();
        m_lastError = query.lastError().text().toStdString();
        if (isRead)
            return Health::Good;
        return isDamage(query) ? Health::Damaged : Health::Unusable;
    };
    QVariant version;
    QVariant application;
    QVariant things;
    for (const auto& [question, answer] : {std::pair("PRAGMA user_version", &version),
                                           {"PRAGMA application_id", &application},
                                           {"SELECT count(*) FROM sqlite_master", &things}}) {
        if (const Health health = ask(question, *answer); health != Health::Good)
            return health;
    }
    const bool isNew = version.toInt() == 0 && things.toInt() == 0;
    if (version.toInt() > presentVersion || (!isNew && application.toInt() != applicationId))
        return Health::Newer;
    if (QFileInfo(QString::fromStdString(m_path)).size() <= largestToExamine) {
        QVariant finding;
        if (const Health health = ask("PRAGMA quick_check(1)", finding); health != Health::Good)
            return health;
        if (finding.toString() != QStringLiteral("ok"))
            return Health::Damaged;
    }
    if (m_isReadOnly) {
        m_lastError = "it is of an older Squall, and has to be written to be brought forward";
        return version.toInt() == presentVersion ? Health::Good : Health::Unusable;
    }
    if (const auto migrated = migrate(); !migrated) {
        m_lastError = migrated.error().detail;
        return Health::Unusable;
    }
    return Health::Good;
}

Result<> HistoryFile::migrate() {
    for (const char* const setting : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"}) {
        if (auto set = run(QString::fromLatin1(setting)); !set)
            return std::unexpected(set.error());
    }
    return inTransaction([this]() -> Result<> {
        auto version = run(QStringLiteral("PRAGMA user_version"));
        if (!version || !version->next())
            return fail(ErrorCode::FileFailed, "its version cannot be read");
        const int from = version->value(0).toInt();
        version->finish();
        for (int step = from; step < presentVersion; ++step) {
            const auto done =
                run(QString::fromLatin1(migrations.at(static_cast<std::size_t>(step))));
            if (!done)
                return std::unexpected(done.error());
        }
        if (from == presentVersion)
            return {};
        for (const auto& [name, value] :
             {std::pair("user_version", presentVersion), {"application_id", applicationId}}) {
            const auto set = run(QStringLiteral("PRAGMA %1 = %2").arg(name).arg(value));
            if (!set)
                return std::unexpected(set.error());
        }
        return {};
    });
}

bool HistoryFile::isDamage(const QSqlQuery& query) const {
    constexpr int corrupt = 11; // SQLITE_CORRUPT
    constexpr int notDatabase = 26;
    const int code = query.lastError().nativeErrorCode().toInt() & 0xff;
    return code == corrupt || code == notDatabase;
}

bool HistoryFile::leavesOutItsLog() const {
    const QString path = QString::fromStdString(m_path);
    return QFileInfo(path + QStringLiteral("-wal")).size() > 0 && !hasLogWithIndex(path);
}

void HistoryFile::disconnect() {
    if (QSqlDatabase::contains(m_connection))
        QSqlDatabase::removeDatabase(m_connection);
}

bool HistoryFile::moveAside() {
    const QString path = QString::fromStdString(m_path);
    const QString aside =
        path + QStringLiteral(".damaged-") +
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmsszzz"));
    if (!QFile::rename(path, aside))
        return false;
    for (const char* const ending : {"-wal", "-shm"}) {
        const QString beside = path + QLatin1String(ending);
        if (QFile::exists(beside) && !QFile::rename(beside, aside + QLatin1String(ending)))
            return false;
    }
    m_notice = "the history was damaged; it is kept as " + aside.toStdString() +
               ", and a new one has begun";
    return true;
}

Result<QSqlQuery> HistoryFile::run(const QString& statement, const QVariantList& values) {
    QSqlQuery query(QSqlDatabase::database(m_connection));
    query.setForwardOnly(true);
    bool isDone = query.prepare(statement);
    for (const QVariant& value : values)
        query.addBindValue(value.typeId() == QMetaType::ULongLong
                               ? QVariant(value.toLongLong()) // or it reaches SQLite as text
                               : value);
    isDone = isDone && query.exec();
    if (!isDone)
        return fail(ErrorCode::FileFailed,
                    "the history " + m_path + ": " + query.lastError().text().toStdString());
    return query;
}

Result<> HistoryFile::giveBack(std::uint64_t bytes) {
    auto unused = run(QStringLiteral("SELECT freelist_count * page_size"
                                     " FROM pragma_freelist_count, pragma_page_size"));
    if (!unused || !unused->next())
        return fail(ErrorCode::FileFailed, "the history " + m_path + ": its size is unknown");
    const bool isEnough = unused->value(0).toULongLong() > bytes;
    unused->finish();
    if (!isEnough)
        return {};
    for (const char* const step : {"VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"}) {
        if (auto done = run(QString::fromLatin1(step)); !done)
            return std::unexpected(done.error());
    }
    return {};
}

std::uint64_t HistoryFile::size() const {
    const QString path = QString::fromStdString(m_path);
    return static_cast<std::uint64_t>(QFileInfo(path).size() +
                                      QFileInfo(path + QStringLiteral("-wal")).size());
}

} // namespace squall
