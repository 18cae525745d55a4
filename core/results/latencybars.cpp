#include "core/results/latencybars.h"

#include <algorithm>
#include <vector>

#include "core/results/textlayout.h"
#include "core/results/units.h"

namespace squall {

namespace {

constexpr std::size_t mostRows = 12;
constexpr std::size_t longestBar = 40;

struct Row {
    Nanoseconds end{0}; ///< values below it, and not below the end of the row before
    std::uint64_t count = 0;
};

/// 1 µs, 2 µs, 5 µs, 10 µs, ...: the first that is past `value`.
Nanoseconds nextStep(Nanoseconds value) {
    for (std::int64_t decade = 1000;; decade *= 10) {
        for (const std::int64_t step : {1, 2, 5}) {
            if (Nanoseconds(decade * step) > value)
                return Nanoseconds(decade * step);
        }
    }
}

/// A bucket belongs to the row that holds its middle.
std::vector<Row> rowsOf(const Histogram& values) {
    std::vector<Row> rows;
    for (std::size_t i = values.firstUsed(); i <= values.lastUsed(); ++i) {
        const Nanoseconds middle = Histogram::middleOf(i);
        if (values.countAt(i) > 0 && (rows.empty() || middle >= rows.back().end)) {
            while (!rows.empty() && middle >= nextStep(rows.back().end))
                rows.push_back({nextStep(rows.back().end)});
            rows.push_back({nextStep(middle)});
        }
        if (!rows.empty())
            rows.back().count += values.countAt(i);
    }
    return rows;
}

/// The rarest row at either end joins its neighbour until few enough are left.
void joinTails(std::vector<Row>& rows) {
    while (rows.size() > mostRows) {
        if (rows.front().count < rows.back().count) {
            rows[1].count += rows[0].count;
            rows.erase(rows.begin());
        } else {
            const Row last = rows.back();
            rows.pop_back();
            rows.back() = {last.end, rows.back().count + last.count};
        }
    }
}

/// "2 ms": whole, since steps are.
std::string stepText(Nanoseconds step) {
    std::string text = latencyText(step);
    const std::size_t unit = text.find(' ');
    const std::size_t point = std::min(text.find('.'), unit);
    return text.substr(0, point) + text.substr(unit);
}

} // namespace

std::string latencyBars(const Histogram& values) {
    std::vector<Row> rows = rowsOf(values);
    joinTails(rows);
    if (rows.size() < 2)
        return {};
    const std::uint64_t most = std::ranges::max(rows, {}, &Row::count).count;
    std::string text;
    for (const Row& row : rows) {
        const auto length = static_cast<std::size_t>(
            (static_cast<double>(row.count) / static_cast<double>(most)) * longestBar + 0.5);
        std::string bar;
        for (std::size_t i = 0; i < length; ++i)
            bar += "█";
        text += "    < " + rightAligned(stepText(row.end), 8) +
                rightAligned(row.count > 0 ? shareText(row.count, values.count()) : "", 9) + "  " +
                bar + "\n";
    }
    return text;
}

} // namespace squall
