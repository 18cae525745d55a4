#include "tests/support/guipictures.h"

#include <QApplication>
#include <QFileInfo>
#include <QLineEdit>
#include <QPushButton>
#include <QTabWidget>

#include "core/run/demoprocess.h"
#include "ui/appearance.h"
#include "ui/settings.h"

namespace squall::test {

void PictureFixture::looks() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

bool PictureFixture::prepare(const QString& executable) {
    m_executable = executable;
    const QString wanted = qEnvironmentVariable("SQUALL_PICTURES");
    m_folder.setPath(wanted.isEmpty() ? m_temporary.path() : wanted);
    m_language = qEnvironmentVariable("SQUALL_LANGUAGE", QStringLiteral("en"));
    failOnWarnings();
    useFreshSettings();
    settings::setLanguage(m_language);
    appearance::applyLanguage();
    QApplication::setDoubleClickInterval(0);
    return m_folder.mkpath(QStringLiteral("."));
}

bool PictureFixture::open(int points) {
    QFETCH(bool, dark);
    setUpLook(dark);
    if (points > 0)
        QApplication::setFont(QFont(QApplication::font().family(), points));
    m_demo = std::make_unique<DemoProcess>(nullptr, m_executable);
    const bool isReserved = m_demo->reserve().has_value();
    m_window = std::make_unique<MainWindow>(m_demo.get());
    return isReserved;
}

void PictureFixture::close() {
    m_window.reset();
    m_demo.reset();
}

bool PictureFixture::show(QSize size) {
    m_window->resize(size);
    m_window->show();
    m_window->activateWindow();
    return QTest::qWaitForWindowActive(m_window.get());
}

void PictureFixture::submit() {
    QTest::mouseClick(find<QPushButton>(*m_window, "submitButton"), Qt::LeftButton);
}

void PictureFixture::submitTo(const QString& path) {
    retype(find<QLineEdit>(*m_window, "urlEdit"), QString::fromStdString(m_demo->url()) + path);
    submit();
}

void PictureFixture::showTab(int tab) {
    find<QTabWidget>(*m_window, "tabs")->setCurrentIndex(tab);
}

bool PictureFixture::takePicture(const QString& name, QWidget* widget) {
    const QString file =
        m_folder.filePath(QStringLiteral("%1-%2-%3-%4x.png")
                              .arg(name, QString::fromLatin1(QTest::currentDataTag()), m_language)
                              .arg(m_window->devicePixelRatio()));
    for (int level = 0; level < 4; ++level) // a layout asks the next one
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    return (widget != nullptr ? widget : m_window.get())->grab().save(file) &&
           QFileInfo(file).size() > 2'000;
}

} // namespace squall::test
