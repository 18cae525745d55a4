#pragma once

#include <functional>

#include <qcustomplot.h>

namespace squall {

/// A chart over the time of a run, in seconds: caption, grid, crosshair and mouse as all such
/// charts have them. The wheel zooms, a drag marks a span, a drag with Shift moves, a double click
/// shows everything. Where it takes the focus, keys do the same: the arrows move the crosshair, and
/// mark with Shift or move all with Ctrl; plus and minus zoom; 0 shows everything. What is drawn is
/// the owner's business.
class TimeChart final : public QCustomPlot {
    Q_OBJECT

public:
    explicit TimeChart(const QString& caption, QWidget* parent = nullptr);

    /// How a value reads on the vertical axis.
    void setValueWords(std::function<QString(double)> words, bool isLogarithmic = false);

    /// Beside the caption; the values under the crosshair, or what the colours mean.
    void setReadout(const QString& text);

    /// Names of the graphs beside the caption, each with its line.
    void showLegend();

    void setTimeRange(double from, double to);

    /// The crosshair at `seconds`; NaN: none.
    void setCrosshair(double seconds);
    /// The marked span; an empty one: none.
    void setMarked(double from, double to);
    /// What lies before 0, this long, is grey and says that it was left out; 0: nothing does.
    void setWarmUp(double seconds);

    /// One sentence with the present figures, for those who cannot see the chart.
    void setSentence(const QString& sentence);

signals:
    void themeApplied(); ///< palette() is another one; what the owner has drawn is still in the old
    void hovered(double seconds); ///< NaN when the mouse has left
    void spanMarked(double from, double to);
    void timeRangeMoved(double from, double to); ///< by the user
    void everythingAsked();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void applyTheme();
    void placeWarmUp();
    void fitReadout();
    [[nodiscard]] double secondsAt(const QPoint& position) const;
    void announceRange();
    void step(double share, Qt::KeyboardModifiers modifiers);
    void zoom(double factor);

    QCPLayoutGrid* const m_head;
    QCPTextElement* const m_caption;
    QCPTextElement* const m_readout;
    QString m_readoutWords; ///< all of them
    QCPItemLine* const m_crosshair;
    QCPItemRect* const m_warmUp;
    QCPItemText* const m_warmUpWords;
    QCPItemRect* const m_mark;
    double m_warmUpSeconds = 0;
    double m_markBegan = 0;
    double m_cursor = 0; ///< where the keys have moved the crosshair
    bool m_isMarking = false;
    bool m_isMoving = false;
};

} // namespace squall
