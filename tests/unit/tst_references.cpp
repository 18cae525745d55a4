// Secrets as references: resolved for the run, and put in the place of secrets for the file.

#include <QTemporaryDir>
#include <QTest>

#include "core/plan/planjson.h"
#include "core/plan/references.h"
#include "core/plan/secrets.h"

using namespace squall;

namespace {

std::string authorizationOf(const TestPlan& plan) {
    return plan.headers.empty() ? "" : plan.headers.back().value;
}

std::string writeFile(const QTemporaryDir& folder, const QByteArray& content) {
    QFile file(folder.filePath(QStringLiteral("file")));
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write a temporary file");
    return file.fileName().toStdString();
}

} // namespace

class TestReferences final : public QObject {
    Q_OBJECT

private slots:

    void initTestCase() { qputenv("SQUALL_TEST_SECRET", "s3cr3t"); }

    void replacesVariablesInHeaders() {
        TestPlan plan;
        plan.headers = {{"X", "a ${SQUALL_TEST_SECRET}-${SQUALL_TEST_SECRET} $ ${ ${} ${a b}"}};
        QCOMPARE(resolve(plan)->headers.front().value,
                 std::string("a s3cr3t-s3cr3t $ ${ ${} ${a b}"));
    }

    void makesAnAuthorization() {
        TestPlan plan;
        plan.user = "me:${SQUALL_TEST_SECRET}";
        QCOMPARE(authorizationOf(*resolve(plan)), std::string("Basic bWU6czNjcjN0"));
        plan.user.clear();
        plan.bearer = "${SQUALL_TEST_SECRET}";
        QCOMPARE(authorizationOf(*resolve(plan)), std::string("Bearer s3cr3t"));
    }

    void anAuthorizationOfOnesOwnWins() {
        TestPlan plan;
        plan.bearer = "x";
        plan.headers = {{"authorization", "Own"}};
        QCOMPARE(resolve(plan)->headers.size(), std::size_t{1});
    }

    void readsTheFirstLineOfAFile() {
        const QTemporaryDir folder;
        TestPlan plan;
        plan.bearer = "@" + writeFile(folder, "token\nnot this\n");
        QCOMPARE(authorizationOf(*resolve(plan)), std::string("Bearer token"));
    }

    void readsADeviceNoFurtherThanACredentialGoes() {
        TestPlan plan;
        plan.bearer = "@/dev/zero";
        QVERIFY(authorizationOf(*resolve(plan)).size() < 100'000);
        plan.bearer = "@/tmp";
        QVERIFY(!resolve(plan));
    }

    void namesWhatIsMissing() {
        TestPlan plan;
        plan.bearer = "${SQUALL_TEST_UNSET}";
        QVERIFY(resolve(plan).error().detail.find("SQUALL_TEST_UNSET") != std::string::npos);
        plan.bearer = "@/no/such/file";
        QVERIFY(resolve(plan).error().detail.find("/no/such/file") != std::string::npos);
    }

    void aUserWhomNoFileCanHoldBecomesAReference() {
        TestPlan plan;
        plan.url = "http://me%EE@a.test/";
        const KeptPlan kept = withReferences(plan);
        QCOMPARE(kept.plan.user, std::string("${SQUALL_USER}"));
        QCOMPARE(kept.plan.url, std::string("http://a.test/"));
        QVERIFY(kept.variables == std::vector<std::string>({"SQUALL_USER"}));
    }

    void keepsNoSecretInAFile() {
        TestPlan plan;
        plan.url = "http://me:s3cr3t@a.test/";
        plan.headers = {{"Cookie", "id=s3cr3t"}, {"Authorization", "Bearer ${TOKEN}"}};
        const KeptPlan kept = withReferences(plan);
        QVERIFY(planJson(kept.plan).find("s3cr3t") == std::string::npos);
        QCOMPARE(kept.plan.url, std::string("http://a.test/"));
        QCOMPARE(kept.plan.user, std::string("me:${SQUALL_PASSWORD}"));
        QCOMPARE(kept.plan.headers[0].value, std::string("${SQUALL_COOKIE}"));
        QCOMPARE(kept.plan.headers[1].value, std::string("Bearer ${TOKEN}"));
        QVERIFY(kept.variables == std::vector<std::string>({"SQUALL_COOKIE", "SQUALL_PASSWORD"}));
    }

    void aKeptPlanStaysAsItIs() {
        TestPlan plan;
        plan.url = "http://a.test/";
        plan.user = "me:${PASSWORD}";
        QVERIFY(withReferences(plan).plan == plan);
        QVERIFY(withReferences(plan).variables.empty());
    }

    void masksWhatIsNoReference_data() {
        QTest::addColumn<std::string>("value");
        QTest::addColumn<bool>("isMasked");
        QTest::newRow("a secret") << std::string("Bearer abc") << true;
        QTest::newRow("a variable") << std::string("${TOKEN}") << false;
        QTest::newRow("a scheme and a variable") << std::string("Bearer ${TOKEN}") << false;
        QTest::newRow("half a secret") << std::string("abc${TOKEN}") << true;
        QTest::newRow("a secret behind") << std::string("${TOKEN}abc") << true;
    }

    void masksWhatIsNoReference() {
        QFETCH(std::string, value);
        QFETCH(bool, isMasked);
        TestPlan plan;
        plan.headers = {{"Authorization", value}};
        QCOMPARE(withoutSecrets(plan).headers.front().value == masked, isMasked);
    }
};

QTEST_APPLESS_MAIN(TestReferences)
#include "tst_references.moc"
