#pragma once

#include <memory>

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

#include "core/run/demoprocess.h"
#include "tests/support/guiwindow.h"
#include "ui/mainwindow.h"
#include "ui/runbar.h"

namespace squall::test {

/// A window that is new for each test, the demo target and a server that never answers.
class WindowFixture {
protected:
    /// `executable`: what runs the demo target.
    [[nodiscard]] bool prepare(const QString& executable);
    [[nodiscard]] bool open();
    void close();

    template <typename Widget = QWidget>
    [[nodiscard]] Widget* at(const char* name) const {
        return find<Widget>(*m_window, name);
    }

    [[nodiscard]] QString words(const char* name) const { return plain(at<QLabel>(name)->text()); }

    [[nodiscard]] RunState state() const { return m_window->controller().state(); }

    void type(const char* field, const QString& text) { retype(at(field), text); }

    /// Once it is shown.
    template <typename Widget>
    [[nodiscard]] Widget* waitFor(const char* name) const {
        const auto widget = [this, name] {
            return m_window->findChild<Widget*>(QString::fromLatin1(name));
        };
        if (!QTest::qWaitFor([&widget] { return widget() != nullptr && widget()->isVisible(); }))
            qFatal("%s did not appear", name);
        return widget();
    }

    /// In the file dialog of that name.
    void chooseFile(const char* dialog, const QString& path) const;

    void submit() { QTest::mouseClick(at("submitButton"), Qt::LeftButton); }

    /// 1000 requests.
    void submitTo(const QString& url);

    std::unique_ptr<DemoProcess> m_demo;
    std::unique_ptr<MainWindow> m_window;
    QPushButton* m_button = nullptr;
    RunBar* m_bar = nullptr;
    SilentServer m_silent;
};

} // namespace squall::test
