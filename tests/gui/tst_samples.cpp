// Exchanges that a run has kept, in the tabs of the window.

#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableWidget>

#include "tests/support/guifixture.h"
#include "tests/support/testserver.h"

using namespace squall;
using namespace squall::test;

namespace {

const std::string hostile = "<img src=x onerror=alert(1)>\u202egnp";

Reply hostileReply() {
    return rawReply("HTTP/1.1 503 " + hostile +
                    "\r\nContent-Length: " + std::to_string(hostile.size()) + "\r\n\r\n" + hostile);
}

} // namespace

class TestSamples final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void showsAnExampleOfTheChosenError();
    void showsTheSlowestRequests();
    void saysWhatIsMissing();

private:
    void openTab(int index) { at<QTabWidget>("tabs")->setCurrentIndex(index); }

    [[nodiscard]] QString answer(const char* panel) const {
        return at(panel)
            ->findChild<QPlainTextEdit*>(QStringLiteral("exchangeAnswer"))
            ->toPlainText();
    }
};

void TestSamples::showsAnExampleOfTheChosenError() {
    const TestServer server([](auto number, const auto&) {
        return number % 4 == 1   ? hostileReply()
               : number % 4 == 2 ? rawReply("garbage\r\n\r\n", Reply::Then::Close)
                                 : okReply();
    });
    submitTo(QString::fromStdString(server.url()));
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    openTab(2);
    auto* const list = at<QTableWidget>("errorList");
    QCOMPARE(list->rowCount(), 2);
    for (int row = 0; row < 2; ++row) {
        QTest::mouseClick(list->viewport(), Qt::LeftButton, {},
                          list->visualItemRect(list->item(row, 0)).center());
        const bool isStatus = list->item(row, 0)->text().startsWith(QStringLiteral("503"));
        const QString text = answer("errorsPanel");
        QVERIFY2(
            text.startsWith(isStatus ? QStringLiteral("HTTP/1.1 503") : QStringLiteral("garbage")),
            qPrintable(text));
        if (isStatus)
            QVERIFY2(text.endsWith(QStringLiteral("<img src=x onerror=alert(1)>\\u{202E}gnp")),
                     qPrintable(text));
    }
}

void TestSamples::showsTheSlowestRequests() {
    const TestServer server([](auto, const auto&) { return okReply("a body"); });
    submitTo(QString::fromStdString(server.url()));
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    openTab(3);
    QCOMPARE(at<QTableWidget>("sampleList")->rowCount(), 10);
    QVERIFY(answer("samplesPanel").endsWith(QStringLiteral("a body")));
}

void TestSamples::saysWhatIsMissing() {
    openTab(3);
    QVERIFY(!at<QTableWidget>("sampleList")->isVisible());
}

QTEST_MAIN(TestSamples)
#include "tst_samples.moc"
