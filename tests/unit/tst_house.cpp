// The house keeps its own rules: who may include whom, where Qt and epoll may be known, and how
// long a file may grow. The rules are the tables below; ARCHITECTURE.md says why.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <QDirIterator>
#include <QFile>
#include <QTest>

namespace {

constexpr int maxLines = 400;

struct Room {
    std::string_view path;
    std::vector<std::string_view> mayUse; ///< beside itself
};

const std::vector<Room>& rooms() {
    static const std::vector<Room> all = {
        {"core/base/", {}},
        {"core/net/", {"core/base/"}},
        {"core/http/", {"core/base/"}},
        {"core/stats/", {"core/base/"}},
        {"core/plan/", {"core/http/", "core/base/"}},
        {"core/load/", {"core/plan/", "core/http/", "core/net/", "core/stats/", "core/base/"}},
        {"core/demo/", {"core/net/", "core/base/"}},
        {"core/run/",
         {"core/load/", "core/plan/", "core/http/", "core/net/", "core/stats/", "core/base/"}},
        {"core/results/",
         {"core/run/", "core/load/", "core/plan/", "core/http/", "core/net/", "core/stats/",
          "core/base/"}},
        {"ui/",
         {"core/results/", "core/run/", "core/plan/", "core/stats/", "core/http/", "core/base/"}},
        {"app/", {"ui/", "core/"}},
    };
    return all;
}

const std::vector<std::string_view> roomsWithoutQt = {"core/base/",  "core/net/",  "core/http/",
                                                      "core/stats/", "core/plan/", "core/load/",
                                                      "core/demo/"};

const std::map<std::string_view, std::string_view> headersOfOneFile = {
    {"<sys/epoll.h>", "core/net/eventloop.h"},
};

const Room* roomOf(std::string_view path) {
    const auto found = std::ranges::find_if(
        rooms(), [path](const Room& room) { return path.starts_with(room.path); });
    return found == rooms().end() ? nullptr : &*found;
}

/// What is wrong with `file` saying #include `include`, quotes or angle brackets and all; nothing
/// when it may.
std::optional<std::string> objection(std::string_view file, std::string_view include) {
    const Room* const room = roomOf(file);
    if (room == nullptr)
        return "the file stands in no room";
    if (include.starts_with('<')) {
        const auto only = headersOfOneFile.find(include);
        if (only != headersOfOneFile.end() && only->second != file)
            return "only " + std::string(only->second) + " may know it";
        const bool isQt = include.starts_with("<Q") || include.starts_with("<q");
        if (isQt && std::ranges::find(roomsWithoutQt, room->path) != roomsWithoutQt.end())
            return "the engine knows nothing of Qt";
        return std::nullopt;
    }
    const std::string_view path = include.substr(1, include.size() - 2);
    if (roomOf(path) == nullptr)
        return "an include starts at the root of the repository, in a room";
    const bool allowed =
        path.starts_with(room->path) ||
        std::ranges::any_of(room->mayUse, [path](auto used) { return path.starts_with(used); });
    if (!allowed)
        return std::string(room->path) + " may not use that room";
    return std::nullopt;
}

struct Source {
    std::string path; ///< from the root
    int lines = 0;
    std::vector<std::string> includes; ///< with their quotes or brackets
};

Source readSource(const QString& root, const QString& path) {
    Source source{QDir(root).relativeFilePath(path).toStdString(), 0, {}};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return source;
    while (!file.atEnd()) {
        const QByteArray line = file.readLine().simplified();
        ++source.lines;
        if (!line.startsWith("#include") && !line.startsWith("# include"))
            continue;
        const QByteArray name = line.mid(line.indexOf("include") + 7).trimmed();
        const auto end = name.indexOf(name.startsWith('<') ? '>' : '"', 1);
        source.includes.push_back(name.left(end + 1).toStdString());
    }
    return source;
}

std::vector<Source> readSources() {
    const QString root = QStringLiteral(SQUALL_SOURCE_DIR);
    std::vector<Source> sources;
    for (const char* const folder : {"app", "core", "ui"}) {
        QDirIterator files(root + '/' + folder, {"*.h", "*.cpp"}, QDir::Files,
                           QDirIterator::Subdirectories);
        while (files.hasNext())
            sources.push_back(readSource(root, files.next()));
    }
    std::ranges::sort(sources, {}, &Source::path);
    return sources;
}

bool includes(const Source& source, const std::string& path) {
    return std::ranges::find(source.includes, '"' + path + '"') != source.includes.end();
}

QString joined(const QStringList& complaints) {
    return '\n' + complaints.join('\n');
}

} // namespace

