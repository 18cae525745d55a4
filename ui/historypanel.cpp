#include "ui/historypanel.h"

#include <algorithm>
#include <utility>

#include <QAction>
#include <QEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QShowEvent>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include "core/results/historyrecorder.h"
#include "core/results/resultreader.h"
#include "ui/buttonrow.h"
#include "ui/emptypage.h"
#include "ui/format.h"
#include "ui/historymodel.h"
#include "ui/tablelook.h"
#include "ui/theme.h"

namespace squall {

namespace {

Result<> importFile(HistoryStore& store, const std::string& path) {
    const auto result = readResultFile(path);
    return result ? store.add(*result) : std::unexpected(result.error());
}

} // namespace

HistoryPanel::HistoryPanel(QWidget* parent)
    : QStackedWidget(parent)
    , m_model(new HistoryModel(this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_empty(new EmptyPage(this))
    , m_search(new QLineEdit(this))
    , m_table(new QTableView(this))
    , m_foot(new QLabel(this))
    , m_page(makePage()) {
    setObjectName(QStringLiteral("historyPanel"));
    addWidget(m_empty);
    addWidget(m_page);
    connect(m_empty, &EmptyPage::activated, this, &HistoryPanel::submitAsked);
    m_empty->setWords(tr("The history of runs is kept here."), tr("Submit"));
    renderButtons();
}

QWidget* HistoryPanel::makePage() {
    m_search->setObjectName(QStringLiteral("historySearch"));
    m_search->setAccessibleName(tr("Search the history"));
    m_search->setPlaceholderText(tr("Search address, label or note"));
    m_search->setClearButtonEnabled(true);
    m_search->setTextMargins(5, 0, 5, 0);
    m_search->setMinimumHeight(fontMetrics().height() + 12);
    m_foot->setObjectName(QStringLiteral("historyFoot"));
    m_foot->setTextFormat(Qt::PlainText);
    m_sorted->setSourceModel(m_model);
    m_sorted->setSortRole(HistoryModel::sortRole);
    m_table->setObjectName(QStringLiteral("historyTable"));
    m_table->setAccessibleName(tr("Runs"));
    m_table->setModel(m_sorted);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(HistoryModel::Started, Qt::DescendingOrder);
    tablelook::apply(m_table);
    addKeys();
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Interactive);
    m_table->horizontalHeader()->setDefaultSectionSize(40); // and as their words need
    m_table->horizontalHeader()->setStretchLastSection(true);

    auto* const page = new QWidget(this);
    auto* const rows = new QVBoxLayout(page);
    rows->setContentsMargins(2, 12, 2, 4);
    auto* const head = new QHBoxLayout;
    head->addWidget(m_search, 1);
    head->addWidget(m_foot);
    head->setSpacing(12);
    rows->addLayout(head);
    rows->addWidget(makeUndoRow());
    rows->addWidget(m_table, 1);
    rows->addWidget(makeButtons());
    connect(m_search, &QLineEdit::textChanged, this, &HistoryPanel::refresh);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &HistoryPanel::renderButtons);
    connect(m_model, &HistoryModel::labelEdited, this,
            [this](const std::string& id, const std::string& label) {
                m_recorder->enqueue(
                    [id, label](HistoryStore& store) { return store.setLabel(id, label); });
            });
    connect(m_model, &HistoryModel::noteEdited, this,
            [this](const std::string& id, const std::string& note) {
                m_recorder->enqueue(
                    [id, note](HistoryStore& store) { return store.setNote(id, note); });
            });
    return page;
}

QWidget* HistoryPanel::makeButtons() {
    auto* const row = new ButtonRow(QStringLiteral("historyMore"), this);
    m_open = makeButton(tr("Open"), "historyOpen", &HistoryPanel::open);
    m_compare = makeButton(tr("Compare"), "historyCompare", &HistoryPanel::compare);
    m_baseline = makeButton({}, "historyBaseline", &HistoryPanel::toggleBaseline);
    m_export = makeButton(tr("Export…"), "historyExport", &HistoryPanel::exportRun);
    auto* const import = makeButton(tr("Import…"), "historyImport", &HistoryPanel::importRun);
    m_remove = makeButton(tr("Delete"), "historyDelete", &HistoryPanel::remove);
    for (QPushButton* const button : {m_open, m_compare, m_baseline, m_export, import, m_remove})
        row->add(button);
    return row;
}

QPushButton* HistoryPanel::makeButton(const QString& text, const char* name,
                                      void (HistoryPanel::*slot)()) {
    auto* const button = new QPushButton(text, this);
    button->setObjectName(QLatin1String(name));
    connect(button, &QPushButton::clicked, this, slot);
    return button;
}

QWidget* HistoryPanel::makeUndoRow() {
    m_undoRow = new QWidget(this);
    m_undoRow->setObjectName(QStringLiteral("historyUndoRow"));
    m_undoWords = new QLabel(m_undoRow);
    m_undoWords->setTextFormat(Qt::PlainText);
    auto* const columns = new QHBoxLayout(m_undoRow);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->addWidget(m_undoWords);
    columns->addWidget(makeButton(tr("Undo"), "historyUndo", &HistoryPanel::undo));
    columns->addStretch();
    m_undoRow->hide();
    return m_undoRow;
}

// Enter, or a double click where nothing can be edited, opens; Delete deletes.
void HistoryPanel::addKeys() {
    connect(m_table, &QTableView::activated, this, [this] {
        if (m_open->isEnabled())
            open();
    });
    auto* const removal = new QAction(tr("&Delete"), m_table);
    removal->setShortcut(QKeySequence::Delete);
    removal->setShortcutContext(Qt::WidgetShortcut);
    connect(removal, &QAction::triggered, this, [this] {
        if (m_remove->isEnabled())
            remove();
    });
    m_table->addAction(removal);
}

void HistoryPanel::setRecorder(HistoryRecorder* recorder) {
    m_recorder = recorder;
    connect(recorder, &HistoryRecorder::changed, this, &HistoryPanel::refresh);
    connect(recorder, &HistoryRecorder::listed, this, &HistoryPanel::onListed);
    connect(recorder, &HistoryRecorder::loaded, this, &HistoryPanel::onLoaded);
    refresh();
}

void HistoryPanel::changeEvent(QEvent* event) {
    QStackedWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        theme::setWordsColor(m_foot, theme::quietWords(palette()));
}

// Another Squall may have made runs meanwhile.
void HistoryPanel::showEvent(QShowEvent* event) {
    QStackedWidget::showEvent(event);
    if (!event->spontaneous())
        refresh();
}

void HistoryPanel::refresh() {
    if (m_recorder != nullptr)
        m_recorder->list(m_search->text().trimmed().toStdString());
}

void HistoryPanel::onListed(const std::vector<HistoryEntry>& entries, std::uint64_t bytes) {
    m_model->setEntries(entries);
    tablelook::widenColumns(m_table);
    const QString size = format::bytes(bytes);
    m_foot->setText(entries.size() == 1
                        ? tr("1 run, %1").arg(size)
                        : tr("%1 runs, %2", nullptr, format::pluralOf(entries.size()))
                              .arg(format::count(entries.size()), size));
    theme::setWordsColor(m_foot, theme::quietWords(palette()));
    const bool isEmpty = entries.empty() && m_search->text().isEmpty() && m_removed.empty();
    setCurrentWidget(isEmpty ? static_cast<QWidget*>(m_empty) : m_page);
    renderButtons();
}

std::vector<HistoryEntry> HistoryPanel::chosen() const {
    std::vector<HistoryEntry> entries;
    for (const QModelIndex& index : m_table->selectionModel()->selectedRows())
        entries.push_back(m_model->entry(m_sorted->mapToSource(index).row()));
    std::ranges::sort(entries, {}, &HistoryEntry::started);
    return entries;
}

const HistoryEntry* HistoryPanel::baseline() const {
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->entry(row).isBaseline)
            return &m_model->entry(row);
    }
    return nullptr;
}

