#include "core/results/historyrecorder.h"

#include <utility>

#include <QCoreApplication>

#include "core/run/stresstest.h"

namespace squall {

namespace {

/// A sentence also where the detail is but a name.
std::string noteOf(const Error& error) {
    if (error.code == ErrorCode::ResolveFailed)
        return "the host \"" + error.detail + "\" has no address";
    if (error.code == ErrorCode::PublicTarget)
        return error.detail + " is a public address";
    return error.detail;
}

} // namespace

/// Opens the store when it is first needed, and again after it could not be opened.
class HistoryRecorder::Desk final : public QObject {
public:
    Desk(std::string path, std::uint64_t bound)
        : m_path(std::move(path))
        , m_bound(bound) {}

    /// The sentence of what went wrong, if anything did.
    std::optional<std::string> run(const Task& task) {
        std::optional<std::string> notice;
        if (m_store == nullptr) {
            auto opened = HistoryStore::open(m_path);
            if (!opened)
                return opened.error().detail;
            m_store = std::move(*opened);
            notice = m_store->notice();
            if (!m_store->isReadOnly())
                (void)m_store->shrinkTo(m_bound); // a file that stays larger is no reason to stop
        }
        const Result<> done = task(*m_store);
        if (done)
            return notice;
        return m_store->isReadOnly() ? m_store->notice() : std::optional(done.error().detail);
    }

private:
    const std::string m_path;
    const std::uint64_t m_bound;
    std::unique_ptr<HistoryStore> m_store;
};

HistoryRecorder::HistoryRecorder(std::string path, std::uint64_t bound, QObject* parent)
    : QObject(parent)
    , m_desk(new Desk(std::move(path), bound)) {
    m_thread.setObjectName(QStringLiteral("history"));
    m_desk->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_desk, &QObject::deleteLater);
    m_thread.start();
}

HistoryRecorder::~HistoryRecorder() {
    blockSignals(true);
    drain();
    m_thread.quit();
    m_thread.wait();
}

void HistoryRecorder::begin(const std::string& id, const TestPlan& plan) {
    m_followed = Nanoseconds{0};
    post([id, plan](HistoryStore& store) { return store.begin(id, plan); }, true);
}

void HistoryRecorder::follow(const StressTest& test) {
    constexpr Nanoseconds every = std::chrono::seconds(1);
    if (!hasEnded(test.state())) {
        const Nanoseconds elapsed = test.progress().elapsed;
        if (test.state() != RunState::Running || elapsed < m_followed + every)
            return;
        m_followed = elapsed;
        saveSoFar(test.resultSoFar());
    } else if (test.result() != nullptr) {
        post([result = test.sharedResult()](HistoryStore& store) { return store.save(*result); },
             true);
    } else {
        const std::string why = test.error() ? noteOf(*test.error()) : std::string();
        post([id = test.id(), why](HistoryStore& store) { return store.saveFailure(id, why); },
             true);
    }
}

void HistoryRecorder::saveNow(const StressTest& test) {
    RunResult result = test.resultSoFar();
    result.series = test.series();
    post([result = std::move(result)](HistoryStore& store) { return store.save(result); }, true);
}

void HistoryRecorder::saveSoFar(RunResult result) {
    if (std::exchange(m_waitsForLast, true))
        return;
    post(
        [this, result = std::move(result)](HistoryStore& store) {
            QMetaObject::invokeMethod(this, [this] { m_waitsForLast = false; });
            return store.saveSoFar(result);
        },
        false);
}

void HistoryRecorder::enqueue(Task task) {
    post(std::move(task), true);
}

void HistoryRecorder::list(const std::string& search) {
    post(
        [this, search](HistoryStore& store) -> Result<> {
            auto entries = store.list(search);
            if (!entries)
                return std::unexpected(entries.error());
            QMetaObject::invokeMethod(this, [this, found = *std::move(entries),
                                             bytes = store.size()] { emit listed(found, bytes); });
            return {};
        },
        false);
}

void HistoryRecorder::load(const std::vector<std::string>& ids) {
    post(
        [this, ids](HistoryStore& store) -> Result<> {
            std::vector<RunResult> results;
            Result<> outcome;
            for (const std::string& id : ids) {
                auto result = store.load(id);
                if (result)
                    results.push_back(*std::move(result));
                else
                    outcome = std::unexpected(result.error());
            }
            QMetaObject::invokeMethod(this,
                                      [this, found = std::move(results)] { emit loaded(found); });
            return outcome;
        },
        false);
}

void HistoryRecorder::post(Task task, bool isListed) {
    QMetaObject::invokeMethod(m_desk, [this, task = std::move(task), isListed] {
        const auto trouble = m_desk->run(task);
        QMetaObject::invokeMethod(this, [this, isListed, trouble] { onDone(isListed, trouble); });
    });
}

void HistoryRecorder::onDone(bool isListed, const std::optional<std::string>& trouble) {
    if (trouble && trouble != m_trouble) {
        m_trouble = trouble;
        emit troubled(QString::fromStdString(*trouble));
    }
    if (isListed)
        emit changed();
}

void HistoryRecorder::drain() {
    QMetaObject::invokeMethod(m_desk, [] {}, Qt::BlockingQueuedConnection);
    // What was done is told by events to this thread.
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

} // namespace squall
