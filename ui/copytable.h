#pragma once

#include <QTableWidget>

namespace squall {

/// A read-only table. Ctrl+C takes the selected cells, with their headings, to the clipboard as
/// lines of values with tabs between.
class CopyTable final : public QTableWidget {
    Q_OBJECT

public:
    explicit CopyTable(const QStringList& headings, QWidget* parent = nullptr);

    /// Replaces everything. The first columns are words, aligned to the left; figures to the right.
    void setRows(const QList<QStringList>& rows, int wordColumns = 1);

    /// The column that takes the room left over; without one all columns share it.
    void setWideColumn(int column);

    [[nodiscard]] QString selectedText() const;

    /// As high as its rows, so that a page of tables scrolls as one.
    void setHeightToContents();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    [[nodiscard]] int heightOfContents() const;

    bool m_isAsHighAsContents = false;
};

} // namespace squall
