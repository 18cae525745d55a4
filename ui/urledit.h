#pragma once

#include "ui/fieldedit.h"

class QMenu;

namespace squall {

/// The field for the address. Offers those of before (Down, or a click on the arrow), and hands a
/// curl command over that is pasted or dropped instead of keeping it as text.
class UrlEdit final : public FieldEdit {
    Q_OBJECT

public:
    explicit UrlEdit(QWidget* parent = nullptr);

    /// `builtIn`: of the built-in server, which is offered last; may be empty.
    void setRecent(const QStringList& urls, const QString& builtIn);

signals:
    void curlGiven(const QString& command);

protected:
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;

private:
    void onTextChanged(const QString& text);
    void showRecent();
    void offer(const QString& url, const QString& words);

    QMenu* const m_recent;
    QAction* const m_showRecent;
    QString m_before; ///< the present text, for the next change
};

} // namespace squall
