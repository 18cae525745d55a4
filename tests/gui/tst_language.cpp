// Language and theme, as the user chooses them, and what the window remembers.

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QHeaderView>
#include <QLabel>
#include <QMenuBar>
#include <QTabWidget>
#include <QTableView>
#include <QTest>

#include "core/results/historystore.h"
#include "tests/support/guifixture.h"
#include "ui/appearance.h"
#include "ui/settings.h"
#include "ui/theme.h"
#include "ui/timechart.h"

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
    void chartsFollowTheTheme();
    void sizeOfTheHistoryIsKept();
    void languageChangesAtOnce();
    void tablesStaySortedWhenTheLanguageChanges();
    void wrongFieldsStayWhenTheLanguageChanges();
    void removedSecretsStayAskedFor();
    void languageWaitsForTheEndOfARun();
    void windowSpeaksRussian();
    void mnemonicsAreUniqueInRussian();

private:
    void openSettings() {
        at<QAction>("settingsAction")->trigger();
        QTRY_VERIFY(at<QDialog>("settingsDialog")->isVisible());
    }

    void choose(const char* box, int index) {
        auto* const combo = at<QComboBox>(box);
        combo->setFocus();
        QTest::keyClick(combo, Qt::Key_Home);
        for (int i = 0; i < index; ++i)
            QTest::keyClick(combo, Qt::Key_Down);
        QCOMPARE(combo->currentIndex(), index);
    }
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

void TestLanguage::chartsFollowTheTheme() {
    type("countEdit", "1000");
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    const auto colorOf = [this](const char* chart) {
        return at<TimeChart>(chart)->graph(0)->pen().color();
    };
    const auto groundOf = [this](const char* chart) {
        return at(chart)->grab().toImage().pixel(3, 3);
    };
    openSettings();
    const std::pair<int, QPalette> looks[] = {{2, theme::darkPalette()},
                                              {1, theme::lightPalette()}};
    for (const auto& [index, palette] : looks) {
        choose("themeBox", index);
        QTRY_COMPARE(colorOf("rateChart"), theme::accent(palette));
        QCOMPARE(colorOf("latencyChart"), theme::series(0, palette));
        QCOMPARE(colorOf("distributionChart"), theme::accent(palette));
        QTRY_COMPARE(groundOf("rateChart"), theme::card(palette).rgb());
        QCOMPARE(at<QLabel>("historyFoot")->palette().color(QPalette::WindowText),
                 theme::quietWords(palette));
        QCOMPARE(at<QLabel>("spanLabel")->palette().color(QPalette::WindowText),
                 theme::quietWords(palette));
    }
    setUpLook();
}

