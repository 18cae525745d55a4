#pragma once

#include <limits>

#include <QTableWidget>

namespace squall {

/// What stands in a cell, and by what its column is sorted: a number, or without one the text.
struct TableCell {
    TableCell(const QString& words) // as a QString is one
        : text(words) {}

    TableCell(const QString& words, double number)
        : text(words)
        , key(number) {}

    QString text;
    double key = std::numeric_limits<double>::quiet_NaN();
};

/// A read-only table. A click on a heading sorts by it, the third one puts the rows back as they
/// were given. Copied as all tables are, see tablelook.
class CopyTable final : public QTableWidget {
    Q_OBJECT

public:
    explicit CopyTable(const QStringList& headings, QWidget* parent = nullptr);

    /// Replaces everything. The first columns are words, aligned to the left; figures to the right.
    void setRows(const QList<QList<TableCell>>& rows, int wordColumns = 1);
    void setRows(const QList<QStringList>& rows, int wordColumns = 1);

    /// The row as it was given, of one as it is sorted now.
    [[nodiscard]] int givenRow(int row) const;

    /// The column that takes the room left over, words too; without one all columns share it, each
    /// beyond what its heading needs.
    void setWideColumn(int column);

    /// As high as its rows, so that a page of tables scrolls as one.
    void setHeightToContents();

    void setColumnShown(int column, bool isShown);

    /// Never so low that fewer rows than this can be seen.
    void setLeastRows(int rows);

    /// Wide enough for every heading that is shown.
    [[nodiscard]] int widthOfHeadings() const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void fill();
    void shareWidth();
    void sortBy(int column, Qt::SortOrder order);
    [[nodiscard]] Qt::Alignment alignmentOf(int column) const;
    [[nodiscard]] int heightOf(int rows) const;
    [[nodiscard]] int heightOfContents() const;

    QList<QList<TableCell>> m_rows; ///< as they were given
    QList<int> m_order;             ///< indices of them, from top to bottom
    int m_wordColumns = 1;
    int m_wideColumn = -1;
    bool m_isAsHighAsContents = false;
};

} // namespace squall
