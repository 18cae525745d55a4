#include <string>

#include <QTest>
#include <zlib.h>

#include "core/run/decodedbody.h"

using namespace squall;
using namespace std::string_literals;

namespace {

constexpr std::size_t most = 1'000'000;

std::string packed(const std::string& text, int windowBits) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        return {};
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

constexpr int gzip = 15 + 16;
constexpr int zlibFrame = 15;
constexpr int raw = -15;

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
    QTest::newRow("gzip") << "content-encoding: gzip\r\n"s << packed("hello", gzip);
    QTest::newRow("deflate") << "Content-Encoding: deflate\r\n"s << packed("hello", zlibFrame);
    QTest::newRow("deflate without its frame")
        << "Content-Encoding: deflate\r\n"s << packed("hello", raw);
}

void TestDecodedBody::decodes() {
    QFETCH(std::string, fields);
    QFETCH(std::string, body);
    const DecodedBody decoded = decodeBody("HTTP/1.1 200 OK\r\n" + fields, body, most);
    QCOMPARE(decoded.bytes, "hello"s);
    QVERIFY(decoded.isWhole);
}

void TestDecodedBody::aBombIsCut() {
    const std::string bomb = packed(std::string(50'000'000, 'x'), gzip);
    const DecodedBody decoded = decodeBody("HTTP/1.1 200 OK\r\nContent-Encoding: gzip", bomb, most);
    QCOMPARE(decoded.bytes.size(), most);
    QVERIFY(!decoded.isWhole);
}

void TestDecodedBody::whatIsBrokenIsSaid_data() {
    QTest::addColumn<std::string>("fields");
    QTest::addColumn<std::string>("body");
    QTest::newRow("half a chunk") << "Transfer-Encoding: chunked"s << "5\r\nhel"s;
    QTest::newRow("half a gzip") << "Content-Encoding: gzip"s
                                 << packed("hello", gzip).substr(0, 15);
    QTest::newRow("no gzip at all") << "Content-Encoding: gzip"s << "hello"s;
}

void TestDecodedBody::whatIsBrokenIsSaid() {
    QFETCH(std::string, fields);
    QFETCH(std::string, body);
    QVERIFY(!decodeBody("HTTP/1.1 200 OK\r\n" + fields, body, most).isWhole);
}

QTEST_GUILESS_MAIN(TestDecodedBody)
#include "tst_decodedbody.moc"
