#include "app/terminalprogress.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

#include <nlohmann/json.hpp>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/results/units.h"

namespace squall {

namespace {

constexpr Nanoseconds barEvery = std::chrono::milliseconds(100);
constexpr Nanoseconds lineEvery = std::chrono::seconds(1);
constexpr Nanoseconds rateWindow = std::chrono::seconds(1);

std::size_t terminalColumns() {
    winsize size{};
    const bool known = ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
    return known ? size.ws_col : 80;
}

std::size_t columnsOf(const std::string& text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (c & 0xc0) != 0x80; }));
}

std::string doneText(const Progress& progress) {
    const std::uint64_t done = progress.counts.ledger.completed();
    if (progress.planned)
        return grouped(done) + " of " + grouped(*progress.planned);
    return grouped(done) + " requests";
}

std::string figures(const Progress& progress, double rate) {
    const Counts& counts = progress.counts;
    std::string text = doneText(progress) + "  " + rateText(rate) + "/s";
    if (counts.service.count() > 0)
        text += "  p99 " + latencyText(responseOf(counts).percentile(99));
    return text + "  " + grouped(counts.ledger.failed) + " errors";
}

std::string barText(const Progress& progress, std::size_t width) {
    const auto filled = static_cast<std::size_t>(progress.permille()) * width / 1000;
    std::string bar;
    for (std::size_t i = 0; i < width; ++i)
        bar += i < filled ? "█" : "░";
    return bar;
}

std::string percentText(const Progress& progress) {
    return std::to_string(progress.permille() / 10) + " %";
}

std::string jsonLine(const Progress& progress, double rate) {
    const Ledger& ledger = progress.counts.ledger;
    const nlohmann::ordered_json json = {
        {"elapsed_s", static_cast<double>(progress.elapsed.count()) / 1e9},
        {"permille", progress.permille()},
        {"completed", ledger.completed()},
        {"ok", ledger.ok},
        {"failed", ledger.failed},
        {"requests_per_s", rate},
        {"p50_us", static_cast<double>(responseOf(progress.counts).percentile(50).count()) / 1e3},
        {"p99_us", static_cast<double>(responseOf(progress.counts).percentile(99).count()) / 1e3},
        {"connections", progress.connectionsOpen}};
    return json.dump();
}

} // namespace

TerminalProgress::TerminalProgress(ProgressMode mode)
    : m_style(styleOf(mode)) {}

TerminalProgress::Style TerminalProgress::styleOf(ProgressMode mode) {
    switch (mode) {
    case ProgressMode::Auto:
        return isatty(STDERR_FILENO) == 1 ? Style::Bar : Style::Lines;
    case ProgressMode::Bar:
        return Style::Bar;
    case ProgressMode::Json:
        return Style::Json;
    case ProgressMode::None:
        break;
    }
    return Style::None;
}

void TerminalProgress::update(const Progress& progress) {
    const Nanoseconds every = m_style == Style::Bar ? barEvery : lineEvery;
    if (progress.elapsed < m_lastDraw + every || progress.state != RunState::Running)
        return;
    m_lastDraw = progress.elapsed;
    draw(progress, rateSince(progress), false);
}

void TerminalProgress::finish(const Progress& progress) {
    const double elapsed = std::chrono::duration<double>(progress.elapsed).count();
    const auto completed = static_cast<double>(progress.counts.ledger.completed());
    draw(progress, elapsed > 0 ? completed / elapsed : 0, true);
}

double TerminalProgress::rateSince(const Progress& progress) {
    const Nanoseconds span = progress.elapsed - m_rateFrom;
    const std::uint64_t done = progress.counts.ledger.completed();
    if (span > Nanoseconds{0} && (m_rate == 0 || span >= rateWindow)) {
        m_rate =
            static_cast<double>(done - m_rateBase) / std::chrono::duration<double>(span).count();
        if (span >= rateWindow) {
            m_rateFrom = progress.elapsed;
            m_rateBase = done;
        }
    }
    return m_rate;
}

void TerminalProgress::draw(const Progress& progress, double rate, bool isLast) {
    const std::string text = figures(progress, rate);
    switch (m_style) {
    case Style::Bar: {
        const std::string percent = "  " + percentText(progress) + "  ";
        const std::size_t taken = columnsOf(percent) + columnsOf(text) + 1;
        const std::size_t columns = terminalColumns();
        const std::size_t width =
            columns > taken + 10 ? std::min<std::size_t>(columns - taken, 30) : 0;
        std::fprintf(stderr, "\r\033[K%s%s%s%s", barText(progress, width).c_str(), percent.c_str(),
                     text.c_str(), isLast ? "\n" : "");
        break;
    }
    case Style::Lines:
        std::fprintf(stderr, "%s\n", text.c_str());
        break;
    case Style::Json:
        std::fprintf(stderr, "%s\n", jsonLine(progress, rate).c_str());
        break;
    case Style::None:
        break;
    }
    std::fflush(stderr);
}

} // namespace squall
