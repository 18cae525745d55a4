#pragma once

#include <string>
#include <vector>

#include <QAbstractTableModel>

#include "core/results/historystore.h"

namespace squall {

/// The history as a table: one run a row. Label and note can be edited in place. Sort by sortRole.
/// GUI thread.
class HistoryModel final : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Started, Label, Address, State, Requests, OkRate, P50, P99, Errors, Note };

    static constexpr int columnNumber = Note + 1;
    static constexpr int sortRole = Qt::UserRole;

    explicit HistoryModel(QObject* parent = nullptr);

    /// Keeps what is selected where the same runs are still there.
    void setEntries(std::vector<HistoryEntry> entries);

    [[nodiscard]] const HistoryEntry& entry(int row) const {
        return m_entries[static_cast<std::size_t>(row)];
    }

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex& index) const override;
    [[nodiscard]] bool setData(const QModelIndex& index, const QVariant& value, int role) override;

signals:
    void labelEdited(const std::string& id, const std::string& label);
    void noteEdited(const std::string& id, const std::string& note);

private:
    [[nodiscard]] QString words(const HistoryEntry& entry, int column) const;

    std::vector<HistoryEntry> m_entries;
};

} // namespace squall
