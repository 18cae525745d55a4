// What a screen reader hears of the window: names, roles, and the keys that a user may press.

#include <QAccessible>
#include <QAction>
#include <QDialog>
#include <QMessageBox>
#include <QTest>

#include "tests/support/guifixture.h"
#include "ui/helpdialogs.h"

using namespace squall;
using namespace squall::test;

class TestAccessibility final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void everyFieldHasAName();
    void everyFieldOfADialogHasAName_data();
    void everyFieldOfADialogHasAName();
    void picturesHaveRoles_data();
    void picturesHaveRoles();
    void shortcutsAreToldInHelp();
};

namespace {

/// Those that the Tab key reaches and that say nothing of themselves.
QStringList namelessFields(const QWidget& window) {
    QStringList nameless;
    for (QWidget* const widget : window.findChildren<QWidget*>()) {
        const bool isReached = (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
        const bool isOfQt =
            widget->objectName().startsWith(QStringLiteral("qt_")) || widget->window() != &window;
        if (!isReached || isOfQt || widget->focusProxy() != nullptr)
            continue;
        const QAccessibleInterface* const told = QAccessible::queryAccessibleInterface(widget);
        if (told == nullptr || told->text(QAccessible::Name).isEmpty())
            nameless << QString::fromLatin1(widget->metaObject()->className()) + ' ' +
                            widget->objectName();
    }
    return nameless;
}

} // namespace

void TestAccessibility::everyFieldHasAName() {
    const QStringList nameless = namelessFields(*m_window);
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
}

void TestAccessibility::everyFieldOfADialogHasAName_data() {
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("dialog");
    QTest::newRow("try once") << "tryOnceAction" << "tryDialog";
    QTest::newRow("capacity") << "capacityAction" << "capacityDialog";
    QTest::newRow("settings") << "settingsAction" << "settingsDialog";
}

void TestAccessibility::everyFieldOfADialogHasAName() {
    QFETCH(QString, action);
    QFETCH(QString, dialog);
    at<QAction>(qPrintable(action))->trigger();
    const QStringList nameless = namelessFields(*waitFor<QDialog>(qPrintable(dialog)));
    QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join('\n')));
}

void TestAccessibility::picturesHaveRoles_data() {
    QTest::addColumn<QString>("widget");
    QTest::addColumn<int>("role");
    for (const char* const chart : {"rateChart", "latencyChart", "errorChart", "heatChart",
                                    "distributionChart", "stagesPreview"})
        QTest::newRow(chart) << chart << int{QAccessible::Chart};
    QTest::newRow("tileRps") << "tileRps" << int{QAccessible::Grouping};
    QTest::newRow("progressBar") << "progressBar" << int{QAccessible::ProgressBar};
}

void TestAccessibility::picturesHaveRoles() {
    QFETCH(QString, widget);
    QFETCH(int, role);
    const QAccessibleInterface* const told =
        QAccessible::queryAccessibleInterface(at(qPrintable(widget)));
    QVERIFY(told != nullptr);
    QCOMPARE(int{told->role()}, role);
    QVERIFY(!told->text(QAccessible::Name).isEmpty());
}

void TestAccessibility::shortcutsAreToldInHelp() {
    showShortcuts(m_window.get());
    const QString told = waitFor<QMessageBox>("shortcutsBox")->text();
    QStringList missing;
    for (const QAction* const action : m_window->findChildren<QAction*>()) {
        const QString key = action->shortcut().toString();
        const bool isOfWindow = action->shortcutContext() == Qt::WindowShortcut;
        const bool isOfATab = key >= QStringLiteral("Ctrl+1") && key <= QStringLiteral("Ctrl+6");
        if (isOfWindow && !key.isEmpty() && !isOfATab && !told.contains('>' + key + '<'))
            missing << key;
    }
    QVERIFY2(missing.isEmpty(), qPrintable(missing.join('\n')));
}

QTEST_MAIN(TestAccessibility)
#include "tst_accessibility.moc"
