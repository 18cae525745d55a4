#pragma once

#include <QBasicTimer>
#include <QProgressBar>

namespace squall {

/// The progress bar, 0 to 1000. Its look tells how the run ended even without colours: hatched when
/// it was cancelled, a cross when it failed.
class RunBar final : public QProgressBar {
    Q_OBJECT

public:
    enum class Look {
        Plain,
        Busy,    ///< something goes on, nobody knows how far it is
        Done,    ///< complete
        Hatched, ///< stopped before
        Crossed, ///< failed
    };

    explicit RunBar(QWidget* parent = nullptr);

    void setLook(Look look);

    /// Where a stage ends and the next one begins, on the scale of the bar.
    void setTicks(const QList<int>& ticks);

    [[nodiscard]] const QList<int>& ticks() const { return m_ticks; }

    [[nodiscard]] Look look() const { return m_look; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void timerEvent(QTimerEvent* event) override;

private:
    void paintFilled(QPainter& painter, const QRectF& groove) const;
    void paintTicks(QPainter& painter, const QRectF& groove) const;
    void paintCross(QPainter& painter, const QRectF& groove) const;

    Look m_look = Look::Plain;
    QList<int> m_ticks;
    QBasicTimer m_animation;
    int m_frame = 0;
};

} // namespace squall
