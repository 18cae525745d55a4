// The charts of the Live tab, as a user meets them: by mouse.

#include <cmath>

#include <QCheckBox>
#include <QTabWidget>
#include <QWheelEvent>

#include "tests/support/guifixture.h"
#include "tests/support/steadyresult.h"
#include "ui/linegraph.h"
#include "ui/runcharts.h"
#include "ui/theme.h"
#include "ui/timechart.h"

using namespace squall;
using namespace squall::test;

class TestCharts final : public QObject, private WindowFixture {
    Q_OBJECT

private slots:

    void initTestCase() { QVERIFY(prepare(QStringLiteral(SQUALL_EXECUTABLE))); }

    void init() { QVERIFY(open()); }

    void cleanup() { close(); }

    void showARun();
    void oneSliceIsDrawnToo();
    void aDragTellsTheFiguresOfASpan();
    void theMouseTellsTheValuesBeneathIt();
    void theWheelZoomsAllAndADoubleClickShowsEverything();
    void theWheelStaysWithinTheRun();
    void keysMoveTheCrosshair();
    void aTabThatWasHiddenShowsTheEnd();
    void logarithmicAxesSayWhatHasRoom_data();
    void logarithmicAxesSayWhatHasRoom();
    void dashesAreWhereAPenHasThem();
    void dashesEndHoweverFarTheyLead();
    void theNextRunBeginsAnew();
    void aLongReadoutLeavesTheCaptionItsRoom();
    void theWarmUpIsGrey();
    void theWarmUpIsSaidWhileItLasts();

private:
    void runToEnd();
    void expectGreyBefore0();

    [[nodiscard]] TimeChart* chart(const char* name) const { return at<TimeChart>(name); }

    [[nodiscard]] QPoint pointAt(const char* name, double share) const {
        const QRect area = chart(name)->axisRect()->rect();
        return {area.left() + static_cast<int>(area.width() * share), area.center().y()};
    }
};

void TestCharts::runToEnd() {
    type("countEdit", QStringLiteral("20000"));
    m_window->submit(); // without the guard against double clicks
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
}

