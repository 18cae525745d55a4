#include "ui/timechart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include <QKeyEvent>
#include <QPainter>

#include "ui/format.h"
#include "ui/theme.h"

namespace squall {

namespace {

/// Ticks in the words of a function.
class WordTicker final : public QCPAxisTicker {
public:
    explicit WordTicker(std::function<QString(double)> words)
        : m_words(std::move(words)) {}

private:
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return m_words(tick); }

    std::function<QString(double)> m_words;
};

class LogWordTicker final : public QCPAxisTickerLog {
public:
    explicit LogWordTicker(std::function<QString(double)> words)
        : m_words(std::move(words)) {
        setSubTickCount(8);
    }

private:
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return m_words(tick); }

    // Within a decade many ticks stand so close that their words would touch.
    QVector<QString> createLabelVector(const QVector<double>& ticks, const QLocale& locale,
                                       QChar format, int precision) override {
        constexpr int roomy = 4;
        QVector<QString> labels =
            QCPAxisTickerLog::createLabelVector(ticks, locale, format, precision);
        if (ticks.size() <= roomy)
            return labels;
        const bool hasRound = std::ranges::count_if(ticks, &isRound) > 1;
        for (qsizetype i = 0; i < ticks.size(); ++i) {
            if (hasRound ? !isRound(ticks[i]) : i % 2 > 0)
                labels[i].clear();
        }
        return labels;
    }

    /// 1, 2 or 5 of its decade.
    static bool isRound(double tick) {
        const double leading = tick / std::pow(10, std::floor(std::log10(tick) + 1e-9));
        return std::ranges::any_of(std::array{1.0, 2.0, 5.0}, [leading](double digit) {
            return std::abs(leading - digit) < 1e-6;
        });
    }

    std::function<QString(double)> m_words;
};

QString timeWords(double seconds) {
    if (seconds < 0)
        return {};
    if (seconds == 0)
        return QStringLiteral("0");
    if (seconds < 60)
        return QLocale().toString(seconds, 'g', 3) + TimeChart::tr(" s", "seconds");
    return format::clock(std::chrono::seconds(std::llround(seconds)));
}

constexpr double shortestSpan = 0.05;

} // namespace

