#include "ui/headerstable.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QScopedValueRollback>

namespace squall {

HeadersTable::HeadersTable(QWidget* parent)
    : QTableWidget(0, 2, parent) {
    setHorizontalHeaderLabels({tr("Name"), tr("Value")});
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->resizeSection(0, 220);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 9);
    setMinimumHeight(4 * (fontMetrics().height() + 9));
    setTabKeyNavigation(false);
    // Not by moving there, or Delete would never reach the table.
    setEditTriggers(DoubleClicked | SelectedClicked | EditKeyPressed | AnyKeyPressed);
    setHeaders({});
    connect(this, &QTableWidget::itemChanged, this, &HeadersTable::onItemChanged);
}

void HeadersTable::setHeaders(const std::vector<HeaderField>& headers) {
    {
        const QScopedValueRollback filling(m_isFilling, true);
        setRowCount(0);
        for (const HeaderField& header : headers)
            addRow(header);
        addRow({});
    }
    emit headersChanged();
}

std::vector<HeaderField> HeadersTable::headers() const {
    std::vector<HeaderField> headers;
    for (int row = 0; row < rowCount(); ++row) {
        const HeaderField header = {textAt(row, 0).trimmed().toStdString(),
                                    textAt(row, 1).trimmed().toStdString()};
        if (!header.name.empty() || !header.value.empty())
            headers.push_back(header);
    }
    return headers;
}

void HeadersTable::addRow(const HeaderField& header) {
    const int row = rowCount();
    insertRow(row);
    setItem(row, 0, new QTableWidgetItem(QString::fromStdString(header.name)));
    setItem(row, 1, new QTableWidgetItem(QString::fromStdString(header.value)));
}

QString HeadersTable::textAt(int row, int column) const {
    const QTableWidgetItem* const cell = item(row, column);
    return cell != nullptr ? cell->text() : QString();
}

void HeadersTable::onItemChanged() {
    if (m_isFilling)
        return;
    const int last = rowCount() - 1;
    if (!textAt(last, 0).isEmpty() || !textAt(last, 1).isEmpty()) {
        const QScopedValueRollback filling(m_isFilling, true);
        addRow({});
    }
    emit headersChanged();
}

void HeadersTable::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Delete))
        return removeSelected();
    if (event->matches(QKeySequence::Paste))
        return pasteLines(QGuiApplication::clipboard()->text());
    QTableWidget::keyPressEvent(event);
}

void HeadersTable::removeSelected() {
    std::vector<HeaderField> left;
    for (int row = 0; row < rowCount(); ++row) {
        const bool isSelected = item(row, 0)->isSelected() || item(row, 1)->isSelected();
        if (!isSelected)
            left.push_back({textAt(row, 0).toStdString(), textAt(row, 1).toStdString()});
    }
    std::erase(left, HeaderField{});
    setHeaders(left);
}

void HeadersTable::pasteLines(const QString& text) {
    std::vector<HeaderField> all = headers();
    for (const QString& line : text.split(QLatin1Char('\n'), Qt::SkipEmptyParts)) {
        const qsizetype colon = line.indexOf(QLatin1Char(':'));
        all.push_back({line.left(colon).trimmed().toStdString(),
                       colon < 0 ? std::string() : line.mid(colon + 1).trimmed().toStdString()});
    }
    setHeaders(all);
}

} // namespace squall
