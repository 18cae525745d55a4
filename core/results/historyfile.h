#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QSqlDatabase>
#include <QSqlQuery>
#include <QVariantList>

#include "core/base/error.h"

namespace squall {

/// The SQLite file behind the history: opened, brought up to the present schema, and never
/// overwritten. In WAL mode, so that one process reads while another writes, a writer that is
/// killed loses its last transaction at most, and a second writer waits up to five seconds. One
/// thread.
class HistoryFile final {
public:
    /// Creates the file and its folder where there are none. A damaged file is moved aside, beside
    /// its old name, and a new one begun: see notice(). One that cannot be written is opened to be
    /// read. ErrorCode::FileFailed for a file of a newer Squall or of another program, which is
    /// left as it is, and where nothing can be opened.
    [[nodiscard]] static Result<std::unique_ptr<HistoryFile>> open(const std::string& path);

    ~HistoryFile();
    HistoryFile(const HistoryFile&) = delete;
    HistoryFile& operator=(const HistoryFile&) = delete;
    HistoryFile(HistoryFile&&) = delete;
    HistoryFile& operator=(HistoryFile&&) = delete;

    /// What the user should know of the opening; a plain English sentence.
    [[nodiscard]] const std::optional<std::string>& notice() const { return m_notice; }

    [[nodiscard]] bool isReadOnly() const { return m_isReadOnly; }

    /// Runs one statement with its values in place of the question marks.
    [[nodiscard]] Result<QSqlQuery> run(const QString& statement, const QVariantList& values = {});

    /// All of `statements` or none.
    template <typename Statements>
    [[nodiscard]] Result<> inTransaction(Statements statements) {
        // Immediately a writer: one that becomes it later cannot wait for another.
        if (auto begun = run(QStringLiteral("BEGIN IMMEDIATE")); !begun)
            return std::unexpected(begun.error());
        Result<> done = statements();
        if (done) {
            if (auto committed = run(QStringLiteral("COMMIT")); !committed)
                done = std::unexpected(committed.error());
        }
        if (!done)
            (void)run(QStringLiteral("ROLLBACK"));
        return done;
    }

    /// Makes the file smaller when more than `bytes` in it are unused; they wait for what comes
    /// else. Writes all of it anew.
    [[nodiscard]] Result<> giveBack(std::uint64_t bytes);

    /// Of the file with its log, in bytes.
    [[nodiscard]] std::uint64_t size() const;

private:
    enum class Health { Good, Damaged, Newer, Unusable };

    HistoryFile(std::string path, bool isReadOnly);

    [[nodiscard]] Health connect();
    [[nodiscard]] Health examine();
    [[nodiscard]] Result<> migrate();
    [[nodiscard]] bool isDamage(const QSqlQuery& query) const;
    [[nodiscard]] bool leavesOutItsLog() const;
    void disconnect();
    [[nodiscard]] bool moveAside();

    const std::string m_path;
    const QString m_connection;
    bool m_isReadOnly;
    std::optional<std::string> m_notice;
    std::string m_lastError;
};

} // namespace squall
