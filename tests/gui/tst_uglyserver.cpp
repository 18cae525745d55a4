// The window survives what the engine survives, and says what it was where it belongs.

#include <QSet>
#include <QTabWidget>
#include <QTableWidget>
#include <QTest>

#include "core/base/tlsfault.h"
#include "tests/support/guifixture.h"
#include "tests/support/http2server.h"
#include "tests/support/misbehaviour.h"
#include "tests/support/tlsserver.h"
#include "ui/failurewords.h"

using namespace squall;
using namespace squall::test;

using Then = Reply::Then;

namespace {

const std::string head = "HTTP/1.1 200 OK\r\n";

} // namespace

class TestUglyServer final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void namesWhatWentWrong_data();
    void namesWhatWentWrong();
    void aHandshakeThatFailsIsToldInPlace_data();
    void aHandshakeThatFailsIsToldInPlace();
    void faultsOfHttp2AreNamed_data();
    void faultsOfHttp2AreNamed();
    void everyTlsFaultHasItsOwnWords();
    void everyLabelShowsPlainText();
    void cancelsAmongTwoThousandStalledConnections();
};

void TestUglyServer::namesWhatWentWrong_data() {
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* words, const Reply& reply) {
        QTest::newRow(words) << reply << QString::fromLatin1(words);
    };
    row("Closed without an answer", rawReply({}, Then::Close));
    row("Closed in the middle of an answer", rawReply(head + "Content-Le", Then::Close));
    row("Connection reset by the server", rawReply(head, Then::Reset));
    row("No whole answer in time", rawReply(head));
    row("Not HTTP: the first line is not an HTTP/1.x status line",
        rawReply("\xee\x01garbage\r\n\r\n"));
    row("Not HTTP: head of more than 64 KiB", rawReply(head + "A: " + std::string(1'000'000, 'a')));
    row("The body is longer than the plan allows",
        rawReply(head + "Content-Length: 99999999999\r\n\r\n"));
    row("Not HTTP: more than 256 header fields", rawReply(head + [] {
            std::string fields;
            for (int i = 0; i < 10'000; ++i)
                fields += "A: b\r\n";
            return fields;
        }()));
    row("Not HTTP: malformed chunk", rawReply(head + "Transfer-Encoding: chunked\r\n\r\n-1\r\n"));
    row("Not HTTP: bytes after the end of the response",
        rawReply(okReply().writes[0].bytes + std::string(100'000, '\0')));
}

void TestUglyServer::namesWhatWentWrong() {
    QFETCH(Reply, reply);
    QFETCH(QString, words);
    const TestServer server(oneInThree(reply));
    TestPlan plan = sixtyRequests(server);
    plan.timeout = std::chrono::milliseconds(100);
    m_window->setPlan(plan);
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QVERIFY(this->words("statusLabel").startsWith(QStringLiteral("60 of 60, 20 errors")));
    QVERIFY(this->words("ledgerLabel").contains(QStringLiteral("40 ok")));
    QCOMPARE(at<QTabWidget>("tabs")->tabText(2), QStringLiteral("Errors (20)"));
    auto* const errors = at<QTableWidget>("errorList");
    QCOMPARE(errors->rowCount(), 1);
    QCOMPARE(errors->item(0, 0)->text(), words);
    QVERIFY(!errors->item(0, 1)->text().isEmpty()); // what to do
    QCOMPARE(errors->item(0, 2)->text(), QStringLiteral("20"));
    at<QTabWidget>("tabs")->setCurrentIndex(2); // where the example is drawn
    QCOMPARE(m_button->text(), QStringLiteral("Submit"));
}

void TestUglyServer::aHandshakeThatFailsIsToldInPlace_data() {
    QTest::addColumn<TlsServerOptions>("options");
    QTest::addColumn<QString>("cause");
    QTest::addColumn<QString>("remedy");
    const auto row = [](const char* cause, const char* remedy, const TlsCertificate& certificate,
                        TlsOpening opening = TlsOpening::Handshake) {
        TlsServerOptions options;
        options.certificate = certificate;
        options.opening = [opening](auto) { return opening; };
        options.script = [](auto) { return tlsOkReply(); };
        QTest::newRow(cause) << options << QString::fromLatin1(cause)
                             << QString::fromLatin1(remedy);
    };
    row("certificate is self-signed", "Name the authority", makeSelfSigned());
    row("certificate is from an unknown authority", "Name the authority",
        makeCertificate(makeAuthority("one")));
    row("does not speak TLS", "Check that the port", makeSelfSigned(), TlsOpening::PlainText);
    row("closed the connection during the TLS handshake", "may have restarted", makeSelfSigned(),
        TlsOpening::Close);
}

void TestUglyServer::aHandshakeThatFailsIsToldInPlace() {
    QFETCH(TlsServerOptions, options);
    QFETCH(QString, cause);
    QFETCH(QString, remedy);
    const TlsServer server(options);
    submitTo(QString::fromStdString(server.url()));
    QTRY_COMPARE(state(), RunState::Failed);
    const QString words = this->words("statusLabel");
    QVERIFY2(words.contains(cause), qPrintable(words));
    QVERIFY2(words.contains(remedy), qPrintable(words));
    QVERIFY(this->words("urlError").contains(cause));
    QVERIFY(at("copyDetailsButton")->isVisible());
    QCOMPARE(m_button->text(), QStringLiteral("Submit"));
    QCOMPARE(server.requests(), quint64{0});
}

void TestUglyServer::faultsOfHttp2AreNamed_data() {
    using Answer = std::function<Reply(std::uint32_t)>;
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<QString>("words");
    const auto row = [](const char* words, const Answer& answer) {
        QTest::newRow(words) << answer << QString::fromLatin1(words);
    };
    row("The server reset the stream: INTERNAL_ERROR",
        [](auto stream) { return rawReply(frames::reset(stream, 2)); });
    row("Closed without an answer", [](auto) { return rawReply({}, Then::Close); });
    row("Not HTTP: what came is not HTTP/2 or breaks its rules",
        [](auto) { return rawReply(frames::data(0, "hello")); });
    row("Not HTTP: a header block of HTTP/2 that cannot be decompressed", [](auto stream) {
        return rawReply(frames::frame(frames::Headers, frames::endHeaders, stream, "\xff\xff\xff"));
    });
    row("No whole answer in time", [](auto) { return silence(); });
}

void TestUglyServer::faultsOfHttp2AreNamed() {
    QFETCH(std::function<Reply(std::uint32_t)>, answer);
    QFETCH(QString, words);
    const Http2Server server([&](auto, std::uint32_t stream) { return answer(stream); });
    TestPlan plan = planFor(server.url(), 3, 1);
    plan.http = HttpVersion::Http2;
    plan.timeout = std::chrono::milliseconds(100);
    m_window->setPlan(plan);
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    QCOMPARE(at<QTabWidget>("tabs")->tabText(2), QStringLiteral("Errors (3)"));
    auto* const errors = at<QTableWidget>("errorList");
    QCOMPARE(errors->rowCount(), 1);
    QCOMPARE(errors->item(0, 0)->text(), words);
    QVERIFY(!errors->item(0, 1)->text().isEmpty()); // what to do
}

void TestUglyServer::everyTlsFaultHasItsOwnWords() {
    QSet<QString> all;
    constexpr auto last = static_cast<std::uint16_t>(TlsFault::Flood);
    for (std::uint16_t code = 1; code <= last; ++code)
        all += wordsFor({FailureClass::Tls, code}).what;
    QCOMPARE(all.size(), qsizetype{last});
}

// What a server wrote is never markup; Qt guesses unless it is told. The names of fields are ours.
void TestUglyServer::everyLabelShowsPlainText() {
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    const auto labels = m_window->findChildren<QLabel*>();
    QVERIFY(labels.size() > 10);
    QStringList guessed;
    for (const QLabel* const label : labels) {
        if (label->textFormat() != Qt::PlainText && label->buddy() == nullptr)
            guessed += label->objectName() + QStringLiteral(": ") + label->text();
    }
    QVERIFY2(guessed.isEmpty(), qPrintable(guessed.join('\n')));
}

void TestUglyServer::cancelsAmongTwoThousandStalledConnections() {
    const TestServer server([](auto, const auto&) { return silence(); });
    TestPlan plan = planFor(server.url(), 1'000'000, 2'000);
    m_window->setPlan(plan);
    submit();
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(), quint64{2'000}, 30'000);
    submit();
    QTRY_COMPARE(state(), RunState::Cancelled);
    QVERIFY(m_button->isEnabled());
    QTRY_COMPARE(server.openConnections(), qint64{0});
}

QTEST_MAIN(TestUglyServer)
#include "tst_uglyserver.moc"
