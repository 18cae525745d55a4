#include "ui/tablelook.h"

#include <algorithm>

#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHeaderView>
#include <QProxyStyle>
#include <QStringList>
#include <QStyleOption>
#include <QTableView>

namespace squall::tablelook {

namespace {

struct TableLook {
    Q_DECLARE_TR_FUNCTIONS(squall::TableLook)
};

constexpr int margin = 8;
constexpr int arrowWidth = 10;
constexpr int looked = 100; ///< rows at which the width of a column is measured

/// Room between the words of a cell and its edges.
class RoomyStyle final : public QProxyStyle {
public:
    int pixelMetric(PixelMetric metric, const QStyleOption* option,
                    const QWidget* widget) const override {
        switch (metric) {
        case PM_HeaderMargin:
        case PM_FocusFrameHMargin:
            return margin;
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
        }
    }

    // Above the words, which would be cut off for it beside them.
    QRect subElementRect(SubElement element, const QStyleOption* option,
                         const QWidget* widget) const override {
        const auto* const heading = qstyleoption_cast<const QStyleOptionHeader*>(option);
        if (heading == nullptr || heading->orientation != Qt::Horizontal)
            return QProxyStyle::subElementRect(element, option, widget);
        if (element == SE_HeaderArrow)
            return QRect(heading->rect.center().x() - arrowWidth / 2, heading->rect.top() + 1,
                         arrowWidth, arrowWidth / 2);
        QStyleOptionHeader unsorted = *heading;
        unsorted.sortIndicator = QStyleOptionHeader::None;
        return QProxyStyle::subElementRect(element, &unsorted, widget);
    }
};

void copy(const QTableView& table) {
    if (const QString text = selectedText(table); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

/// By the column of the present cell; once more, the other way round.
void sort(const QTableView& table) {
    QHeaderView* const header = table.horizontalHeader();
    const int column = table.currentIndex().column();
    const bool isAgain = header->sortIndicatorSection() == column &&
                         header->sortIndicatorOrder() == Qt::AscendingOrder;
    header->setSortIndicator(column, isAgain ? Qt::DescendingOrder : Qt::AscendingOrder);
}

void addActions(QTableView* table) {
    auto* const copying = new QAction(TableLook::tr("&Copy"), table);
    copying->setShortcut(QKeySequence::Copy);
    copying->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(copying, &QAction::triggered, table, [table] { copy(*table); });
    auto* const sorting = new QAction(TableLook::tr("&Sort by This Column"), table);
    sorting->setObjectName(QStringLiteral("sortAction"));
    QObject::connect(sorting, &QAction::triggered, table, [table] { sort(*table); });
    table->addActions({copying, sorting});
    table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace

void apply(QTableView* table) {
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setWordWrap(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 7);
    table->horizontalHeader()->setHighlightSections(false);
    auto* const roomy = new RoomyStyle;
    roomy->setParent(table);
    table->setStyle(roomy);
    table->horizontalHeader()->setStyle(roomy);
    addActions(table);
}

int headingWidth(const QTableView& table, int column) {
    const QString words = table.model()->headerData(column, Qt::Horizontal).toString();
    return table.horizontalHeader()->fontMetrics().horizontalAdvance(words) + 2 * margin + 4;
}

// QTableView alone keeps room for an arrow in every heading.
int columnWidth(const QTableView& table, int column) {
    const QAbstractItemModel& model = *table.model();
    int width = headingWidth(table, column);
    for (int row = 0; row < std::min(model.rowCount(), looked); ++row) {
        const QString words = model.index(row, column).data().toString();
        width = std::max(width, table.fontMetrics().horizontalAdvance(words) + 2 * margin + 4);
    }
    return width;
}

void widenColumns(QTableView* table) {
    const int most = 40 * table->fontMetrics().averageCharWidth();
    for (int column = 0; column < table->model()->columnCount(); ++column) {
        const int width = std::min(columnWidth(*table, column), most);
        if (width > table->columnWidth(column))
            table->setColumnWidth(column, width);
    }
}

QString selectedText(const QTableView& table) {
    const QAbstractItemModel& model = *table.model();
    QList<int> columns;
    QStringList headings;
    for (int column = 0; column < model.columnCount(); ++column) {
        if (table.isColumnHidden(column))
            continue;
        columns << column;
        headings << model.headerData(column, Qt::Horizontal).toString();
    }
    QStringList lines = {headings.join(QLatin1Char('\t'))};
    for (int row = 0; row < model.rowCount(); ++row) {
        if (!table.selectionModel()->isRowSelected(row))
            continue;
        QStringList cells;
        for (const int column : columns)
            cells << model.index(row, column).data().toString();
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.size() > 1 ? lines.join(QLatin1Char('\n')) + QLatin1Char('\n') : QString();
}

} // namespace squall::tablelook
