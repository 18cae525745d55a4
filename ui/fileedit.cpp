#include "ui/fileedit.h"

#include <QAction>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QMimeData>
#include <QStyle>

#include "ui/format.h"

namespace squall {

FileEdit::FileEdit(const QString& title, const QString& filter, QWidget* parent)
    : FieldEdit(parent)
    , m_title(title)
    , m_filter(filter) {
    auto* const action =
        addAction(style()->standardIcon(QStyle::SP_DirOpenIcon), QLineEdit::TrailingPosition);
    action->setToolTip(title);
    connect(action, &QAction::triggered, this, &FileEdit::choose);
}

bool FileEdit::isUsable() const {
    const QFileInfo file(text().trimmed());
    return text().trimmed().isEmpty() || (file.isFile() && file.isReadable());
}

QString FileEdit::problem() const {
    return isUsable() ? QString() : tr("“%1” cannot be read.").arg(format::visible(text()));
}

void FileEdit::choose() {
    auto* const dialog =
        new QFileDialog(this, m_title, QFileInfo(text().trimmed()).path(), m_filter);
    dialog->setObjectName(QStringLiteral("fileDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &FileEdit::setText);
    dialog->open();
}

void FileEdit::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Down)
        choose();
    else
        FieldEdit::keyPressEvent(event);
}

void FileEdit::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
    else
        FieldEdit::dragEnterEvent(event);
}

void FileEdit::dropEvent(QDropEvent* event) {
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() != 1 || !urls.front().isLocalFile())
        return FieldEdit::dropEvent(event);
    setText(urls.front().toLocalFile());
    event->acceptProposedAction();
}

} // namespace squall
