#include "tests/support/guiwindow.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QStyleFactory>
#include <QTemporaryDir>

#include "ui/theme.h"

namespace squall::test {

namespace {

QtMessageHandler previousHandler = nullptr;

void handleMessage(QtMsgType type, const QMessageLogContext& context, const QString& text) {
    previousHandler(type, context, text);
    // Said by the platform plugin of the tests, not by us.
    const bool isOfPlatform = text.startsWith(QStringLiteral("This plugin does not support"));
    if (type != QtDebugMsg && type != QtInfoMsg && !isOfPlatform)
        QTest::qFail(qPrintable(QStringLiteral("unexpected: ") + text), __FILE__, __LINE__);
}

QStringList mnemonicsOf(const QStringList& texts) {
    QStringList keys;
    for (const QString& text : texts) {
        const QKeySequence key = QKeySequence::mnemonic(text);
        if (!key.isEmpty())
            keys << key.toString();
    }
    return keys;
}

} // namespace

QString plain(QString text) {
    return text.replace(QChar(0x00a0), QLatin1Char(' '));
}

void retype(QWidget* field, const QString& text) {
    field->setFocus();
    QTest::keySequence(field, QKeySequence::SelectAll);
    if (text.isEmpty())
        QTest::keyClick(field, Qt::Key_Delete);
    else
        QTest::keyClicks(field, text);
}

QStringList mnemonics(const QMainWindow& window) {
    QStringList texts;
    for (const QLabel* const label : window.findChildren<QLabel*>()) {
        if (label->buddy() != nullptr)
            texts << label->text();
    }
    for (const QAbstractButton* const button : window.findChildren<QAbstractButton*>())
        texts << button->text();
    for (const QAction* const action : window.menuBar()->actions())
        texts << action->text();
    return mnemonicsOf(texts);
}

QStringList mnemonicsTwiceInAMenu(const QMainWindow& window) {
    QStringList twice;
    for (const QAction* const action : window.menuBar()->actions()) {
        QStringList texts;
        for (const QAction* const entry : action->menu()->actions())
            texts << entry->text();
        QStringList keys = mnemonicsOf(texts);
        if (keys.removeDuplicates() > 0)
            twice << action->text();
    }
    return twice;
}

int threadCount() {
    return static_cast<int>(QDir(QStringLiteral("/proc/self/task"))
                                .entryList(QDir::Dirs | QDir::NoDotAndDotDot)
                                .size());
}

void failOnWarnings() {
    if (previousHandler == nullptr)
        previousHandler = qInstallMessageHandler(handleMessage);
}

void useFreshSettings() {
    static const QTemporaryDir folder;
    QCoreApplication::setOrganizationName(QStringLiteral("Squall"));
    QCoreApplication::setApplicationName(QStringLiteral("Squall"));
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    QSettings().clear();
}

void setUpLook(bool dark) {
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(dark ? theme::darkPalette() : theme::lightPalette());
    QFont font(QStringLiteral("DejaVu Sans"));
    font.setPixelSize(13);
    QApplication::setFont(font);
}

SilentServer::SilentServer() {
    m_server.setMaxPendingConnections(10'000);
    if (!m_server.listen(QHostAddress::LocalHost))
        qFatal("cannot listen");
}

QString SilentServer::url() const {
    return QStringLiteral("http://127.0.0.1:%1/").arg(m_server.serverPort());
}

quint16 refusedPort() {
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace squall::test