void HistoryPanel::renderButtons() {
    const auto entries = chosen();
    const bool isOne = entries.size() == 1;
    const HistoryEntry* const base = baseline();
    m_open->setEnabled(isOne);
    m_export->setEnabled(isOne);
    m_baseline->setEnabled(isOne);
    m_baseline->setText(isOne && entries.front().isBaseline ? tr("No baseline")
                                                            : tr("Set as baseline"));
    m_compare->setEnabled(entries.size() > 1 ||
                          (isOne && base != nullptr && base->id != entries.front().id));
    m_compare->setToolTip(
        tr("Two runs or more, or one with the baseline; the older one is the base."));
    m_remove->setEnabled(!entries.empty());
}

void HistoryPanel::open() {
    if (m_recorder == nullptr)
        return;
    m_wish = Wish::Open;
    m_recorder->load({chosen().front().id});
}

void HistoryPanel::compare() {
    std::vector<std::string> ids;
    for (const HistoryEntry& entry : chosen()) {
        // The baseline is what others are compared with, whatever its age.
        ids.insert(entry.isBaseline ? ids.begin() : ids.end(), entry.id);
    }
    if (const HistoryEntry* const base = baseline(); ids.size() == 1 && base != nullptr)
        ids.insert(ids.begin(), base->id);
    m_wish = Wish::Compare;
    m_recorder->load(ids);
}

void HistoryPanel::onLoaded(const std::vector<RunResult>& results) {
    const Wish wish = std::exchange(m_wish, Wish::None);
    if (wish == Wish::Open && !results.empty())
        emit opened(results.front());
    if (wish == Wish::Export && !results.empty())
        emit exportAsked(results.front());
    if (wish == Wish::Compare && results.size() > 1)
        emit compareAsked(results);
}

void HistoryPanel::toggleBaseline() {
    const HistoryEntry entry = chosen().front();
    const std::string id = entry.isBaseline ? std::string() : entry.id;
    m_recorder->enqueue([id](HistoryStore& store) { return store.setBaseline(id); });
}

void HistoryPanel::exportRun() {
    m_wish = Wish::Export;
    m_recorder->load({chosen().front().id});
}

void HistoryPanel::importRun() {
    auto* const dialog = new QFileDialog(this, tr("Import run"), {}, tr("Runs (*.squall *.json)"));
    dialog->setObjectName(QStringLiteral("historyDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        m_recorder->enqueue(
            [path = path.toStdString()](HistoryStore& store) { return importFile(store, path); });
    });
    dialog->open();
}

void HistoryPanel::remove() {
    m_removed.clear();
    for (const HistoryEntry& entry : chosen()) {
        m_removed.push_back(entry.id);
        m_recorder->enqueue([id = entry.id](HistoryStore& store) { return store.remove(id); });
    }
    m_undoWords->setText(m_removed.size() == 1
                             ? tr("Deleted 1 run.")
                             : tr("Deleted %1 runs.", nullptr, format::pluralOf(m_removed.size()))
                                   .arg(format::count(m_removed.size())));
    m_undoRow->show();
}

void HistoryPanel::undo() {
    for (const std::string& id : m_removed)
        m_recorder->enqueue([id](HistoryStore& store) { return store.restore(id); });
    m_removed.clear();
    m_undoRow->hide();
}

} // namespace squall
