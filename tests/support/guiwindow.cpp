#include "tests/support/guiwindow.h"

#include <QApplication>
#include <QDir>
#include <QSettings>
#include <QStyle>
#include <QStyleFactory>
#include <QTemporaryDir>

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

QPalette darkPalette() {
    const QColor window(0x2b, 0x2d, 0x30);
    const QColor words(0xe6, 0xe6, 0xe6);
    QPalette palette(words, QColor(0x3a, 0x3d, 0x41), QColor(0x55, 0x58, 0x5c),
                     QColor(0x1b, 0x1c, 0x1e), QColor(0x45, 0x48, 0x4c), words, Qt::white,
                     QColor(0x1f, 0x21, 0x23), window);
    palette.setColor(QPalette::AlternateBase, QColor(0x27, 0x29, 0x2c));
    palette.setColor(QPalette::Highlight, QColor(0x1f, 0x5f, 0x8b));
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::ToolTipBase, window);
    palette.setColor(QPalette::ToolTipText, words);
    palette.setColor(QPalette::PlaceholderText, QColor(0x8a, 0x8d, 0x91));
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor(0x8a, 0x8d, 0x91));
    return palette;
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
    QApplication::setPalette(dark ? darkPalette() : QApplication::style()->standardPalette());
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
