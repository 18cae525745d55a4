#include <string>

#include <QTest>

#include "core/run/decodedbody.h"
#include "tests/support/packed.h"

using namespace squall;
using namespace squall::test;
using namespace std::string_literals;

namespace {

constexpr std::size_t most = 1'000'000;

} // namespace

class TestDecodedBody final : public QObject {
    Q_OBJECT

private slots:
    void decodes_data();
    void decodes();
    void aBombIsCut();
    void whatIsBrokenIsSaid_data();
    void whatIsBrokenIsSaid();
};

void TestDecodedBody::decodes_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("body");
    QTest::newRow("plain") << ""s << "hello"s;
    QTest::newRow("chunks") << "Transfer-Encoding: Chunked\r\n"s
                            << "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n"s;
    QTest::newRow("gzip") << "content-encoding: gzip\r\n"s << packed("hello", gzipFrame);
    QTest::newRow("deflate") << "Content-Encoding: deflate\r\n"s << packed("hello", zlibFrame);
    QTest::newRow("deflate without its frame")
        << "Content-Encoding: deflate\r\n"s << packed("hello", noFrame);
}

void TestDecodedBody::decodes() {
    QFETCH(std::string, fields);
    QFETCH(std::string, body);
    const DecodedBody decoded = decodeBody("HTTP/1.1 200 OK\r\n" + fields, body, most);
    QCOMPARE(decoded.bytes, "hello"s);
    QVERIFY(decoded.isWhole);
}

void TestDecodedBody::aBombIsCut() {
    const std::string bomb = packed(std::string(50'000'000, 'x'), gzipFrame);
    const DecodedBody decoded = decodeBody("HTTP/1.1 200 OK\r\nContent-Encoding: gzip", bomb, most);
    QCOMPARE(decoded.bytes.size(), most);
    QVERIFY(!decoded.isWhole);
}

void TestDecodedBody::whatIsBrokenIsSaid_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("body");
    QTest::newRow("half a chunk") << "Transfer-Encoding: chunked"s << "5\r\nhel"s;
    QTest::newRow("half a gzip") << "Content-Encoding: gzip"s
                                 << packed("hello", gzipFrame).substr(0, 15);
    QTest::newRow("no gzip at all") << "Content-Encoding: gzip"s << "hello"s;
}

void TestDecodedBody::whatIsBrokenIsSaid() {
    QFETCH(std::string, fields);
    QFETCH(std::string, body);
    QVERIFY(!decodeBody("HTTP/1.1 200 OK\r\n" + fields, body, most).isWhole);
}

QTEST_GUILESS_MAIN(TestDecodedBody)
#include "tst_decodedbody.moc"
