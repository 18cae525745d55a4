#pragma once

#include <memory>

#include <QDir>
#include <QTemporaryDir>

#include "tests/support/guiwindow.h"
#include "ui/mainwindow.h"

namespace squall::test {

/// A window to take pictures of: into $SQUALL_PICTURES (a folder that is thrown away when unset),
/// in the language $SQUALL_LANGUAGE (English). Each test has the column `dark`, see looks().
class PictureFixture {
protected:
    static void looks();

    /// `executable`: what runs the built-in server.
    [[nodiscard]] bool prepare(const QString& executable);

    /// Nothing is shown yet. `points`: size of the font; 0: the usual one.
    [[nodiscard]] bool open(int points = 0);
    void close();

    [[nodiscard]] bool show(QSize size = {1000, 720});

    void submit();
    void submitTo(const QString& path); ///< of the built-in server
    void showTab(int tab);

    /// Of the window unless it is of another; false when there is none.
    [[nodiscard]] bool takePicture(const QString& name, QWidget* widget = nullptr);

    [[nodiscard]] RunState state() const { return m_window->controller().state(); }

    std::unique_ptr<DemoProcess> m_demo;
    std::unique_ptr<MainWindow> m_window;

private:
    QTemporaryDir m_temporary;
    QDir m_folder;
    QString m_language;
    QString m_executable;
};

} // namespace squall::test
