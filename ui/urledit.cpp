#include "ui/urledit.h"

#include <utility>

#include <QAction>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QMimeData>
#include <QPainter>

#include "core/plan/curlimport.h"
#include "ui/theme.h"

namespace squall {

namespace {

QIcon downIcon(const QPalette& palette) {
    constexpr int size = 32;
    QPixmap picture(size, size);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(
        QPen(theme::quietWords(palette), 3.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF({{8, 12}, {16, 20}, {24, 12}}));
    return picture;
}

} // namespace

UrlEdit::UrlEdit(QWidget* parent)
    : FieldEdit(parent)
    , m_recent(new QMenu(this))
    , m_showRecent(addAction(downIcon(palette()), QLineEdit::TrailingPosition)) {
    m_recent->setObjectName(QStringLiteral("recentUrlsMenu"));
    m_showRecent->setToolTip(tr("Recent addresses"));
    m_showRecent->setVisible(false);
    connect(m_showRecent, &QAction::triggered, this, &UrlEdit::showRecent);
    connect(this, &QLineEdit::textChanged, this, &UrlEdit::onTextChanged);
}

void UrlEdit::setRecent(const QStringList& urls, const QString& builtIn) {
    m_recent->clear();
    for (const QString& url : urls)
        offer(url, url);
    if (!builtIn.isEmpty())
        offer(builtIn, tr("%1 (built-in server)").arg(builtIn));
    m_showRecent->setVisible(!m_recent->isEmpty());
}

void UrlEdit::offer(const QString& url, const QString& words) {
    QString text = words;
    QAction* const action = m_recent->addAction(text.replace(QLatin1Char('&'), "&&"));
    connect(action, &QAction::triggered, this, [this, url] { setText(url); });
}

void UrlEdit::showRecent() {
    if (!m_recent->isEmpty())
        m_recent->popup(mapToGlobal(rect().bottomLeft()));
}

void UrlEdit::changeEvent(QEvent* event) {
    FieldEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        m_showRecent->setIcon(downIcon(palette()));
}

// The clipboard as it is: the field itself would take lines apart.
void UrlEdit::keyPressEvent(QKeyEvent* event) {
    const QString pasted =
        event->matches(QKeySequence::Paste) ? QGuiApplication::clipboard()->text() : QString();
    if (looksLikeCurl(pasted.toStdString())) {
        event->accept();
        emit curlGiven(pasted);
    } else if (event->key() == Qt::Key_Down) {
        showRecent();
    } else {
        FieldEdit::keyPressEvent(event);
    }
}

// Pasted by the mouse or its menu: more than a key can type at once.
void UrlEdit::onTextChanged(const QString& text) {
    const QString before = std::exchange(m_before, text);
    if (text.size() <= before.size() + 1 || !looksLikeCurl(text.toStdString()))
        return;
    setText(before);
    emit curlGiven(text);
}

// The window takes files and commands.
void UrlEdit::dragEnterEvent(QDragEnterEvent* event) {
    const QMimeData& dragged = *event->mimeData();
    if (dragged.hasUrls() || looksLikeCurl(dragged.text().toStdString()))
        event->ignore();
    else
        FieldEdit::dragEnterEvent(event);
}

} // namespace squall
