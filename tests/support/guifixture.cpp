#include "tests/support/guifixture.h"

#include <QApplication>
#include <QFileDialog>

namespace squall::test {

bool WindowFixture::prepare(const QString& executable) {
    setUpLook();
    failOnWarnings();
    useFreshSettings();
    m_demo = std::make_unique<DemoProcess>(nullptr, executable);
    return m_demo->reserve().has_value();
}

bool WindowFixture::open() {
    QApplication::setDoubleClickInterval(0);
    m_window = std::make_unique<MainWindow>(m_demo.get());
    m_window->show();
    m_window->activateWindow();
    m_button = at<QPushButton>("submitButton");
    m_bar = at<RunBar>("progressBar");
    return QTest::qWaitForWindowActive(m_window.get());
}

void WindowFixture::close() {
    m_window.reset();
}

void WindowFixture::chooseFile(const char* dialog, const QString& path) const {
    auto* const files = waitFor<QFileDialog>(dialog);
    files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setText(path);
    QMetaObject::invokeMethod(files, "accept");
}

void WindowFixture::submitTo(const QString& url) {
    type("urlEdit", url);
    type("countEdit", QStringLiteral("1000"));
    submit();
}

} // namespace squall::test