void TestLanguage::sizeOfTheHistoryIsKept() {
    QCOMPARE(settings::historyBound(), std::uint64_t{HistoryStore::usualBound});
    openSettings();
    const auto* const box = at<QComboBox>("historyBoundBox");
    QCOMPARE(plain(box->currentText()), "at most 500 MB");
    choose("historyBoundBox", box->count() - 1);
    QCOMPARE(plain(box->currentText()), "at most 5 GB");
    QCOMPARE(settings::historyBound(), std::uint64_t{5'000'000'000});
}

void TestLanguage::languageChangesAtOnce() {
    submitTo(QString::fromStdString(m_demo->url()) + "delay/20ms");
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    at<QAbstractButton>("optionsToggle")->setChecked(true);
    type("connectionsEdit", "7");
    at<QTabWidget>("tabs")->setCurrentIndex(1);
    const TestPlan plan = m_window->plan();
    const QRect place = m_window->geometry();
    const auto drawn = [this] { return at<TimeChart>("rateChart")->graph(0)->dataCount(); };
    const int points = drawn();
    QVERIFY(points > 3); // more than the one second that the result has
    const QString ledger = words("ledgerLabel");

    openSettings();
    choose("languageBox", 2);
    QTRY_COMPARE(at<QPushButton>("submitButton")->text(), "Отправить");
    QVERIFY(!at("languageNote")->isVisible());
    QCOMPARE(at<QDialog>("settingsDialog")->windowTitle(), "Настройки");
    QCOMPARE(m_window->menuBar()->actions().front()->text(), "&Файл");
    QCOMPARE(at<QTabWidget>("tabs")->currentIndex(), 1);
    QVERIFY(words("ledgerLabel").startsWith("Отправлено "));
    QVERIFY(m_window->plan() == plan);
    QCOMPARE(m_window->geometry(), place);
    QCOMPARE(drawn(), points);
    QVERIFY(at("connectionsEdit")->isVisible());
    QCOMPARE(at<RunBar>("progressBar")->value(), 1000);

    choose("languageBox", 0);
    QTRY_COMPARE(at<QPushButton>("submitButton")->text(), "Submit");
    QCOMPARE(words("ledgerLabel"), ledger);
    QTest::keyClick(at<QDialog>("settingsDialog"), Qt::Key_Escape);
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(m_window.get(), Qt::Key_L, Qt::ControlModifier);
    QCOMPARE(m_window->focusWidget(), at("urlEdit"));
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QCOMPARE(m_window->controller().result()->plan.connections, 7u);
}

void TestLanguage::tablesStaySortedWhenTheLanguageChanges() {
    const auto headerOf = [this](const char* table) {
        return at<QTableView>(table)->horizontalHeader();
    };
    for (const char* const table : {"historyTable", "sampleList"})
        headerOf(table)->setSortIndicator(2, Qt::DescendingOrder);
    openSettings();
    choose("languageBox", 2);
    QTRY_COMPARE(at<QPushButton>("submitButton")->text(), "Отправить");
    for (const char* const table : {"historyTable", "sampleList"}) {
        QCOMPARE(headerOf(table)->sortIndicatorSection(), 2);
        QCOMPARE(headerOf(table)->sortIndicatorOrder(), Qt::DescendingOrder);
    }
    choose("languageBox", 0);
    QTRY_COMPARE(at<QPushButton>("submitButton")->text(), "Submit");
}

void TestLanguage::wrongFieldsStayWhenTheLanguageChanges() {
    const std::pair<const char*, const char*> texts[] = {{"urlEdit", "http://exa mple.com/"},
                                                         {"countEdit", "soon"},
                                                         {"connectionsEdit", "many"},
                                                         {"rateEdit", "fast"},
                                                         {"timeoutEdit", "x"},
                                                         {"userEdit", ""}};
    at<QAbstractButton>("optionsToggle")->setChecked(true);
    choose("unitBox", 1);
    choose("loadBox", 1);
    at<QTabWidget>("optionTabs")->setCurrentIndex(4);
    choose("authBox", 1);
    for (const auto& [field, text] : texts)
        at<QLineEdit>(field)->setText(text);
    submit();
    openSettings();
    choose("languageBox", 2);
    QTRY_COMPARE(at<QPushButton>("submitButton")->text(), "Отправить");
    for (const auto& [field, text] : texts)
        QCOMPARE(at<QLineEdit>(field)->text(), text);
    QCOMPARE(at<QComboBox>("unitBox")->currentIndex(), 1);
    QCOMPARE(at<QComboBox>("loadBox")->currentIndex(), 1);
    QCOMPARE(at<QComboBox>("authBox")->currentIndex(), 1);
    QVERIFY(at("urlError")->isVisible());
    QVERIFY(at("countError")->isVisible());
    QVERIFY(!words("userError").isEmpty());
    choose("languageBox", 0);
    QTRY_COMPARE(at<QPushButton>("submitButton")->text(), "Submit");
    QTest::keyClick(at<QDialog>("settingsDialog"), Qt::Key_Escape);
    choose("unitBox", 0);
    QCOMPARE(plain(at<QLineEdit>("countEdit")->text()), "10 000");
}

void TestLanguage::removedSecretsStayAskedFor() {
    TestPlan plan = m_window->plan();
    plan.headers = {{"Authorization", "***"}};
    plan.bearer = "***";
    m_window->setPlan(plan);
    openSettings();
    choose("languageBox", 2);
    QTRY_COMPARE(at<QPushButton>("submitButton")->text(), "Отправить");
    QCOMPARE(at<QComboBox>("authBox")->currentIndex(), 2);
    QTest::keyClick(at<QDialog>("settingsDialog"), Qt::Key_Escape);
    submit();
    QCOMPARE(state(), RunState::Idle);
    QVERIFY(!words("headersError").isEmpty());
    QVERIFY(!words("bearerError").isEmpty());
    settings::setLanguage({});
    appearance::applyLanguage();
    QTRY_COMPARE(at<QPushButton>("submitButton")->text(), "Submit");
}

void TestLanguage::languageWaitsForTheEndOfARun() {
    submitTo(m_silent.url());
    QTRY_COMPARE(state(), RunState::Running);
    openSettings();
    choose("languageBox", 2);
    QVERIFY(at("languageNote")->isVisible());
    QTest::keyClick(at<QDialog>("settingsDialog"), Qt::Key_Escape);
    QCOMPARE(at<QPushButton>("submitButton")->text(), "Cancel");
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_COMPARE(state(), RunState::Cancelled);
    QTRY_COMPARE(at<QPushButton>("submitButton")->text(), "Отправить");
    QVERIFY(words("statusLabel").startsWith("Отменено"));
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
    QCOMPARE(mnemonicsTwiceInAMenu(*m_window), QStringList());
}

QTEST_MAIN(TestLanguage)
#include "tst_language.moc"
