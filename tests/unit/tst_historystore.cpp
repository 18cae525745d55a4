// The history keeps what it is given and finds it again.

#include <QDir>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>

#include "core/results/historyrecorder.h"
#include "core/results/historystore.h"
#include "core/results/report.h"

using namespace squall;

namespace {

RunResult runNamed(const std::string& id, int minute = 0) {
    RunResult result;
    result.id = id;
    result.plan.url = "http://alice:passw0rd@a.test/path";
    result.plan.label = "label of " + id;
    result.state = RunState::Finished;
    result.started = std::chrono::system_clock::time_point(std::chrono::minutes(minute + 1));
    result.elapsed = std::chrono::seconds(2);
    result.counts.ledger = {.sent = 100, .ok = 90, .failed = 10};
    result.counts.service.record(std::chrono::microseconds(1500), 90);
    return result;
}

QByteArray contentOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestHistoryStore final : public QObject {
    Q_OBJECT

private slots:
    void init();
    void keepsAResult();
    void beginsAsInterrupted();
    void keepsWhatTheUserWroteMeanwhile();
    void listsTheNewestFirst();
    void searchesWords_data();
    void searchesWords();
    void findsByShortNames();
    void bringsBackWhatWasRemoved();
    void hasOneBaseline();
    void staysWithinItsBound();
    void givesUnusedRoomBack();
    void addsARunFromElsewhere();
    void knowsTheRateOfAShortRun();
    void tellsWhatIsDamaged();
    void holdsNoSecret();
    void isSharedByTwo();
    void isWrittenOnAThreadOfItsOwn();

private:
    [[nodiscard]] std::unique_ptr<HistoryStore> open() const {
        auto store = HistoryStore::open(m_path);
        return store ? std::move(*store) : nullptr;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::string m_path;
};

void TestHistoryStore::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_path = m_folder->filePath("deep/er/history.sqlite").toStdString();
}

void TestHistoryStore::keepsAResult() {
    QVERIFY(open()->save(runNamed("one")).has_value());
    const auto store = open();
    const auto entries = store->list();
    QVERIFY(entries && entries->size() == 1);
    const HistoryEntry& entry = entries->front();
    QCOMPARE(entry.id, std::string("one"));
    QCOMPARE(entry.url, std::string("http://a.test/path"));
    QCOMPARE(entry.state, HistoryState::Finished);
    QCOMPARE(entry.okPerSecond(), 45.0);
    QVERIFY(entry.p99 > std::chrono::microseconds(1480));
    const auto result = store->load("one");
    QVERIFY(result.has_value());
    QCOMPARE(report(*result, ReportFormat::Text), report(runNamed("one"), ReportFormat::Text));
}

void TestHistoryStore::beginsAsInterrupted() {
    const auto store = open();
    QVERIFY(store->begin("one", runNamed("one").plan).has_value());
    QCOMPARE(store->list()->front().state, HistoryState::Interrupted);
    QCOMPARE(store->load("one")->plan.url, std::string("http://***@a.test/path"));
    QCOMPARE(store->load("one")->counts.ledger.sent, std::uint64_t{0});
    QVERIFY(store->saveSoFar(runNamed("one")).has_value());
    QCOMPARE(store->list()->front().state, HistoryState::Interrupted);
    QCOMPARE(store->load("one")->counts.ledger.ok, std::uint64_t{90});
    QVERIFY(store->begin("two", runNamed("two").plan).has_value());
    QVERIFY(store->saveFailure("two", "no such host").has_value());
    QCOMPARE(store->find("two")->state, HistoryState::Failed);
    QCOMPARE(store->find("two")->note, std::string("no such host"));
    QCOMPARE(store->load("two")->state, RunState::Failed);
    QCOMPARE(store->load("two")->plan.url, std::string("http://***@a.test/path"));
}

void TestHistoryStore::keepsWhatTheUserWroteMeanwhile() {
    const auto store = open();
    QVERIFY(store->begin("one", runNamed("one").plan).has_value());
    QVERIFY(store->setLabel("one", "mine").has_value());
    QVERIFY(store->setNote("one", "warm cache").has_value());
    QVERIFY(store->save(runNamed("one")).has_value());
    QCOMPARE(store->list()->front().label, std::string("mine"));
    QCOMPARE(store->list()->front().note, std::string("warm cache"));
    QCOMPARE(store->load("one")->plan.label, std::string("mine"));
}

void TestHistoryStore::listsTheNewestFirst() {
    const auto store = open();
    for (const int minute : {2, 1, 3})
        QVERIFY(store->save(runNamed("run" + std::to_string(minute), minute)).has_value());
    const auto entries = store->list();
    QCOMPARE(entries->at(0).id, std::string("run3"));
    QCOMPARE(entries->at(2).id, std::string("run1"));
}

void TestHistoryStore::searchesWords_data() {
    QTest::addColumn<std::string>("search");
    QTest::addColumn<std::size_t>("found");
    QTest::newRow("part of an id") << std::string("un1") << std::size_t{1};
    QTest::newRow("a label, whatever its case") << std::string("LABEL OF RUN2") << std::size_t{1};
    QTest::newRow("an address") << std::string("a.test") << std::size_t{3};
    QTest::newRow("a percent sign is one") << std::string("100%") << std::size_t{1};
    QTest::newRow("an underscore is one") << std::string("run_") << std::size_t{0};
    QTest::newRow("quotes are harmless") << std::string("' OR 1 = 1 --") << std::size_t{0};
}

void TestHistoryStore::searchesWords() {
    QFETCH(std::string, search);
    QFETCH(std::size_t, found);
    const auto store = open();
    for (const char* const id : {"run1", "run2", "run3"})
        QVERIFY(store->save(runNamed(id)).has_value());
    QVERIFY(store->setNote("run3", "at 100% load").has_value());
    QCOMPARE(store->list(search)->size(), found);
}

void TestHistoryStore::findsByShortNames() {
    const auto store = open();
    QVERIFY(!store->find("last").has_value());
    QVERIFY(store->save(runNamed("20261125-100000-aaaa", 1)).has_value());
    QVERIFY(store->save(runNamed("20261125-110000-bbbb", 2)).has_value());
    QCOMPARE(store->find("aaaa")->id, std::string("20261125-100000-aaaa"));
    QCOMPARE(store->find("last")->id, std::string("20261125-110000-bbbb"));
    QVERIFY(!store->find("baseline").has_value());
    QVERIFY(store->setBaseline("20261125-100000-aaaa").has_value());
    QCOMPARE(store->find("baseline")->id, std::string("20261125-100000-aaaa"));
    QVERIFY(!store->find("20261125").has_value());
    QVERIFY(!store->find("").has_value());
}

void TestHistoryStore::bringsBackWhatWasRemoved() {
    const auto store = open();
    QVERIFY(store->save(runNamed("one")).has_value());
    QVERIFY(store->remove("one").has_value());
    QVERIFY(store->list()->empty());
    QVERIFY(store->shrinkTo().has_value()); // not yet a day old
    QVERIFY(store->restore("one").has_value());
    QCOMPARE(store->list()->size(), std::size_t{1});
    QVERIFY(store->load("one").has_value());
    QVERIFY(!store->remove("two").has_value());
}

void TestHistoryStore::hasOneBaseline() {
    const auto store = open();
    for (const char* const id : {"one", "two"}) {
        QVERIFY(store->save(runNamed(id)).has_value());
        QVERIFY(store->setBaseline(id).has_value());
    }
    QVERIFY(!store->find("one")->isBaseline);
    QVERIFY(store->find("two")->isBaseline);
    QVERIFY(store->setBaseline("").has_value());
    QVERIFY(!store->find("two")->isBaseline);
}

void TestHistoryStore::staysWithinItsBound() {
    const auto store = open();
    for (int i = 0; i < 20; ++i)
        QVERIFY(store->save(runNamed("run" + std::to_string(i), i)).has_value());
    QVERIFY(store->setBaseline("run0").has_value());
    QVERIFY(store->shrinkTo(10'000).has_value());
    const auto kept = store->list();
    QVERIFY2(kept->size() > 2 && kept->size() < 15, qPrintable(QString::number(kept->size())));
    QCOMPARE(kept->front().id, std::string("run19"));
    QCOMPARE(kept->back().id, std::string("run0"));
}

void TestHistoryStore::givesUnusedRoomBack() {
    const auto store = open();
    for (int i = 0; i < 20; ++i) {
        const std::string id = "run" + std::to_string(i);
        QVERIFY(store->save(runNamed(id, i)).has_value());
        QVERIFY(store->setNote(id, std::string(100'000, 'a')).has_value());
    }
    QVERIFY(store->size() > 2'000'000);
    QVERIFY(store->shrinkTo(500'000).has_value());
    QCOMPARE(store->list()->size(), std::size_t{4});
    QVERIFY2(store->size() < 600'000, qPrintable(QString::number(store->size())));
}

void TestHistoryStore::addsARunFromElsewhere() {
    const auto store = open();
    QVERIFY(store->add(runNamed("one")).has_value());
    RunResult other = runNamed("one", 5);
    other.counts.ledger.ok = 1;
    QVERIFY(!store->add(other).has_value());
    QCOMPARE(store->find("one")->ok, std::uint64_t{90});
    QVERIFY(store->remove("one").has_value());
    QVERIFY(store->add(other).has_value());
    QCOMPARE(store->find("one")->ok, std::uint64_t{1});
    QVERIFY(!store->add(runNamed("")).has_value());
    QCOMPARE(store->list()->size(), std::size_t{1});
}

void TestHistoryStore::knowsTheRateOfAShortRun() {
    const auto store = open();
    RunResult result = runNamed("one");
    result.elapsed = std::chrono::microseconds(3690);
    QVERIFY(store->save(result).has_value());
    QVERIFY(std::abs(store->find("one")->okPerSecond() - 90 / 0.00369) < 0.1);
}

void TestHistoryStore::tellsWhatIsDamaged() {
    QVERIFY(open()->save(runNamed("one")).has_value());
    {
        QSqlDatabase database = QSqlDatabase::addDatabase("QSQLITE", "behind");
        database.setDatabaseName(QString::fromStdString(m_path));
        QVERIFY(database.open());
        QVERIFY(QSqlQuery(database).exec("UPDATE runs SET result = x'00000009ffffffff'"));
    }
    QSqlDatabase::removeDatabase("behind");
    QTest::ignoreMessage(QtWarningMsg, "qUncompress: Input data is corrupted");
    const auto result = open()->load("one");
    QVERIFY(!result.has_value());
    QVERIFY2(result.error().detail.find("damaged") != std::string::npos,
             result.error().detail.c_str());
}

void TestHistoryStore::holdsNoSecret() {
    const auto store = open();
    RunResult result = runNamed("one");
    result.plan.headers = {{"Authorization", "Bearer t0ps3cret"}};
    QVERIFY(store->begin("one", result.plan).has_value());
    QVERIFY(store->save(result).has_value());
    const std::string json = report(*store->load("one"), ReportFormat::Json);
    QVERIFY(json.find("***") != std::string::npos);
    for (const QFileInfo& file :
         QFileInfo(QString::fromStdString(m_path)).dir().entryInfoList(QDir::Files)) {
        for (const char* const secret : {"t0ps3cret", "passw0rd"}) {
            QVERIFY(!contentOf(file.filePath()).contains(secret));
            QVERIFY(json.find(secret) == std::string::npos);
        }
    }
}

void TestHistoryStore::isSharedByTwo() {
    const auto one = open();
    const auto other = open();
    for (int i = 0; i < 20; ++i) {
        QVERIFY(one->save(runNamed("one" + std::to_string(i))).has_value());
        QVERIFY(other->save(runNamed("other" + std::to_string(i))).has_value());
    }
    QCOMPARE(one->list()->size(), std::size_t{40});
    QCOMPARE(other->list()->size(), std::size_t{40});
}

void TestHistoryStore::isWrittenOnAThreadOfItsOwn() {
    HistoryRecorder recorder(m_path, HistoryStore::usualBound);
    int changes = 0;
    connect(&recorder, &HistoryRecorder::changed, this, [&changes] { ++changes; });
    recorder.begin("one", runNamed("one").plan);
    recorder.enqueue([](HistoryStore& store) { return store.save(runNamed("one")); });
    recorder.drain();
    QCOMPARE(changes, 2);
    QVERIFY(!recorder.trouble());
    QCOMPARE(open()->list()->front().state, HistoryState::Finished);

    HistoryRecorder nowhere("/proc/nowhere/history.sqlite", HistoryStore::usualBound);
    nowhere.begin("one", runNamed("one").plan);
    nowhere.drain();
    QVERIFY(nowhere.trouble().has_value());
}

QTEST_GUILESS_MAIN(TestHistoryStore)
#include "tst_historystore.moc"