TimeChart::TimeChart(const QString& caption, QWidget* parent)
    : QCustomPlot(parent)
    , m_head(new QCPLayoutGrid)
    , m_caption(new QCPTextElement(this, caption))
    , m_readout(new QCPTextElement(this))
    , m_crosshair(new QCPItemLine(this))
    , m_warmUp(new QCPItemRect(this))
    , m_warmUpWords(new QCPItemText(this))
    , m_mark(new QCPItemRect(this)) {
    setAccessibleName(caption);
    setMouseTracking(true);
    setFocusPolicy(Qt::NoFocus);
    setMinimumSize(140, 60);
    axisRect()->setMinimumMargins(
        QMargins(fontMetrics().horizontalAdvance(QStringLiteral("888.8 ms")) + 4, 8, 14, 0));
    axisRect()->setRangeZoom(Qt::Horizontal);
    axisRect()->setRangeDrag(Qt::Horizontal);
    setInteractions(QCP::iRangeZoom | QCP::iRangeDrag);
    xAxis->setTicker(QSharedPointer<WordTicker>::create(&timeWords));
    xAxis->ticker()->setTickCount(4);

    plotLayout()->insertRow(0);
    plotLayout()->addElement(0, 0, m_head);
    plotLayout()->setRowSpacing(2);
    m_head->addElement(0, 0, m_caption);
    m_head->addElement(0, 1, m_readout);
    m_head->setColumnStretchFactor(1, 3);
    m_head->setMargins(QMargins(10, 6, 12, 0));
    m_caption->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    m_readout->setTextFlags(Qt::AlignRight | Qt::AlignVCenter);

    m_crosshair->start->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_crosshair->end->setTypeY(QCPItemPosition::ptAxisRectRatio);
    for (QCPItemRect* const area : {m_mark, m_warmUp}) {
        area->topLeft->setTypeY(QCPItemPosition::ptAxisRectRatio);
        area->bottomRight->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    m_warmUpWords->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    m_warmUp->setLayer(QStringLiteral("background"));
    m_crosshair->setVisible(false);
    m_mark->setVisible(false);
    connect(this, &QCustomPlot::afterLayout, this, &TimeChart::placeWarmUp);
    applyTheme();
}

void TimeChart::setValueWords(std::function<QString(double)> words, bool isLogarithmic) {
    if (isLogarithmic) {
        yAxis->setScaleType(QCPAxis::stLogarithmic);
        yAxis->setTicker(QSharedPointer<LogWordTicker>::create(std::move(words)));
        return;
    }
    yAxis->setTicker(QSharedPointer<WordTicker>::create(std::move(words)));
    yAxis->ticker()->setTickCount(4);
}

void TimeChart::setReadout(const QString& text) {
    m_readoutWords = text;
    fitReadout();
}

/// Its end gives way where it has no room beside the caption.
void TimeChart::fitReadout() {
    constexpr int between = 12;
    const int room = width() - m_head->margins().left() - m_head->margins().right() - between -
                     QFontMetrics(m_caption->font()).horizontalAdvance(m_caption->text());
    m_readout->setText(
        QFontMetrics(m_readout->font()).elidedText(m_readoutWords, Qt::ElideRight, room));
}

void TimeChart::resizeEvent(QResizeEvent* event) {
    fitReadout();
    QCustomPlot::resizeEvent(event);
}

void TimeChart::showLegend() {
    axisRect()->insetLayout()->take(legend);
    m_head->addElement(0, 2, legend);
    legend->setFillOrder(QCPLegend::foColumnsFirst);
    legend->setBorderPen(Qt::NoPen);
    legend->setBrush(Qt::NoBrush);
    legend->setMargins(QMargins(0, 0, 0, 0));
    legend->setColumnSpacing(8);
    legend->setIconSize(18, 10);
    legend->setVisible(true);
    applyTheme();
}

void TimeChart::setTimeRange(double from, double to) {
    xAxis->setRange(from, to);
}

void TimeChart::setCrosshair(double seconds) {
    m_crosshair->setVisible(!std::isnan(seconds));
    if (!m_crosshair->visible())
        return;
    m_crosshair->start->setCoords(seconds, 0);
    m_crosshair->end->setCoords(seconds, 1);
}

void TimeChart::setMarked(double from, double to) {
    m_mark->setVisible(to > from);
    m_mark->topLeft->setCoords(from, 0);
    m_mark->bottomRight->setCoords(to, 1);
}

void TimeChart::setWarmUp(double seconds) {
    m_warmUpSeconds = seconds;
}

/// Its words in the middle of what is to be seen of it, upright where it is narrow.
void TimeChart::placeWarmUp() {
    const double left = std::max(-m_warmUpSeconds, xAxis->range().lower);
    const double right = std::min(0.0, xAxis->range().upper);
    m_warmUp->setVisible(left < right);
    m_warmUpWords->setVisible(false);
    if (!m_warmUp->visible())
        return;
    m_warmUp->topLeft->setCoords(left, 0);
    m_warmUp->bottomRight->setCoords(right, 1);
    const double width = xAxis->coordToPixel(right) - xAxis->coordToPixel(left);
    const QFontMetrics metrics(m_warmUpWords->font());
    const QString words = tr("Warm-up, left out");
    const QString word = tr("Warm-up");
    constexpr int margin = 8;
    const bool isWide = metrics.horizontalAdvance(words) + margin <= width;
    const bool isUpright = !isWide && metrics.height() <= width &&
                           metrics.horizontalAdvance(word) + margin <= axisRect()->height();
    m_warmUpWords->setVisible(isWide || isUpright);
    m_warmUpWords->setText(isWide ? words : word);
    m_warmUpWords->setRotation(isUpright ? -90 : 0);
    m_warmUpWords->position->setCoords((left + right) / 2, 0.5);
}

void TimeChart::setSentence(const QString& sentence) {
    if (accessibleDescription() != sentence)
        setAccessibleDescription(sentence);
}

void TimeChart::applyTheme() {
    const QPalette& colors = palette();
    const QColor quiet = theme::quietWords(colors);
    const QColor grid = theme::mixed(theme::card(colors), theme::edge(colors), 0.6);
    setBackground(theme::card(colors));
    const QFont small = theme::scaled(font(), 0.9);
    for (QCPAxis* const axis : {xAxis, yAxis}) {
        axis->setBasePen(Qt::NoPen);
        axis->setTickPen(Qt::NoPen);
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(quiet);
        axis->setTickLabelFont(small);
        axis->grid()->setPen(QPen(grid, 1));
        axis->grid()->setZeroLinePen(QPen(grid, 1));
        axis->setTickLabelPadding(5);
    }
    m_caption->setTextColor(quiet);
    m_caption->setFont(font());
    m_readout->setTextColor(quiet);
    m_readout->setFont(small);
    legend->setFont(small);
    legend->setTextColor(quiet);
    m_crosshair->setPen(QPen(quiet, 1, Qt::DashLine));
    m_warmUp->setPen(Qt::NoPen);
    m_warmUp->setBrush(theme::mixed(theme::card(colors), theme::edge(colors), 0.5));
    m_warmUpWords->setBrush(m_warmUp->brush());
    m_warmUpWords->setColor(quiet);
    m_warmUpWords->setFont(small);
    QColor shade = theme::accent(colors);
    shade.setAlphaF(0.16f);
    m_mark->setPen(Qt::NoPen);
    m_mark->setBrush(shade);
}

double TimeChart::secondsAt(const QPoint& position) const {
    return xAxis->pixelToCoord(position.x());
}

void TimeChart::announceRange() {
    emit timeRangeMoved(xAxis->range().lower, xAxis->range().upper);
}

void TimeChart::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    m_isMoving = event->modifiers().testFlag(Qt::ShiftModifier);
    m_isMarking = !m_isMoving;
    m_markBegan = secondsAt(event->pos());
    if (m_isMoving)
        QCustomPlot::mousePressEvent(event);
}

