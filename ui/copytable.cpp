#include "ui/copytable.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <QHeaderView>

#include "ui/tablelook.h"

namespace squall {

CopyTable::CopyTable(const QStringList& headings, QWidget* parent)
    : QTableWidget(0, static_cast<int>(headings.size()), parent) {
    setHorizontalHeaderLabels(headings);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    tablelook::apply(this);
    horizontalHeader()->setSectionsClickable(true);
    horizontalHeader()->setSortIndicatorShown(true);
    horizontalHeader()->setSortIndicatorClearable(true);
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    connect(horizontalHeader(), &QHeaderView::sortIndicatorChanged, this, &CopyTable::sortBy);
    horizontalHeader()->setMinimumSectionSize(40);
}

void CopyTable::setRows(const QList<QStringList>& rows, int wordColumns) {
    QList<QList<TableCell>> cells;
    for (const QStringList& row : rows)
        cells << QList<TableCell>(row.begin(), row.end());
    setRows(cells, wordColumns);
}

void CopyTable::setRows(const QList<QList<TableCell>>& rows, int wordColumns) {
    m_rows = rows;
    m_wordColumns = wordColumns;
    sortBy(horizontalHeader()->sortIndicatorSection(), horizontalHeader()->sortIndicatorOrder());
    for (int column = 0; column < columnCount(); ++column)
        horizontalHeaderItem(column)->setTextAlignment(alignmentOf(column));
    updateGeometry();
}

Qt::Alignment CopyTable::alignmentOf(int column) const {
    const bool isWords = column < m_wordColumns || column == m_wideColumn;
    return Qt::AlignVCenter | (isWords ? Qt::AlignLeft : Qt::AlignRight);
}

void CopyTable::sortBy(int column, Qt::SortOrder order) {
    m_order.resize(m_rows.size());
    std::iota(m_order.begin(), m_order.end(), 0);
    const auto isLess = [this, column](int a, int b) {
        const TableCell& first = m_rows[a][column];
        const TableCell& second = m_rows[b][column];
        if (std::isnan(first.key) || std::isnan(second.key))
            return std::isnan(first.key) && std::isnan(second.key)
                       ? QString::localeAwareCompare(first.text, second.text) < 0
                       : std::isnan(first.key);
        return first.key < second.key;
    };
    if (column >= 0 && column < columnCount() && order == Qt::AscendingOrder)
        std::ranges::stable_sort(m_order, isLess);
    else if (column >= 0 && column < columnCount())
        std::ranges::stable_sort(m_order, [isLess](int a, int b) { return isLess(b, a); });
    fill();
}

void CopyTable::fill() {
    setRowCount(static_cast<int>(m_rows.size()));
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < columnCount(); ++column) {
            auto* const cell = new QTableWidgetItem(m_rows[m_order[row]][column].text);
            cell->setTextAlignment(alignmentOf(column));
            cell->setToolTip(cell->text());
            setItem(row, column, cell);
        }
    }
    shareWidth();
}

int CopyTable::givenRow(int row) const {
    return m_order.value(row, -1);
}

void CopyTable::setWideColumn(int column) {
    m_wideColumn = column;
    shareWidth();
}

void CopyTable::setHeightToContents() {
    m_isAsHighAsContents = true;
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void CopyTable::setColumnShown(int column, bool isShown) {
    setColumnHidden(column, !isShown);
    shareWidth();
}

void CopyTable::resizeEvent(QResizeEvent* event) {
    QTableWidget::resizeEvent(event);
    shareWidth();
}

void CopyTable::shareWidth() {
    QList<int> shown;
    for (int column = 0; column < columnCount(); ++column) {
        if (!isColumnHidden(column))
            shown << column;
    }
    const int room = viewport()->width();
    const int more = (room - widthOfHeadings()) / static_cast<int>(qMax(shown.size(), 1));
    const int last = m_wideColumn >= 0 ? m_wideColumn : shown.value(shown.size() - 1);
    shown.removeAll(last);
    int left = room;
    for (const int column : shown) {
        setColumnWidth(column, m_wideColumn >= 0 ? tablelook::columnWidth(*this, column)
                                                 : tablelook::headingWidth(*this, column) + more);
        left -= columnWidth(column);
    }
    setColumnWidth(last, qMax(left, tablelook::headingWidth(*this, last)));
}

void CopyTable::setLeastRows(int rows) {
    setMinimumHeight(heightOf(rows));
}

int CopyTable::widthOfHeadings() const {
    int width = 2 * frameWidth();
    for (int column = 0; column < columnCount(); ++column) {
        if (!isColumnHidden(column))
            width += tablelook::headingWidth(*this, column);
    }
    return width;
}

int CopyTable::heightOf(int rows) const {
    return rows * verticalHeader()->defaultSectionSize() + horizontalHeader()->sizeHint().height() +
           2 * frameWidth();
}

int CopyTable::heightOfContents() const {
    return heightOf(qMax(rowCount(), 1));
}

QSize CopyTable::sizeHint() const {
    const QSize usual = QTableWidget::sizeHint();
    return m_isAsHighAsContents ? QSize(usual.width(), heightOfContents()) : usual;
}

QSize CopyTable::minimumSizeHint() const {
    return m_isAsHighAsContents ? QSize(160, heightOfContents()) : QTableWidget::minimumSizeHint();
}

} // namespace squall
