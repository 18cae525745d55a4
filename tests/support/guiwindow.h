#pragma once

#include <QObject>
#include <QTcpServer>
#include <QTest>
#include <QWidget>

class QLabel;
class QMainWindow;

namespace squall::test {

/// The widget of that name and type; the test ends here when there is none.
template <typename Widget>
[[nodiscard]] Widget* find(const QWidget& window, const char* name) {
    auto* const widget = window.findChild<Widget*>(QString::fromLatin1(name));
    if (widget == nullptr)
        qFatal("no widget is called %s", name);
    return widget;
}

/// Words as a reader sees them: no-break spaces are spaces.
[[nodiscard]] QString plain(QString text);

/// Replaces what stands in a field, by typing.
void retype(QWidget* field, const QString& text);

/// The keys that lead, with Alt, to the fields, buttons and menus of the window.
[[nodiscard]] QStringList mnemonics(const QMainWindow& window);

/// The same within each menu, where a key stands for two entries.
[[nodiscard]] QStringList mnemonicsTwiceInAMenu(const QMainWindow& window);

/// Threads of this process.
[[nodiscard]] int threadCount();

/// From here on a Qt warning that is not expected fails the test that is running.
void failOnWarnings();

/// From here on settings are read from and kept in a folder of their own, empty at first, that goes
/// with the process.
void useFreshSettings();

/// Fixed style, font and palette for pictures and clicks alike: call after the application is made.
void setUpLook(bool dark = false);

/// Listens on loopback and takes connections, but never answers.
class SilentServer final {
public:
    SilentServer();

    [[nodiscard]] QString url() const;

private:
    QTcpServer m_server;
};

/// A port of loopback where nobody listens.
[[nodiscard]] quint16 refusedPort();

} // namespace squall::test
