// One connection's side of HTTP/2 without its socket; tst_http2 and tst_http2faults have whole
// runs.

#include <string>

#include <QTest>

#include "core/http/http2session.h"
#include "core/http/url.h"
#include "tests/support/http2server.h"

using namespace squall;
using namespace squall::test;

namespace {

/// Remembers how the request ended.
struct Hearer final : Session::Listener {
    void onPiece(std::uint32_t /*slot*/, std::string_view /*bytes*/) override {}

    void onAnswer(std::uint32_t /*slot*/, std::string_view /*end*/) override {}

    void onFault(std::uint32_t /*slot*/, ParseFault what, std::string_view /*end*/) override {
        fault = what;
    }

    void onReset(std::uint32_t /*slot*/, std::uint32_t /*code*/) override {}

    void onUnprocessed(std::uint32_t /*slot*/) override {}

    [[nodiscard]] bool wantsHead(std::uint32_t /*slot*/, int /*status*/) override { return false; }

    void onCapacity() override {}

    ParseFault fault = ParseFault::None;
};

} // namespace

class TestHttp2Session final : public QObject {
    Q_OBJECT

private slots:
    void aFaultIsToldWhileTheServerReadsNothing_data();
    void aFaultIsToldWhileTheServerReadsNothing();
};

void TestHttp2Session::aFaultIsToldWhileTheServerReadsNothing_data() {
    QTest::addColumn<std::string>("bytes");
    QTest::addColumn<ParseFault>("fault");
    QTest::newRow("of the answer") << frames::frame(frames::Headers, frames::endHeaders, 1,
                                                    frames::headBlock(200, {{"Upper", "x"}}))
                                   << ParseFault::Http2Malformed;
    QTest::newRow("of the connection") << frames::data(0, "hello") << ParseFault::Http2Violation;
}

// The rest of a large request waits for the server; what is wrong with the answer does not.
void TestHttp2Session::aFaultIsToldWhileTheServerReadsNothing() {
    QFETCH(std::string, bytes);
    QFETCH(ParseFault, fault);
    const std::string body(1'000'000, 'b');
    const auto request = makeRequest(*parseUrl("http://a.test/"), "POST", {}, body, {});
    QVERIFY(request.has_value());
    const auto session = Http2Session::create(*request, 1, true);
    Hearer hearer;
    session->receive(frames::settings({{4, 1 << 30}}) +
                         frames::frame(frames::Window, 0, 0, std::string("\x3f\0\0\0", 4)),
                     hearer);
    session->submit(0, *request);
    QVERIFY(session->output().size() > 60'000);
    QVERIFY(session->isSending(0));
    session->receive(bytes, hearer);
    QVERIFY(hearer.fault == fault);
    QVERIFY(session->output().size() < 200'000);
}

QTEST_GUILESS_MAIN(TestHttp2Session)
#include "tst_http2session.moc"