class TestHouse final : public QObject {
    Q_OBJECT

private slots:
    void judgesAnInclude_data();
    void judgesAnInclude();
    void findsTheSources();
    void everyArrowPointsDown();
    void noTwoFilesIncludeEachOther();
    void noFileIsTooLong();

private:
    const std::vector<Source> m_sources = readSources();
};

void TestHouse::judgesAnInclude_data() {
    QTest::addColumn<std::string>("file");
    QTest::addColumn<std::string>("include");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char* name, const char* file, const char* include, bool allowed) {
        QTest::newRow(name) << std::string(file) << std::string(include) << allowed;
    };
    row("a room uses itself", "core/http/request.h", "\"core/http/url.h\"", true);
    row("load uses net", "core/load/worker.h", "\"core/net/eventloop.h\"", true);
    row("the window uses a run", "ui/runcontroller.h", "\"core/run/stresstest.h\"", true);
    row("the program uses the window", "app/main.cpp", "\"ui/mainwindow.h\"", true);
    row("the program uses the engine", "app/commands.cpp", "\"core/demo/demotarget.h\"", true);
    row("a run may use Qt", "core/run/stresstest.h", "<QObject>", true);
    row("anyone uses the standard library", "core/base/error.h", "<expected>", true);
    row("the loop knows epoll", "core/net/eventloop.h", "<sys/epoll.h>", true);

    row("base uses nothing above", "core/base/error.h", "\"core/http/url.h\"", false);
    row("stats does not use http", "core/stats/failures.h", "\"core/http/url.h\"", false);
    row("the engine does not use a run", "core/load/worker.h", "\"core/run/limits.h\"", false);
    row("core does not use the window", "core/run/preflight.cpp", "\"ui/format.h\"", false);
    row("the window does not use load", "ui/dashboard.cpp", "\"core/load/worker.h\"", false);
    row("the window does not use net", "ui/planeditor.cpp", "\"core/net/endpoint.h\"", false);
    row("a run does not use the demo", "core/run/demoprocess.cpp", "\"core/demo/demotarget.h\"",
        false);
    row("nobody uses the program", "ui/mainwindow.cpp", "\"app/options.h\"", false);
    row("nobody uses a test", "app/main.cpp", "\"tests/support/server.h\"", false);
    row("no Qt in the engine", "core/plan/testplan.h", "<QString>", false);
    row("no Qt in the engine, in lower case", "core/http/url.cpp", "<qglobal.h>", false);
    row("no include beside the file", "core/http/url.cpp", "\"url.h\"", false);
    row("no include by dots", "core/http/url.cpp", "\"../base/error.h\"", false);
    row("no epoll elsewhere", "core/demo/demotarget.cpp", "<sys/epoll.h>", false);
    row("no epoll even next door", "core/net/eventloop.cpp", "<sys/epoll.h>", false);
    row("no file outside the rooms", "core/error.h", "<string>", false);
}

void TestHouse::judgesAnInclude() {
    QFETCH(std::string, file);
    QFETCH(std::string, include);
    QFETCH(bool, allowed);
    QCOMPARE(!objection(file, include).has_value(), allowed);
}

// Without this, a wrong path would pass every other test.
void TestHouse::findsTheSources() {
    const auto url = std::ranges::find(m_sources, "core/http/url.cpp", &Source::path);
    QVERIFY(url != m_sources.end());
    QVERIFY(url->lines > 50);
    QVERIFY(includes(*url, "core/http/url.h"));
}

void TestHouse::everyArrowPointsDown() {
    QStringList complaints;
    for (const Source& source : m_sources) {
        for (const std::string& include : source.includes) {
            if (const auto why = objection(source.path, include))
                complaints +=
                    QString::fromStdString(source.path + " includes " + include + ": " + *why);
        }
    }
    QVERIFY2(complaints.isEmpty(), qPrintable(joined(complaints)));
}

void TestHouse::noTwoFilesIncludeEachOther() {
    QStringList complaints;
    for (const Source& one : m_sources) {
        for (const Source& other : m_sources) {
            if (one.path <= other.path && includes(one, other.path) && includes(other, one.path))
                complaints += QString::fromStdString(one.path + " and " + other.path);
        }
    }
    QVERIFY2(complaints.isEmpty(), qPrintable(joined(complaints)));
}

void TestHouse::noFileIsTooLong() {
    QStringList complaints;
    for (const Source& source : m_sources) {
        if (source.lines > maxLines)
            complaints += QStringLiteral("%1 has %2 lines; where is its second idea?")
                              .arg(QString::fromStdString(source.path))
                              .arg(source.lines);
    }
    QVERIFY2(complaints.isEmpty(), qPrintable(joined(complaints)));
}

QTEST_GUILESS_MAIN(TestHouse)
#include "tst_house.moc"
