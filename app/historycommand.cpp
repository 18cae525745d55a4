#include "app/historycommand.h"

#include <cstdio>

#include <QDateTime>
#include <nlohmann/json.hpp>

#include "app/options.h"
#include "core/results/historystore.h"
#include "core/results/report.h"
#include "core/results/resultreader.h"
#include "core/results/textlayout.h"
#include "core/results/units.h"
#include "core/stats/confidence.h"
#include "ui/format.h"

namespace squall {

namespace {

using Action = HistoryCommand::Action;
using Json = nlohmann::ordered_json;

/// In one line, without what could steer a terminal.
std::string harmless(const std::string& text) {
    return format::visible(QString::fromStdString(text)).toStdString();
}

int complain(const std::string& words, int exitCode) {
    std::fprintf(stderr, "squall history: %s\n", harmless(words).c_str());
    return exitCode;
}

int print(const std::string& text) {
    return std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0 ? exitDone
                                                                             : exitInternal;
}

QString startedText(const HistoryEntry& entry, Qt::DateFormat format) {
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(entry.started.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(ms.count(), Qt::UTC).toString(format);
}

std::string row(const HistoryEntry& entry) {
    const bool hasFigures = entry.ok + entry.failed > 0;
    const auto figure = [hasFigures](const std::string& text, std::size_t width) {
        return rightAligned(hasFigures ? text : "-", width);
    };
    const auto latency = [&entry](Nanoseconds time, double percent) {
        return rightAligned(entry.ok >= valuesNeeded(percent) ? latencyText(time) : "-", 10);
    };
    const std::string words = entry.label.empty() ? entry.url : entry.label + "  " + entry.url;
    return "  " + padded(entry.id, 25) + padded(std::string(wordOf(entry.state)), 12) +
           figure(grouped(entry.ok + entry.failed), 13) + figure(rateText(entry.okPerSecond()), 9) +
           latency(entry.p50, 50) + latency(entry.p99, 99) +
           figure(shareText(entry.failed, entry.ok + entry.failed), 10) + "  " +
           (entry.isBaseline ? "[baseline] " : "") + harmless(words) + "\n";
}

std::string listText(const std::vector<HistoryEntry>& entries, std::uint64_t size) {
    std::string text;
    if (!entries.empty())
        text = "  " + padded("Run (UTC)", 25) + padded("State", 12) + rightAligned("Requests", 13) +
               rightAligned("Ok/s", 9) + rightAligned("p50", 10) + rightAligned("p99", 10) +
               rightAligned("Errors", 10) + "  Label, address\n";
    for (const HistoryEntry& entry : entries)
        text += row(entry);
    const char* const runs = entries.size() == 1 ? " run, " : " runs, ";
    return text + "  " + grouped(entries.size()) + runs + bytesText(static_cast<double>(size)) +
           " in " + HistoryStore::usualPath() + "\n";
}

std::string listJson(const std::vector<HistoryEntry>& entries) {
    Json list = Json::array();
    for (const HistoryEntry& entry : entries)
        list.push_back({{"id", entry.id},
                        {"started", startedText(entry, Qt::ISODateWithMs).toStdString()},
                        {"state", wordOf(entry.state)},
                        {"url", entry.url},
                        {"label", entry.label},
                        {"note", entry.note},
                        {"baseline", entry.isBaseline},
                        {"elapsed_s", std::chrono::duration<double>(entry.elapsed).count()},
                        {"ok", entry.ok},
                        {"failed", entry.failed},
                        {"ok_per_s", entry.okPerSecond()},
                        {"p50_us", static_cast<double>(entry.p50.count()) / 1e3},
                        {"p99_us", static_cast<double>(entry.p99.count()) / 1e3}});
    return list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

int list(HistoryStore& store, const HistoryCommand& command) {
    const auto entries = store.list(command.text);
    if (!entries)
        return complain(entries.error().detail, exitInternal);
    return print(command.asJson ? listJson(*entries) : listText(*entries, store.size()));
}

int show(HistoryStore& store, const HistoryEntry& entry, const HistoryCommand& command) {
    const auto result = store.load(entry.id);
    if (!result)
        return complain(result.error().detail, exitUsage);
    if (command.asJson)
        return print(report(*result, ReportFormat::Json));
    const std::string head = "\n" + listText({entry}, store.size());
    const std::string note = entry.note.empty() ? "" : "\n  Note: " + harmless(entry.note) + "\n";
    return print(head + note + report(*result, ReportFormat::Text));
}

int exportRun(HistoryStore& store, const std::string& id, const std::string& path) {
    const auto result = store.load(id);
    if (!result)
        return complain(result.error().detail, exitUsage);
    const auto written = writeReport(*result, path);
    return written ? exitDone : complain(written.error().detail, exitUsage);
}

int importRun(HistoryStore& store, const std::string& path) {
    const auto result = readResultFile(path);
    if (!result)
        return complain("cannot read \"" + path + "\": " + result.error().detail, exitUsage);
    const auto added = store.add(*result);
    return added ? exitDone : complain(added.error().detail, exitUsage);
}

int change(HistoryStore& store, const std::string& id, const HistoryCommand& command) {
    Result<> done;
    switch (command.action) {
    case Action::Delete:
        done = store.remove(id);
        if (done)
            std::fprintf(stderr,
                         "squall history: deleted; \"squall history restore %s\" brings it back "
                         "for a day\n",
                         id.c_str());
        break;
    case Action::Restore:
        done = store.restore(id);
        break;
    case Action::Label:
        done = store.setLabel(id, command.text);
        break;
    case Action::Note:
        done = store.setNote(id, command.text);
        break;
    default:
        done = store.setBaseline(id);
        break;
    }
    return done ? exitDone : complain(done.error().detail, exitUsage);
}

} // namespace

int runHistory(const HistoryCommand& command) {
    const auto store = HistoryStore::open();
    if (!store)
        return complain(store.error().detail, exitInternal);
    if (const auto& notice = (*store)->notice())
        complain(*notice, 0);
    if (command.action == Action::List)
        return list(**store, command);
    if (command.action == Action::Import)
        return importRun(**store, command.text);
    if (command.action == Action::Restore) // is not in the list
        return change(**store, command.run, command);
    const auto entry = (*store)->find(command.run);
    if (!entry)
        return complain(entry.error().detail, exitUsage);
    if (command.action == Action::Show)
        return show(**store, *entry, command);
    if (command.action == Action::Export)
        return exportRun(**store, entry->id, command.text);
    return change(**store, entry->id, command);
}

} // namespace squall