void TestCharts::showARun() {
    QVERIFY(
        words("spanLabel").startsWith(QStringLiteral("Requests per second and latency appear")));
    runToEnd();
    std::uint64_t drawn = 0;
    for (const TimelinePoint& point : m_window->findChild<RunCharts*>()->timeline().points())
        drawn += point.completed;
    QCOMPARE(drawn, quint64{20'000});
    QVERIFY(!chart("rateChart")->graph(0)->data()->isEmpty());
    QVERIFY(!chart("latencyChart")->graph(0)->data()->isEmpty());
    QVERIFY(plain(chart("rateChart")->accessibleDescription()).contains(QStringLiteral("/s now")));
    QCOMPARE(chart("errorChart")->accessibleDescription(),
             QStringLiteral("No request has failed."));
}

void TestCharts::oneSliceIsDrawnToo() {
    RunResult result = steadyResult("20261127-100000-00000000", std::chrono::milliseconds(3));
    result.state = RunState::Finished;
    result.series.resize(1);
    m_window->showRun(result);
    at<QTabWidget>("tabs")->setCurrentIndex(0);
    TimeChart* const heat = chart("heatChart");
    heat->replot();
    const QPointF there(heat->xAxis->coordToPixel(0.5), heat->yAxis->coordToPixel(std::log10(3e6)));
    QVERIFY(heat->grab().toImage().pixelColor(there.toPoint()) != theme::card(heat->palette()));
}

void TestCharts::aDragTellsTheFiguresOfASpan() {
    runToEnd();
    QTest::mousePress(chart("rateChart"), Qt::LeftButton, {}, pointAt("rateChart", 0.0));
    QTest::mouseMove(chart("rateChart"), pointAt("rateChart", 0.5));
    QTest::mouseMove(chart("rateChart"), pointAt("rateChart", 1.0));
    QTest::mouseRelease(chart("rateChart"), Qt::LeftButton, {}, pointAt("rateChart", 1.0));
    QTRY_VERIFY2(words("spanLabel").contains(QStringLiteral("20 000 requests")),
                 qPrintable(words("spanLabel")));
    QVERIFY(words("spanLabel").contains(QStringLiteral("p99")));
    QTest::mouseClick(chart("rateChart"), Qt::LeftButton, {}, pointAt("rateChart", 0.5));
    QTRY_VERIFY(words("spanLabel").startsWith(QStringLiteral("Drag over a chart")));
}

void TestCharts::theMouseTellsTheValuesBeneathIt() {
    runToEnd();
    QCOMPARE(chart("latencyChart")->graph(0)->name(), QStringLiteral("p50"));
    QTest::mouseMove(chart("rateChart"), pointAt("rateChart", 0.4));
    QTest::mouseMove(chart("rateChart"), pointAt("rateChart", 0.5));
    QTRY_VERIFY(chart("latencyChart")->graph(0)->name().startsWith(QStringLiteral("p50 ")));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(chart("rateChart"), &leave);
    QCOMPARE(chart("latencyChart")->graph(0)->name(), QStringLiteral("p50"));
}

void TestCharts::theWheelZoomsAllAndADoubleClickShowsEverything() {
    runToEnd();
    const QCPRange whole = chart("heatChart")->xAxis->range();
    const QPoint position = pointAt("rateChart", 0.5);
    QWheelEvent turn(position, chart("rateChart")->mapToGlobal(position), {}, {0, 240},
                     Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(chart("rateChart"), &turn);
    QVERIFY(chart("heatChart")->xAxis->range().size() < whole.size());
    QVERIFY(!at<QCheckBox>("followBox")->isChecked());
    QTest::mouseDClick(chart("heatChart"), Qt::LeftButton, {}, pointAt("heatChart", 0.5));
    QCOMPARE(chart("rateChart")->xAxis->range(), whole);
    QVERIFY(at<QCheckBox>("followBox")->isChecked());
}

void TestCharts::theWheelStaysWithinTheRun() {
    runToEnd();
    const QCPRange whole = chart("rateChart")->xAxis->range();
    const QPoint position = pointAt("rateChart", 0.5);
    QWheelEvent turn(position, chart("rateChart")->mapToGlobal(position), {}, {0, -960},
                     Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(chart("rateChart"), &turn);
    QCOMPARE(chart("rateChart")->xAxis->range(), whole);
}

void TestCharts::keysMoveTheCrosshair() {
    runToEnd();
    const QCPRange whole = chart("heatChart")->xAxis->range();
    chart("rateChart")->setFocus(Qt::TabFocusReason);
    QTest::keyClick(chart("rateChart"), Qt::Key_Home);
    QTRY_VERIFY(chart("latencyChart")->graph(0)->name().startsWith(QStringLiteral("p50 ")));
    QVERIFY(chart("rateChart")->accessibleDescription().contains(QStringLiteral("p50 ")));
    QTest::keyClick(chart("rateChart"), Qt::Key_End, Qt::ShiftModifier);
    QTRY_VERIFY2(words("spanLabel").contains(QStringLiteral("20 000 requests")),
                 qPrintable(words("spanLabel")));
    QTest::keyClick(chart("rateChart"), Qt::Key_Plus);
    QVERIFY(chart("heatChart")->xAxis->range().size() < whole.size());
    QTest::keyClick(chart("rateChart"), Qt::Key_Left, Qt::ControlModifier);
    QVERIFY(chart("heatChart")->xAxis->range().upper < whole.upper);
    QTest::keyClick(chart("rateChart"), Qt::Key_0);
    QCOMPARE(chart("heatChart")->xAxis->range(), whole);
    m_button->setFocus();
    QCOMPARE(chart("latencyChart")->graph(0)->name(), QStringLiteral("p50"));
}

void TestCharts::aTabThatWasHiddenShowsTheEnd() {
    at<QTabWidget>("tabs")->setCurrentIndex(1);
    runToEnd();
    at<QTabWidget>("tabs")->setCurrentIndex(0);
    const QImage shown = chart("rateChart")->grab().toImage();
    chart("rateChart")->replot();
    QCOMPARE(shown, chart("rateChart")->grab().toImage());
}

void TestCharts::logarithmicAxesSayWhatHasRoom_data() {
    QTest::addColumn<double>("from");
    QTest::addColumn<double>("to");
    QTest::newRow("nearly nothing") << 20.5e6 << 21.0e6;
    QTest::newRow("half a decade") << 3e6 << 25e6;
    QTest::newRow("a decade") << 1e6 << 1e7;
    QTest::newRow("four decades") << 1e5 << 1e9;
}

void TestCharts::logarithmicAxesSayWhatHasRoom() {
    QFETCH(double, from);
    QFETCH(double, to);
    QCPAxis* const axis = chart("latencyChart")->yAxis;
    axis->setRange(from, to);
    chart("latencyChart")->replot();
    QStringList said = axis->tickVectorLabels().toList();
    said.removeAll(QString());
    QVERIFY2(said.size() >= 2 && said.size() <= 5, qPrintable(said.join(' ')));
}

void TestCharts::dashesAreWhereAPenHasThem() {
    const auto pictureOf = [](bool isOurs, const QPen& pen) {
        QCustomPlot plot;
        QCPGraph* const line = isOurs ? new LineGraph(&plot) : plot.addGraph();
        line->setPen(pen);
        for (int i = 0; i <= 60; ++i)
            line->addData(i, 0.5 + 0.3 * std::sin(i / 4.0));
        plot.xAxis->setRange(0, 60);
        plot.yAxis->setRange(0, 1);
        return plot.toPixmap(400, 200).toImage();
    };
    for (const Qt::PenStyle style : {Qt::SolidLine, Qt::DashLine, Qt::DashDotLine, Qt::DotLine}) {
        const QPen pen(Qt::black, 2, style);
        const QImage ours = pictureOf(true, pen);
        const QImage qts = pictureOf(false, pen);
        int others = 0;
        for (int y = 0; y < ours.height(); ++y) {
            for (int x = 0; x < ours.width(); ++x)
                others += std::abs(qGray(ours.pixel(x, y)) - qGray(qts.pixel(x, y))) > 96 ? 1 : 0;
        }
        QVERIFY2(others < 10, qPrintable(QString::number(others)));
    }
}

// A result from somebody else's file may have any figures.
void TestCharts::dashesEndHoweverFarTheyLead() {
    QCustomPlot plot;
    auto* const line = new LineGraph(&plot);
    line->setPen(QPen(Qt::black, 2, Qt::DashLine));
    line->addData({0, 1, 2}, {0.5, 1e18, 0.5});
    plot.xAxis->setRange(0, 2);
    plot.yAxis->setRange(0, 1);
    QVERIFY(!plot.toPixmap(400, 200).isNull());
}

void TestCharts::theNextRunBeginsAnew() {
    runToEnd();
    runToEnd();
    std::uint64_t drawn = 0;
    for (const TimelinePoint& point : m_window->findChild<RunCharts*>()->timeline().points())
        drawn += point.completed;
    QCOMPARE(drawn, quint64{20'000});
}

void TestCharts::aLongReadoutLeavesTheCaptionItsRoom() {
    TimeChart* const errors = chart("errorChart");
    errors->setReadout(QStringLiteral("Status 74.3/s   ").repeated(20));
    errors->replot();
    const auto* const head = qobject_cast<QCPLayoutGrid*>(errors->plotLayout()->element(0, 0));
    const auto* const caption = qobject_cast<QCPTextElement*>(head->element(0, 0));
    const auto* const readout = qobject_cast<QCPTextElement*>(head->element(0, 1));
    const auto width = [](const QCPTextElement* words) {
        return QFontMetrics(words->font()).horizontalAdvance(words->text());
    };
    QVERIFY(caption->outerRect().width() >= width(caption));
    QVERIFY(readout->outerRect().width() >= width(readout));
    QVERIFY(readout->text().startsWith(QStringLiteral("Status 74.3/s")));
}

void TestCharts::expectGreyBefore0() {
    TimeChart* const rate = chart("rateChart");
    QCPAxis* const axis = rate->xAxis;
    QVERIFY(axis->range().lower < 0);
    rate->replot();
    const QImage picture = rate->grab().toImage();
    const int row = rate->axisRect()->top() + 2;
    const auto colorAt = [&](double seconds) {
        return picture.pixelColor(static_cast<int>(axis->coordToPixel(seconds)), row);
    };
    const QColor ground = theme::card(rate->palette());
    QVERIFY(colorAt(axis->range().lower * 0.9) != ground);
    const int end = rate->axisRect()->right() - 2;
    QCOMPARE(picture.pixelColor(end, row) == ground, axis->pixelToCoord(end) > 0);
}

void TestCharts::theWarmUpIsGrey() {
    TestPlan plan = m_window->plan();
    plan.requests = 3000;
    plan.warmUp = std::chrono::milliseconds(200);
    m_window->setPlan(plan);
    m_window->submit();
    QTRY_COMPARE_WITH_TIMEOUT(state(), RunState::Finished, 60'000);
    expectGreyBefore0();
    QVERIFY2(words("statusLabel").endsWith("after 200 ms of warm-up"),
             qPrintable(words("statusLabel")));

    const RunResult result = *m_window->controller().result();
    const QString said = words("statusLabel");
    close();
    QVERIFY(open());
    m_window->showRun(result);
    QCOMPARE(words("statusLabel"), said);
    at<QTabWidget>("tabs")->setCurrentIndex(0);
    expectGreyBefore0();
}

void TestCharts::theWarmUpIsSaidWhileItLasts() {
    TestPlan plan = m_window->plan();
    plan.warmUp = std::chrono::minutes(10);
    m_window->setPlan(plan);
    m_window->submit();
    QTRY_VERIFY(words("statusLabel").startsWith("Warming up, which is left out"));
    QVERIFY(words("spanLabel").startsWith("The warm-up is left out"));
    QCOMPARE(m_bar->value(), 0);
    expectGreyBefore0();
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QTRY_COMPARE(state(), RunState::Cancelled);
    QCOMPARE(words("statusLabel"), "Cancelled in the warm-up: nothing was counted");
}

QTEST_MAIN(TestCharts)
#include "tst_charts.moc"
