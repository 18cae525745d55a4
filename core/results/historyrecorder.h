#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <QObject>
#include <QThread>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/results/historystore.h"
#include "core/run/runresult.h"

namespace squall {

class StressTest;

/// Writes runs into the history on a thread of its own, so that neither a slow disk nor the lock of
/// another Squall stops its caller. Trouble with the history is told and stops no run. Lives on a
/// thread with an event loop; every function returns at once but drain() and the destructor.
class HistoryRecorder final : public QObject {
    Q_OBJECT

public:
    using Task = std::function<Result<>(HistoryStore&)>;

    /// The file is opened by the first task. It is kept within `bound` bytes.
    HistoryRecorder(std::string path, std::uint64_t bound, QObject* parent = nullptr);
    /// Drains.
    ~HistoryRecorder() override;

    /// A run is about to start.
    void begin(const std::string& id, const TestPlan& plan);
    /// Call after every StressTest::poll(): keeps the figures so far once a second, and the result
    /// when the run has ended.
    void follow(const StressTest& test);
    /// The figures so far as the result of a run that is about to be given up.
    void saveNow(const StressTest& test);
    /// Any other change.
    void enqueue(Task task);

    /// Asks for the list; listed() answers.
    void list(const std::string& search);
    /// Asks for results, which loaded() answers in the same order, without those that have none.
    void load(const std::vector<std::string>& ids);

    /// Returns when everything is written.
    void drain();

    /// The last sentence of troubled().
    [[nodiscard]] const std::optional<std::string>& trouble() const { return m_trouble; }

signals:
    void listed(const std::vector<squall::HistoryEntry>& entries, std::uint64_t bytes);
    void loaded(const std::vector<squall::RunResult>& results);
    void changed(); ///< the list of runs is another
    /// What the user should know: why nothing is recorded, or what became of a damaged file. The
    /// same sentence comes once.
    void troubled(const QString& sentence);

private:
    class Desk; ///< what lives on the thread

    void saveSoFar(RunResult result);
    void onDone(bool isListed, const std::optional<std::string>& trouble);
    void post(Task task, bool isListed);

    QThread m_thread;
    Desk* const m_desk;          ///< deleted as the thread ends
    Nanoseconds m_followed{0};   ///< of the run that is followed, up to here
    bool m_waitsForLast = false; ///< the figures of a second ago are not written yet
    std::optional<std::string> m_trouble;
};

} // namespace squall
