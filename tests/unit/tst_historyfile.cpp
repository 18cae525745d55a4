// The file of the history is brought forward, and never harmed where it cannot be read.

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include "core/results/historystore.h"

using namespace squall;

namespace {

RunResult runNamed(const std::string& id, int minute = 0) {
    RunResult result;
    result.id = id;
    result.state = RunState::Finished;
    result.started = std::chrono::system_clock::time_point(std::chrono::minutes(minute + 1));
    return result;
}

/// Executes SQL on the file behind the store's back.
void execute(const std::string& path, const QStringList& statements) {
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "behind");
        database.setDatabaseName(QString::fromStdString(path));
        QVERIFY(database.open());
        for (const QString& statement : statements)
            QVERIFY2(QSqlQuery(database).exec(statement), qPrintable(statement));
    }
    QSqlDatabase::removeDatabase("behind");
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void overwrite(const std::string& path, qint64 at, const QByteArray& bytes) {
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.seek(at));
    QCOMPARE(file.write(bytes), bytes.size());
}

/// Root writes what is read-only, too.
class Unprivileged final {
public:
    Unprivileged()
        : m_isRoot(geteuid() == 0 && setresuid(nobody, nobody, 0) == 0) {}

    ~Unprivileged() {
        if (m_isRoot && setresuid(0, 0, 0) != 0)
            qFatal("root does not come back");
    }

    Unprivileged(const Unprivileged&) = delete;
    Unprivileged& operator=(const Unprivileged&) = delete;
    Unprivileged(Unprivileged&&) = delete;
    Unprivileged& operator=(Unprivileged&&) = delete;

private:
    static constexpr uid_t nobody = 65534;
    const bool m_isRoot;
};

constexpr auto readOnly = QFileDevice::ReadOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther;
constexpr auto enterable = QFileDevice::ExeOwner | QFileDevice::ExeGroup | QFileDevice::ExeOther;

void makeReadOnly(const QFileInfo& folder) {
    for (const QFileInfo& file : QDir(folder.filePath()).entryInfoList(QDir::Files))
        QVERIFY(QFile::setPermissions(file.filePath(), readOnly));
    QVERIFY(QFile::setPermissions(folder.filePath(), readOnly | enterable));
}

} // namespace

class TestHistoryFile final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void bringsAnOldSchemaForward();
    void leavesANewerFileAlone();
    void leavesTheFileOfAnotherProgramAlone();
    void readsWhatCannotBeWritten_data();
    void readsWhatCannotBeWritten();
    void tellsWhatCannotBeRead_data();
    void tellsWhatCannotBeRead();
    void keepsADamagedFileAside_data();
    void keepsADamagedFileAside();
    void tellsWhereNothingCanBeOpened();

private:
    [[nodiscard]] std::unique_ptr<HistoryStore> open() const {
        auto store = HistoryStore::open(m_path);
        return store ? std::move(*store) : nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
};

void TestHistoryFile::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath("deep/er/history.sqlite").toStdString();
}

void TestHistoryFile::bringsAnOldSchemaForward() {
    QVERIFY(open()->save(runNamed("one")).has_value());
    execute(m_path, {"DROP INDEX runs_by_start", "PRAGMA user_version = 1"});
    const auto store = open();
    QVERIFY(store != nullptr);
    QVERIFY(!store->notice());
    QCOMPARE(store->list()->size(), std::size_t{1});
    execute(m_path, {"DROP INDEX runs_by_start"}); // it is back
}

void TestHistoryFile::leavesANewerFileAlone() {
    QVERIFY(open()->save(runNamed("one")).has_value());
    execute(m_path, {"PRAGMA user_version = 99", "PRAGMA wal_checkpoint(TRUNCATE)"});
    const QByteArray before = contentOf(QString::fromStdString(m_path));
    const auto refused = HistoryStore::open(m_path);
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().detail.find("newer") != std::string::npos);
    QCOMPARE(contentOf(QString::fromStdString(m_path)), before);
}

void TestHistoryFile::leavesTheFileOfAnotherProgramAlone() {
    QVERIFY(QDir().mkpath(QFileInfo(QString::fromStdString(m_path)).path()));
    execute(m_path, {"CREATE TABLE bookmarks (url TEXT)"});
    const QByteArray before = contentOf(QString::fromStdString(m_path));
    const auto refused = HistoryStore::open(m_path);
    QVERIFY(!refused.has_value());
    QVERIFY(refused.error().detail.find("another program") != std::string::npos);
    QCOMPARE(contentOf(QString::fromStdString(m_path)), before);
}

void TestHistoryFile::readsWhatCannotBeWritten_data() {
    QTest::addColumn<QStringList>("endings");
    QTest::addColumn<std::size_t>("runs");
    QTest::newRow("a file alone") << QStringList{""} << std::size_t{1};
    QTest::newRow("with the log of one that was killed")
        << QStringList{"", "-wal", "-shm"} << std::size_t{2};
    QTest::newRow("with a log that is of no use") << QStringList{"", "-wal"} << std::size_t{1};
}

