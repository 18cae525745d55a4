#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/run/runresult.h"

class QVariant;

namespace squall {

class HistoryFile;

/// How a recorded run ended.
enum class HistoryState : std::uint8_t {
    Interrupted, ///< it has not, or its Squall was killed: the figures of its last second
    Failed,      ///< nothing was sent
    Finished,
    Cancelled,
    Aborted,
};

/// "interrupted", "failed", "finished", "cancelled", "aborted".
[[nodiscard]] std::string_view wordOf(HistoryState state);

/// One run as the list shows it.
struct HistoryEntry {
    std::string id;
    std::chrono::system_clock::time_point started;
    HistoryState state = HistoryState::Interrupted;
    std::string url;   ///< without user and password
    std::string label; ///< the user's word
    std::string note;  ///< more of them
    bool isBaseline = false;
    Nanoseconds elapsed{0};
    std::uint64_t ok = 0;
    std::uint64_t failed = 0;
    Nanoseconds p50{0}; ///< of response times
    Nanoseconds p99{0};

    [[nodiscard]] double okPerSecond() const;

    bool operator==(const HistoryEntry&) const = default;
};

/// Every run that was made, in one file (HistoryFile) which several Squalls may use at once. What
/// is kept of a run is its result as `squall.result/1`, so secrets of its plan are not in it.
/// What fails is ErrorCode::FileFailed with a sentence, and nothing has changed then. One thread.
class HistoryStore final {
public:
    /// Past this the oldest runs go, see shrinkTo().
    static constexpr std::uint64_t usualBound = 500'000'000;

    /// Under XDG_DATA_HOME.
    [[nodiscard]] static std::string usualPath();

    [[nodiscard]] static Result<std::unique_ptr<HistoryStore>>
    open(const std::string& path = usualPath());

    ~HistoryStore();
    HistoryStore(const HistoryStore&) = delete;
    HistoryStore& operator=(const HistoryStore&) = delete;
    HistoryStore(HistoryStore&&) = delete;
    HistoryStore& operator=(HistoryStore&&) = delete;

    [[nodiscard]] const std::optional<std::string>& notice() const;
    [[nodiscard]] bool isReadOnly() const;

    /// A run that starts now: its plan, without figures. Interrupted until more is known of it.
    [[nodiscard]] Result<> begin(const std::string& id, const TestPlan& plan);
    /// The figures so far of a run that goes on.
    [[nodiscard]] Result<> saveSoFar(const RunResult& result);
    /// A run that has ended. One that was never begun is added.
    [[nodiscard]] Result<> save(const RunResult& result);
    /// A run from elsewhere; it may have been removed before. Refused where the list has it, and
    /// without an id.
    [[nodiscard]] Result<> add(const RunResult& result);
    /// A run that could send nothing.
    [[nodiscard]] Result<> saveFailure(const std::string& id, const std::string& why);

    /// The newest first. Those whose id, address, label or note contain `search`; all without.
    [[nodiscard]] Result<std::vector<HistoryEntry>> list(std::string_view search = {});
    /// A run by its id, the end or beginning of one that no other run shares, "last" or
    /// "baseline".
    [[nodiscard]] Result<HistoryEntry> find(std::string_view name);
    [[nodiscard]] Result<RunResult> load(const std::string& id);

    /// Out of the list; it comes back by restore() until a day later.
    [[nodiscard]] Result<> remove(const std::string& id);
    [[nodiscard]] Result<> restore(const std::string& id);

    [[nodiscard]] Result<> setLabel(const std::string& id, const std::string& label);
    [[nodiscard]] Result<> setNote(const std::string& id, const std::string& note);
    /// The one run that others are compared with; none for an empty id.
    [[nodiscard]] Result<> setBaseline(const std::string& id);

    /// Removes for good what was removed more than a day ago, and then the oldest runs, but for the
    /// baseline, until the rest is `bytes` at most. The file shrinks where a quarter of them would
    /// be unused else.
    [[nodiscard]] Result<> shrinkTo(std::uint64_t bytes = usualBound);

    /// Of the file, in bytes.
    [[nodiscard]] std::uint64_t size() const;

private:
    explicit HistoryStore(std::unique_ptr<HistoryFile> file);

    [[nodiscard]] Result<> write(const RunResult& result, HistoryState state);
    [[nodiscard]] Result<> set(const char* column, const QVariant& value, const std::string& id);

    const std::unique_ptr<HistoryFile> m_file;
};

} // namespace squall
