#include <algorithm>
#include <cmath>
#include <vector>

#include "ui/charts.h"
#include "ui/format.h"
#include "ui/timechart.h"

namespace squall {

namespace {

constexpr int rowsPerDecade = 12;

double decades(Nanoseconds time) {
    return std::log10(static_cast<double>(std::max<std::int64_t>(time.count(), 1)));
}

/// The decades of each bucket, which are needed for all slices in every picture.
const std::vector<double>& decadesOfBuckets() {
    static const std::vector<double> made = [] {
        std::vector<double> all(Histogram::bucketCount);
        for (std::size_t index = 0; index < all.size(); ++index)
            all[index] = decades(Histogram::middleOf(index));
        return all;
    }();
    return made;
}

/// Cividis (Nuñez, Anderton and Renslow, PLOS ONE 13, 2018), in six stops.
QCPColorGradient cividis() {
    QCPColorGradient gradient;
    gradient.clearColorStops();
    gradient.setColorStopAt(0.0, QColor(0x00, 0x20, 0x4d));
    gradient.setColorStopAt(0.2, QColor(0x31, 0x44, 0x6b));
    gradient.setColorStopAt(0.4, QColor(0x66, 0x68, 0x70));
    gradient.setColorStopAt(0.6, QColor(0x95, 0x8f, 0x78));
    gradient.setColorStopAt(0.8, QColor(0xcb, 0xba, 0x69));
    gradient.setColorStopAt(1.0, QColor(0xff, 0xe9, 0x45));
    gradient.setNanHandling(QCPColorGradient::nhTransparent);
    return gradient;
}

struct Decades {
    int low = 5; ///< 100 µs
    int high = 7;

    [[nodiscard]] int rows() const { return (high - low) * rowsPerDecade; }

    [[nodiscard]] int rowOf(double decade) const {
        const int row = static_cast<int>((decade - low) * rowsPerDecade);
        return std::clamp(row, 0, rows() - 1);
    }
};

Decades decadesOf(const TimelinePoints& points) {
    Nanoseconds least = Nanoseconds::max();
    Nanoseconds most{0};
    for (const TimelinePoint& point : points) {
        if (point.latency.count() == 0)
            continue;
        least = std::min(least, point.latency.min());
        most = std::max(most, point.latency.max());
    }
    if (most == Nanoseconds{0})
        return {};
    const int low = static_cast<int>(std::floor(decades(least)));
    return {low, std::max(static_cast<int>(std::ceil(decades(most))), low + 1)};
}

} // namespace

HeatMap::HeatMap(TimeChart* chart)
    : m_chart(chart)
    , m_map(new QCPColorMap(chart->xAxis, chart->yAxis)) {
    chart->setValueWords([](double value) {
        const bool isDecade = std::abs(value - std::round(value)) < 1e-6;
        return isDecade ? format::span(Nanoseconds(std::llround(std::pow(10, value)))) : QString();
    });
    m_map->setInterpolate(false);
    m_map->setTightBoundary(false);
    m_map->setGradient(cividis());
}

// Cells of equal width, so that slices of the same length fall into one each.
void HeatMap::draw(const TimelinePoints& points) {
    const Decades range = decadesOf(points);
    m_chart->yAxis->setRange(range.low, range.high);
    if (points.empty()) {
        m_map->data()->clear();
        return;
    }
    const auto begin = std::chrono::duration<double>(points.front().begin).count();
    const auto end = std::chrono::duration<double>(points.back().end).count();
    // A map of one column would have no width.
    const auto columns = std::max(static_cast<int>(points.size()), 2);
    QCPColorMapData* const cells = m_map->data();
    const double halfCell = (end - begin) / columns / 2;
    const double halfRow = 0.5 / rowsPerDecade;
    cells->setSize(columns, range.rows());
    cells->setRange(QCPRange(begin + halfCell, end - halfCell),
                    QCPRange(range.low + halfRow, range.high - halfRow));
    cells->fill(std::nan(""));
    double most = 1;
    const std::vector<double>& bucketDecades = decadesOfBuckets();
    std::vector<double> counts(static_cast<std::size_t>(range.rows()));
    for (int column = 0; column < columns; ++column) {
        std::ranges::fill(counts, 0);
        const std::size_t slice = std::min(static_cast<std::size_t>(column), points.size() - 1);
        const SparseHistogram& latency = points[slice].latency;
        for (const Histogram::Bucket bucket : latency.buckets()) {
            const int row = range.rowOf(bucketDecades[bucket.index]);
            counts[static_cast<std::size_t>(row)] += static_cast<double>(bucket.count);
        }
        for (int row = 0; row < range.rows(); ++row) {
            const double count = counts[static_cast<std::size_t>(row)];
            most = std::max(most, count);
            if (count > 0)
                cells->setCell(column, row, std::log10(1 + count));
        }
    }
    m_map->setDataRange(QCPRange(0, std::log10(1 + most)));
}

QString HeatMap::wordsAt(const TimelinePoint& point) {
    if (point.latency.count() == 0)
        return tr("no answers");
    return tr("%1 from %2 to %3")
        .arg(format::requests(point.latency.count()), format::duration(point.latency.min()),
             format::duration(point.latency.max()));
}

QString HeatMap::sentence(const TimelinePoints& points) {
    if (points.empty())
        return tr("There are no figures yet.");
    return tr("Now: %1.").arg(wordsAt(points.back()));
}

} // namespace squall
