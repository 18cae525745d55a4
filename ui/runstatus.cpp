#include "ui/runstatus.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStatusBar>
#include <QVBoxLayout>

#include "ui/elidedlabel.h"
#include "ui/runbar.h"
#include "ui/sentences.h"
#include "ui/theme.h"

namespace squall {

namespace {

RunBar::Look lookOf(RunState state, bool isSlow, bool isOpen) {
    switch (state) {
    case RunState::Preparing:
        return isSlow ? RunBar::Look::Busy : RunBar::Look::Plain;
    case RunState::Running:
        return isOpen ? RunBar::Look::Busy : RunBar::Look::Plain;
    case RunState::Finished:
        return RunBar::Look::Done;
    case RunState::Cancelled:
    case RunState::Aborted:
        return RunBar::Look::Hatched;
    case RunState::Failed:
        return RunBar::Look::Crossed;
    case RunState::Idle:
    case RunState::Cancelling:
        break;
    }
    return RunBar::Look::Plain;
}

/// Ends of stages, but for the last one, where time is what the bar shows, warm-up included.
QList<int> ticksOf(const TestPlan& plan) {
    QList<int> ticks;
    const auto whole = durationWithWarmUp(plan);
    if (plan.requests || !whole)
        return ticks;
    Nanoseconds end = plan.warmUp;
    for (const Stage& stage : plan.stages) {
        end += stage.length;
        if (end < *whole)
            ticks << static_cast<int>(1000 * end.count() / whole->count());
    }
    return ticks;
}

QColor dotColor(RunState state, const QPalette& palette) {
    switch (state) {
    case RunState::Idle:
        break;
    case RunState::Preparing:
    case RunState::Running:
        return theme::accent(palette);
    case RunState::Finished:
        return theme::good(palette);
    case RunState::Cancelling:
    case RunState::Cancelled:
    case RunState::Aborted:
        return theme::caution(palette);
    case RunState::Failed:
        return theme::bad(palette);
    }
    return theme::quietWords(palette);
}

} // namespace

RunStatus::RunStatus(QStatusBar* foot, QWidget* parent)
    : QWidget(parent)
    , m_bar(new RunBar(this))
    , m_words(new QLabel(this))
    , m_copyDetails(new QPushButton(tr("Copy details"), this))
    , m_dot(new QLabel(QStringLiteral("●"), this))
    , m_foot(new ElidedLabel(this)) {
    m_bar->setObjectName(QStringLiteral("progressBar"));
    m_bar->setAccessibleName(tr("Progress of the run"));
    m_words->setObjectName(QStringLiteral("statusLabel"));
    m_words->setTextFormat(Qt::PlainText);
    m_words->setWordWrap(true);
    m_words->setFont(theme::scaled(m_words->font(), 1.05, QFont::Medium));
    m_words->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_words->setFocusPolicy(Qt::NoFocus);
    m_copyDetails->setObjectName(QStringLiteral("copyDetailsButton"));
    m_dot->setObjectName(QStringLiteral("stateDot"));
    m_dot->setTextFormat(Qt::PlainText);
    m_foot->setObjectName(QStringLiteral("footLabel"));
    m_dot->setContentsMargins(14, 0, 0, 0);
    foot->addWidget(m_dot);
    foot->addWidget(m_foot, 1);

    auto* const columns = new QHBoxLayout;
    columns->addWidget(m_words, 1);
    columns->addWidget(m_copyDetails, 0, Qt::AlignTop);
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(8);
    rows->addWidget(m_bar);
    rows->addLayout(columns);
    connect(m_copyDetails, &QPushButton::clicked, this, &RunStatus::detailsAsked);
}

void RunStatus::render(const RunView& view, bool isSlow) {
    renderBar(view, isSlow);
    const bool isFailed = view.state == RunState::Failed;
    theme::setWordsColor(m_words, isFailed ? theme::badWords(palette())
                                           : palette().color(QPalette::WindowText));
    m_words->setText(sentences::status(view));
    m_copyDetails->setVisible(isFailed);
    theme::setWordsColor(m_dot, dotColor(view.state, palette()));
    m_foot->setText(sentences::foot(view));
}

void RunStatus::renderBar(const RunView& view, bool isSlow) {
    m_bar->setLook(lookOf(view.state, isSlow, isOpenEnded(view.plan)));
    m_bar->setTicks(ticksOf(view.plan));
    const int permille = view.progress.permille();
    const bool isNew = view.state == RunState::Idle || view.state == RunState::Preparing;
    m_bar->setValue(isNew ? 0 : std::max(m_bar->value(), permille));
    const QString words = sentences::status(view);
    if (m_bar->accessibleDescription() != words)
        m_bar->setAccessibleDescription(words);
}

QList<QWidget*> RunStatus::fields() const {
    return {m_copyDetails};
}

} // namespace squall
