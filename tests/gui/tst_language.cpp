// Language and theme, as the user chooses them, and what the window remembers.

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QMenuBar>
#include <QTabWidget>
#include <QTest>

#include "tests/support/guifixture.h"
#include "ui/appearance.h"
#include "ui/settings.h"
#include "ui/theme.h"

using namespace squall;
using namespace squall::test;

class TestLanguage final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void themeIsAppliedAndKept();
    void sizeAndFoldAreRemembered();
    void languageIsChosen();
    void windowSpeaksRussian();
    void mnemonicsAreUniqueInRussian();
};

void TestLanguage::themeIsAppliedAndKept() {
    at<QAction>("settingsAction")->trigger();
    QTRY_VERIFY(at<QDialog>("settingsDialog")->isVisible());
    auto* const box = at<QComboBox>("themeBox");
    box->setFocus();
    QTest::keyClick(box, Qt::Key_End);
    QVERIFY(theme::isDark(QApplication::palette()));
    QCOMPARE(settings::theme(), settings::Theme::Dark);
    QTest::keyClick(box, Qt::Key_Up);
    QVERIFY(!theme::isDark(QApplication::palette()));
    setUpLook();
}

void TestLanguage::sizeAndFoldAreRemembered() {
    m_window->resize(700, 500);
    QTest::mouseClick(at("optionsToggle"), Qt::LeftButton);
    QVERIFY(m_window->QWidget::close());
    close();
    QVERIFY(open());
    QCOMPARE(m_window->size(), QSize(700, 500));
    QVERIFY(at("connectionsEdit")->isVisible());
    QTest::mouseClick(at("optionsToggle"), Qt::LeftButton);
}

void TestLanguage::languageIsChosen() {
    at<QAction>("settingsAction")->trigger();
    QTRY_VERIFY(at<QDialog>("settingsDialog")->isVisible());
    auto* const box = at<QComboBox>("languageBox");
    QVERIFY(!at("languageNote")->isVisible());
    box->setFocus();
    QTest::keyClick(box, Qt::Key_End);
    QCOMPARE(box->currentText(), "Русский");
    QVERIFY(at("languageNote")->isVisible());
    QCOMPARE(settings::language(), "ru");
}

// From here on the program speaks Russian.
void TestLanguage::windowSpeaksRussian() {
    close();
    settings::setLanguage("ru");
    appearance::applyLanguage();
    QVERIFY(open());
    QCOMPARE(m_button->text(), "Отправить");
    QCOMPARE(words("statusLabel"), "Готово к запуску");
    QCOMPARE(at<QTabWidget>("tabs")->tabText(0), "Сейчас");
    QCOMPARE(m_window->menuBar()->actions().front()->text(), "&Файл");
    submit();
    QCOMPARE(m_button->text(), "Отмена");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(words("statusLabel").startsWith("10 000 из 10 000, 0 ошибок, "));
    QVERIFY(words("ledgerLabel").startsWith("Отправлено 10 000 запросов: 10 000 успешно"));
}

void TestLanguage::mnemonicsAreUniqueInRussian() {
    QStringList keys = mnemonics(*m_window);
    QVERIFY(keys.size() >= 8);
    QVERIFY2(keys.removeDuplicates() == 0, qPrintable(keys.join(' ')));
}

QTEST_MAIN(TestLanguage)
#include "tst_language.moc"
