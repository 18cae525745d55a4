#pragma once

#include <string>
#include <vector>

#include <QStackedWidget>

#include "core/results/historystore.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace squall {

class EmptyPage;
class HistoryModel;
class HistoryRecorder;

/// The runs that were made: found, named, compared, opened again, written to files, removed and
/// brought back. GUI thread.
class HistoryPanel final : public QStackedWidget {
    Q_OBJECT

public:
    explicit HistoryPanel(QWidget* parent = nullptr);

    /// Where the runs are; it outlives the panel. Without one the panel is empty.
    void setRecorder(HistoryRecorder* recorder);

signals:
    void submitAsked();
    void opened(const squall::RunResult& result);
    void exportAsked(const squall::RunResult& result);
    /// Two runs or more; the first is the base.
    void compareAsked(const std::vector<squall::RunResult>& results);

protected:
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    enum class Wish { None, Open, Export, Compare };

    QWidget* makePage();
    void addKeys();
    QWidget* makeButtons();
    QWidget* makeUndoRow();
    QPushButton* makeButton(const QString& text, const char* name, void (HistoryPanel::*slot)());

    void refresh();
    void onListed(const std::vector<HistoryEntry>& entries, std::uint64_t bytes);
    void onLoaded(const std::vector<RunResult>& results);
    void open();
    void compare();
    void toggleBaseline();
    void exportRun();
    void importRun();
    void remove();
    void undo();
    void renderButtons();

    /// By age, the oldest first.
    [[nodiscard]] std::vector<HistoryEntry> chosen() const;
    /// The baseline of the list, if it is there.
    [[nodiscard]] const HistoryEntry* baseline() const;

    HistoryRecorder* m_recorder = nullptr;
    HistoryModel* const m_model;
    QSortFilterProxyModel* const m_sorted;
    EmptyPage* const m_empty;
    QLineEdit* const m_search;
    QTableView* const m_table;
    QLabel* const m_foot;
    QWidget* m_undoRow = nullptr;
    QLabel* m_undoWords = nullptr;
    QPushButton* m_open = nullptr;
    QPushButton* m_compare = nullptr;
    QPushButton* m_baseline = nullptr;
    QPushButton* m_export = nullptr;
    QPushButton* m_remove = nullptr;
    QWidget* const m_page;
    std::vector<std::string> m_removed; ///< by the last remove()
    Wish m_wish = Wish::None;           ///< what the results are for that are being loaded
};

} // namespace squall