void TimeChart::mouseMoveEvent(QMouseEvent* event) {
    if (m_isMoving) {
        QCustomPlot::mouseMoveEvent(event);
        return announceRange();
    }
    const double here = secondsAt(event->pos());
    if (m_isMarking)
        emit spanMarked(std::min(m_markBegan, here), std::max(m_markBegan, here));
    emit hovered(here);
}

void TimeChart::mouseReleaseEvent(QMouseEvent* event) {
    if (std::exchange(m_isMoving, false))
        QCustomPlot::mouseReleaseEvent(event);
    if (!std::exchange(m_isMarking, false))
        return;
    const double here = secondsAt(event->pos());
    if (std::abs(here - m_markBegan) < shortestSpan * xAxis->range().size() / 10)
        emit spanMarked(0, 0); // a click takes the mark away
}

void TimeChart::mouseDoubleClickEvent(QMouseEvent*) {
    emit everythingAsked();
}

void TimeChart::wheelEvent(QWheelEvent* event) {
    if (!interactions().testFlag(QCP::iRangeZoom))
        return event->ignore(); // the page around it may scroll
    QCustomPlot::wheelEvent(event);
    announceRange();
}

void TimeChart::leaveEvent(QEvent* event) {
    QCustomPlot::leaveEvent(event);
    emit hovered(std::numeric_limits<double>::quiet_NaN());
}

void TimeChart::keyPressEvent(QKeyEvent* event) {
    constexpr double stepShare = 0.02;
    constexpr double zoomFactor = 0.8;
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-stepShare, event->modifiers());
    case Qt::Key_Right:
        return step(stepShare, event->modifiers());
    case Qt::Key_Home:
        return step(-1, event->modifiers());
    case Qt::Key_End:
        return step(1, event->modifiers());
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(zoomFactor);
    case Qt::Key_Minus:
        return zoom(1 / zoomFactor);
    case Qt::Key_0:
        return emit everythingAsked();
    default:
        QCustomPlot::keyPressEvent(event);
    }
}

/// By a share of what is shown.
void TimeChart::step(double share, Qt::KeyboardModifiers modifiers) {
    const QCPRange range = xAxis->range();
    const double way = share * range.size();
    if (modifiers.testFlag(Qt::ControlModifier))
        return emit timeRangeMoved(range.lower + way, range.upper + way);
    m_cursor =
        std::clamp(std::clamp(m_cursor, range.lower, range.upper) + way, range.lower, range.upper);
    if (modifiers.testFlag(Qt::ShiftModifier))
        emit spanMarked(std::min(m_markBegan, m_cursor), std::max(m_markBegan, m_cursor));
    else
        m_markBegan = m_cursor;
    emit hovered(m_cursor);
}

/// Around the crosshair.
void TimeChart::zoom(double factor) {
    const QCPRange range = xAxis->range();
    const double middle = std::clamp(m_cursor, range.lower, range.upper);
    emit timeRangeMoved(middle - (middle - range.lower) * factor,
                        middle + (range.upper - middle) * factor);
}

void TimeChart::focusInEvent(QFocusEvent* event) {
    QCustomPlot::focusInEvent(event);
    update();
}

void TimeChart::focusOutEvent(QFocusEvent* event) {
    QCustomPlot::focusOutEvent(event);
    emit hovered(std::numeric_limits<double>::quiet_NaN());
    update();
}

void TimeChart::paintEvent(QPaintEvent* event) {
    QCustomPlot::paintEvent(event);
    if (!hasFocus())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme::accent(palette()), 1.5));
    painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
}

void TimeChart::changeEvent(QEvent* event) {
    QCustomPlot::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange)
        return;
    applyTheme();
    emit themeApplied();
    replot(rpQueuedReplot);
}

} // namespace squall
