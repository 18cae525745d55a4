// The body of a plan: its text, or what a file holds, small or large.

#include <QTemporaryDir>
#include <QTest>

#include "core/http/request.h"
#include "core/plan/requestbody.h"

using namespace squall;

class TestRequestBody final : public QObject {
    Q_OBJECT

private slots:
    void isTheTextOfThePlan();
    void isWhatAFileHolds_data();
    void isWhatAFileHolds();
    void standsApartWhereItIsLarge();
    void outlivesItsFile();
    void isReadWhereMoreThanTheKernelLooks_data();
    void isReadWhereMoreThanTheKernelLooks();
    void saysWhatCannotBeRead_data();
    void saysWhatCannotBeRead();

private:
    TestPlan planWith(const std::string& content) {
        QFile file(m_folder.filePath("body"));
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(content.data(), qint64(content.size())) != qint64(content.size()))
            qFatal("cannot write a temporary file");
        TestPlan plan;
        plan.url = "http://127.0.0.1/";
        plan.bodyFile = file.fileName().toStdString();
        return plan;
    }

    const QTemporaryDir m_folder;
};

void TestRequestBody::isTheTextOfThePlan() {
    TestPlan plan;
    QVERIFY(RequestBody::of(plan)->bytes().empty());
    plan.body = "some text";
    QCOMPARE(std::string(RequestBody::of(plan)->bytes()), plan.body);
}

void TestRequestBody::isWhatAFileHolds_data() {
    QTest::addColumn<std::string>("content");
    QTest::newRow("nothing") << std::string();
    QTest::newRow("NUL and line ends") << std::string("a\0b\r\n", 5);
    QTest::newRow("the largest that is copied") << std::string(largestCopiedBody, 'x');
    QTest::newRow("one byte more") << std::string(largestCopiedBody + 1, 'x');
    QTest::newRow("many pages") << std::string(1'000'000, 'x') + "end";
}

void TestRequestBody::isWhatAFileHolds() {
    QFETCH(std::string, content);
    const auto body = RequestBody::of(planWith(content));
    QVERIFY(body.has_value());
    QVERIFY(body->bytes() == content);
}

// Requests for many connections hold no copy of it.
void TestRequestBody::standsApartWhereItIsLarge() {
    const auto body = RequestBody::of(planWith(std::string(1'000'000, 'x')));
    const auto request = makeRequest(Url{}, "PUT", {}, body->bytes());
    QCOMPARE(static_cast<const void*>(request->body().data()),
             static_cast<const void*>(body->bytes().data()));
    QVERIFY(request->bytes.ends_with("Content-Length: 1000000\r\n\r\n"));
    QCOMPARE(request->size(), request->bytes.size() + 1'000'000);
}

void TestRequestBody::outlivesItsFile() {
    const TestPlan plan = planWith(std::string(200'000, 'x'));
    auto made = RequestBody::of(plan);
    RequestBody body = *std::move(made);
    QVERIFY(QFile::remove(QString::fromStdString(plan.bodyFile)));
    QVERIFY(body.bytes() == std::string(200'000, 'x'));
}

void TestRequestBody::isReadWhereMoreThanTheKernelLooks_data() {
    QTest::addColumn<std::string>("url");
    QTest::addColumn<HttpVersion>("http");
    QTest::addColumn<quint32>("follow");
    QTest::newRow("TLS") << std::string("https://127.0.0.1/") << HttpVersion::Auto << 0U;
    QTest::newRow("HTTP/2") << std::string("http://127.0.0.1/") << HttpVersion::Http2 << 0U;
    QTest::newRow("redirects") << std::string("http://127.0.0.1/") << HttpVersion::Auto << 1U;
}

// A page of a mapped file that has become shorter would end the program.
void TestRequestBody::isReadWhereMoreThanTheKernelLooks() {
    const std::string content(200'000, 'x');
    TestPlan plan = planWith(content);
    QFETCH(std::string, url);
    QFETCH(HttpVersion, http);
    QFETCH(quint32, follow);
    plan.url = url;
    plan.http = http;
    plan.follow = follow;
    const auto body = RequestBody::of(plan);
    QVERIFY(body.has_value());
    QVERIFY(QFile::resize(QString::fromStdString(plan.bodyFile), 0));
    QVERIFY(body->bytes() == content);
}

void TestRequestBody::saysWhatCannotBeRead_data() {
    QTest::addColumn<std::string>("path");
    QTest::newRow("no file") << std::string("/no/such/file");
    QTest::newRow("a folder") << std::string("/tmp");
    QTest::newRow("what has no end") << std::string("/dev/zero");
}

void TestRequestBody::saysWhatCannotBeRead() {
    QFETCH(std::string, path);
    TestPlan plan;
    plan.bodyFile = path;
    const auto body = RequestBody::of(plan);
    QVERIFY(!body);
    QCOMPARE(body.error().code, ErrorCode::FileFailed);
    QVERIFY(body.error().detail.find(path) != std::string::npos);
}

QTEST_APPLESS_MAIN(TestRequestBody)
#include "tst_requestbody.moc"