void TestHistoryFile::readsWhatCannotBeWritten() {
    QFETCH(const QStringList, endings);
    QFETCH(const std::size_t, runs);
    QVERIFY(open()->save(runNamed("one")).has_value());
    const auto other = open();
    QVERIFY(other->save(runNamed("two", 1)).has_value());
    const QTemporaryDir folder;
    const QString path = folder.filePath("history.sqlite");
    for (const QString& ending : endings)
        QVERIFY(QFile::copy(QString::fromStdString(m_path) + ending, path + ending));
    makeReadOnly(QFileInfo(folder.path()));
    const QByteArray before = contentOf(path);
    {
        const Unprivileged nobody;
        const auto store = HistoryStore::open(path.toStdString());
        QVERIFY2(store.has_value(), store ? "" : store.error().detail.c_str());
        QVERIFY((*store)->isReadOnly());
        const std::string notice = (*store)->notice().value_or("");
        QVERIFY2(notice.find("cannot be written") != std::string::npos, notice.c_str());
        QCOMPARE(notice.find("its log") != std::string::npos, endings.size() == 2);
        QCOMPARE((*store)->list()->size(), runs);
        QVERIFY((*store)->load("one").has_value());
        QVERIFY(!(*store)->save(runNamed("three")).has_value());
    }
    QCOMPARE(contentOf(path), before);
    QVERIFY(QFile::setPermissions(folder.path(),
                                  readOnly | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
}

void TestHistoryFile::tellsWhatCannotBeRead_data() {
    QTest::addColumn<int>("version");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<std::string>("words");
    QTest::newRow("an old schema") << 1 << QByteArray() << std::string("older");
    QTest::newRow("no history") << 2 << QByteArray("hello") << std::string("damaged");
}

void TestHistoryFile::tellsWhatCannotBeRead() {
    QFETCH(const int, version);
    QFETCH(const QByteArray, content);
    QFETCH(const std::string, words);
    const QTemporaryDir folder;
    const std::string path = folder.filePath("history.sqlite").toStdString();
    QVERIFY(HistoryStore::open(path).has_value());
    execute(path, {QStringLiteral("PRAGMA user_version = %1").arg(version)});
    overwrite(path, 0, content);
    makeReadOnly(QFileInfo(folder.path()));
    {
        const Unprivileged nobody;
        const auto refused = HistoryStore::open(path);
        QVERIFY(!refused.has_value());
        QVERIFY2(refused.error().detail.find(words) != std::string::npos,
                 refused.error().detail.c_str());
    }
    QVERIFY(QFile::setPermissions(folder.path(),
                                  readOnly | QFileDevice::WriteOwner | QFileDevice::ExeOwner));
}

void TestHistoryFile::keepsADamagedFileAside_data() {
    QTest::addColumn<int>("at");
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("another format") << 0 << QByteArray("not a database at all");
    QTest::newRow("a damaged header") << 16 << QByteArray(80, '\xff');
    QTest::newRow("damaged pages") << 4096 << QByteArray(8192, '\x5a');
}

void TestHistoryFile::keepsADamagedFileAside() {
    QFETCH(int, at);
    QFETCH(QByteArray, bytes);
    for (int i = 0; i < 5; ++i)
        QVERIFY(open()->save(runNamed("run" + std::to_string(i), i)).has_value());
    execute(m_path, {"PRAGMA wal_checkpoint(TRUNCATE)"});
    overwrite(m_path, at, bytes);
    const QByteArray damaged = contentOf(QString::fromStdString(m_path));
    const auto store = open();
    QVERIFY(store != nullptr);
    QVERIFY(store->notice().has_value());
    QVERIFY(store->list()->empty());
    QVERIFY(store->save(runNamed("new")).has_value());
    const QFileInfo info(QString::fromStdString(m_path));
    const auto aside = info.dir().entryInfoList({"*.damaged-*"}, QDir::Files);
    QCOMPARE(aside.size(), 1);
    QCOMPARE(contentOf(aside.front().filePath()), damaged);
    QVERIFY(store->notice()->find(aside.front().fileName().toStdString()) != std::string::npos);
}

void TestHistoryFile::tellsWhereNothingCanBeOpened() {
    QFile file(m_folder->filePath("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!HistoryStore::open(m_folder->filePath("file/history.sqlite").toStdString()));
    QVERIFY(QDir(m_folder->path()).mkdir("folder"));
    QVERIFY(!HistoryStore::open(m_folder->filePath("folder").toStdString()));
}

QTEST_GUILESS_MAIN(TestHistoryFile)
#include "tst_historyfile.moc"
