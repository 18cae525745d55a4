#pragma once

#include <vector>

#include <QTableWidget>

#include "core/http/request.h"

namespace squall {

/// Headers, a row each, with an empty row at the end for the next one. Delete takes the selected
/// rows away. Text with line breaks, pasted into the last row, becomes a header a line.
class HeadersTable final : public QTableWidget {
    Q_OBJECT

public:
    explicit HeadersTable(QWidget* parent = nullptr);

    void setHeaders(const std::vector<HeaderField>& headers);

    /// Rows that hold anything.
    [[nodiscard]] std::vector<HeaderField> headers() const;

signals:
    void headersChanged();

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void onItemChanged();
    void addRow(const HeaderField& header);
    void pasteLines(const QString& text);
    void removeSelected();
    [[nodiscard]] QString textAt(int row, int column) const;

    bool m_isFilling = false;
};

} // namespace squall
