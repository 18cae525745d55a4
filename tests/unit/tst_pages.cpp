// The manual and the completions hold what --help holds.

#include <algorithm>
#include <ranges>

#include <QRegularExpression>
#include <QTest>

#include "app/options.h"

using namespace squall;

class TestPages final : public QObject {
    Q_OBJECT

private slots:

    void initTestCase() {
        const Command command = parseCommandLine({"--write-pages", "/nowhere"});
        QVERIFY(std::holds_alternative<PagesCommand>(command));
        QCOMPARE(std::get<PagesCommand>(command).folder, "/nowhere");
        m_pages = std::get<PagesCommand>(command).pages;
    }

    void everyShellAndCommandHasItsPage_data() {
        QTest::addColumn<std::string>("path");
        QTest::addColumn<std::string>("words");
        const auto row = [](const char* path, const char* words) {
            QTest::newRow(path) << std::string(path) << std::string(words);
        };
        row("man/man1/squall.1", "\\fBsquall\\-run\\fR(1)");
        row("man/man1/squall-run.1", "\\fB\\-z\\fR, \\fB\\-\\-duration\\fR \\fITIME\\fR");
        row("man/man1/squall-demo.1", ".TH SQUALL-DEMO 1 ");
        row("bash-completion/completions/squall", "'squall run --spin')\n            words='");
        row("zsh/vendor-completions/_squall", "'(-n --requests)'{-n+,--requests=}'[");
        row("fish/vendor_completions.d/squall.fish", " -s z -l duration -x -d '");
    }

    void everyShellAndCommandHasItsPage() {
        QFETCH(std::string, path);
        QFETCH(std::string, words);
        QVERIFY2(textOf(path).contains(words), textOf(path).c_str());
    }

    void anOptionOfHelpIsInEveryPage_data() {
        QTest::addColumn<std::string>("path");
        QTest::newRow("manual") << std::string("man/man1/squall-run.1");
        QTest::newRow("bash") << std::string("bash-completion/completions/squall");
        QTest::newRow("zsh") << std::string("zsh/vendor-completions/_squall");
        QTest::newRow("fish") << std::string("fish/vendor_completions.d/squall.fish");
    }

    void anOptionOfHelpIsInEveryPage() {
        QFETCH(std::string, path);
        QString text = QString::fromStdString(textOf(path));
        text.replace(QStringLiteral("\\-"), QStringLiteral("-"));
        text.replace(QStringLiteral(" -l "), QStringLiteral(" --"));
        const QString help = QString::fromStdString(
            std::get<PrintCommand>(parseCommandLine({"run", "--help"})).text);
        static const QRegularExpression option(QStringLiteral("(?<=[ ,])--[a-z][a-z-]*"));
        int seen = 0;
        for (auto found = option.globalMatch(help); found.hasNext(); ++seen) {
            const QString name = found.next().captured();
            QVERIFY2(text.contains(name), qPrintable(name));
        }
        QVERIFY(seen > 20);
    }

    void hiddenOptionsStayHidden() {
        for (const Page& page : m_pages) {
            QVERIFY2(!page.text.contains("listen-fd"), page.path.c_str());
            QVERIFY2(!page.text.contains("l write-pages"), page.path.c_str());
        }
    }

    // A line of roff that starts with a dot is a command.
    void theManualShowsWordsAsTheyAre() {
        for (const Page& page : m_pages | std::views::filter([](const Page& each) {
                                    return each.path.starts_with("man/");
                                })) {
            QVERIFY2(!page.text.contains(" --"), page.path.c_str());
            QVERIFY2(page.text.contains("\n.SH NAME\nsquall"), page.path.c_str());
        }
    }

private:
    [[nodiscard]] std::string textOf(const std::string& path) const {
        const auto page = std::ranges::find(m_pages, path, &Page::path);
        return page == m_pages.end() ? std::string() : page->text;
    }

    std::vector<Page> m_pages;
};

QTEST_GUILESS_MAIN(TestPages)
#include "tst_pages.moc"
