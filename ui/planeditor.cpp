#include "ui/planeditor.h"

#include <algorithm>
#include <utility>

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>

#include "core/base/quantity.h"
#include "core/base/threshold.h"
#include "ui/countedit.h"
#include "ui/fielderror.h"
#include "ui/fieldtexts.h"
#include "ui/format.h"
#include "ui/hintbar.h"
#include "ui/timeedit.h"
#include "ui/urledit.h"

namespace squall {

namespace {

constexpr std::uint64_t usualRequests = 10'000;
constexpr std::uint64_t usualSeconds = 10;

QString usualBound() {
    return QStringLiteral("p(99)<100ms");
}

QLabel* makeLabel(const QString& text, QWidget* buddy) {
    auto* const label = new QLabel(text, buddy->parentWidget());
    label->setBuddy(buddy);
    label->setMinimumHeight(buddy->minimumHeight());
    return label;
}

} // namespace

PlanEditor::PlanEditor(const std::string& demoUrl, QWidget* action, QWidget* parent)
    : QWidget(parent)
    , m_demoUrl(QString::fromStdString(demoUrl))
    , m_url(new UrlEdit(this))
    , m_urlError(new FieldError(this))
    , m_hint(new HintBar(QStringLiteral("demoHint"), this))
    , m_notice(new HintBar(QStringLiteral("notice"), this))
    , m_try(new QPushButton(tr("Try once"), this))
    , m_count(new CountEdit(1, maxRequests, this))
    , m_countError(new FieldError(this))
    , m_unit(new QComboBox(this))
    , m_amounts{format::count(usualRequests), format::count(usualSeconds), QString(),
                usualBound()} {
    auto* const grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    addUrlRows(grid);
    addAmountRows(grid, action);
}

void PlanEditor::addUrlRows(QGridLayout* grid) {
    m_url->setObjectName(QStringLiteral("urlEdit"));
    m_url->setAccessibleName(tr("Address of the server"));
    m_url->setPlaceholderText(QStringLiteral("http://example.com/"));
    m_url->setText(m_demoUrl);
    m_url->setCursorPosition(0);
    m_urlError->setObjectName(QStringLiteral("urlError"));
    m_hint->setObjectName(QStringLiteral("demoHint"));
    m_hint->setWords(tr("This is a safe built-in server. Type your own address to test it."));
    m_notice->setObjectName(QStringLiteral("noticeBar"));
    m_notice->hide();
    grid->addWidget(makeLabel(tr("&URL:"), m_url), 0, 0, Qt::AlignTop);
    m_try->setObjectName(QStringLiteral("tryOnceButton"));
    m_try->setToolTip(tr("Send one request and show its answer"));
    m_try->setMinimumHeight(m_url->minimumHeight());
    m_try->setAutoDefault(false);
    auto* const line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_url, 1);
    line->addWidget(m_try);
    grid->addLayout(line, 0, 1);
    connect(m_try, &QPushButton::clicked, this, &PlanEditor::tryAsked);
    grid->addWidget(m_urlError, 1, 1);
    grid->addWidget(m_hint, 2, 1);
    grid->addWidget(m_notice, 3, 1);
    grid->setRowMinimumHeight(4, 4);
    connect(m_url, &FieldEdit::textChanged, this, [this] { emit edited(PlanField::Url); });
    connect(m_url, &FieldEdit::submitted, this, &PlanEditor::submitted);
    connect(m_url, &UrlEdit::curlGiven, this, &PlanEditor::curlGiven);
    connect(m_notice, &HintBar::dismissed, this, [this] { say({}); });
    connect(m_hint, &HintBar::dismissed, this, [this] {
        m_isHintDismissed = true;
        emit changed();
    });
}

QString PlanEditor::untilStagesEnd() {
    return tr("until the last stage ends");
}

/// For every word that the box may show, so that it never jumps.
int PlanEditor::widthOfUnits() const {
    constexpr int frameAndArrow = 48;
    int widest = m_unit->fontMetrics().horizontalAdvance(untilStagesEnd());
    for (int i = 0; i < m_unit->count(); ++i)
        widest = std::max(widest, m_unit->fontMetrics().horizontalAdvance(m_unit->itemText(i)));
    return widest + frameAndArrow;
}

void PlanEditor::addAmountRows(QGridLayout* grid, QWidget* action) {
    m_count->setObjectName(QStringLiteral("countEdit"));
    m_count->setAccessibleName(tr("How many"));
    m_count->setCount(usualRequests);
    const auto widthOf = [this](const QString& words) {
        return m_count->fontMetrics().horizontalAdvance(words) + 44;
    };
    m_count->setMinimumWidth(widthOf(QStringLiteral("100 000")));
    m_count->setMaximumWidth(widthOf(QStringLiteral("1 000 000 000 000")));
    m_countError->setObjectName(QStringLiteral("countError"));
    m_unit->setObjectName(QStringLiteral("unitBox"));
    m_unit->setAccessibleName(
        tr("Unit: requests, seconds, until stopped, or to find the capacity"));
    m_unit->addItems(
        {tr("requests"), tr("seconds"), tr("until stopped"), tr("to find the capacity")});
    m_unit->setMinimumHeight(m_count->minimumHeight());
    m_unit->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    m_unit->setMinimumWidth(std::max(110, widthOf(tr("requests"))));
    m_unit->setMaximumWidth(widthOfUnits());
    auto* const row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_count, 1000);
    row->addWidget(m_unit, 100);
    row->addStretch(1);
    row->addWidget(action);
    m_amountLabel = makeLabel({}, m_count);
    int widest = 0;
    for (const QString& words : {tr("Re&quests:"), tr("&Duration:"), tr("&Bound:")}) {
        m_amountLabel->setText(words);
        widest = std::max(widest, m_amountLabel->sizeHint().width());
    }
    m_amountLabel->setFixedWidth(widest);
    grid->addWidget(m_amountLabel, 5, 0, Qt::AlignVCenter);
    grid->addLayout(row, 5, 1);
    grid->addWidget(m_countError, 6, 1);
    connect(m_count, &FieldEdit::textChanged, this, [this] { emit edited(amountField()); });
    connect(m_count, &FieldEdit::submitted, this, &PlanEditor::submitted);
    connect(m_unit, &QComboBox::activated, this, &PlanEditor::onUnitChosen);
}

void PlanEditor::setPlan(const TestPlan& plan) {
    m_url->setText(QString::fromStdString(plan.url));
    const Unit unit = plan.requests ? Unit::Requests : plan.duration ? Unit::Seconds : Unit::Open;
    m_amounts[0] = format::count(plan.requests.value_or(usualRequests));
    m_amounts[1] = format::count(usualSeconds);
    if (plan.duration)
        m_amounts[1] =
            QString::number(std::chrono::duration<double>(*plan.duration).count(), 'g', 15);
    show(unit);
    m_isUnitChosen = false;
    m_unitBefore.reset();
    if (!plan.stages.empty())
        m_unitBefore = unit == Unit::Open ? Unit::Requests : unit;
}

PlanEditor::Kept PlanEditor::kept() const {
    Kept kept = {.url = m_url->text(),
                 .amounts = m_amounts,
                 .unit = m_unit->currentIndex(),
                 .isUnitChosen = m_isUnitChosen,
                 .isHintDismissed = m_isHintDismissed};
    kept.amounts[static_cast<std::size_t>(unit())] = m_count->text();
    return kept;
}

void PlanEditor::restore(const Kept& kept) {
    m_url->setText(kept.url);
    m_url->setCursorPosition(0);
    for (std::size_t i = 0; i < m_amounts.size(); ++i) {
        if (!isSameNumber(m_amounts[i], kept.amounts[i]))
            m_amounts[i] = kept.amounts[i];
    }
    show(static_cast<Unit>(kept.unit));
    m_isUnitChosen = kept.isUnitChosen;
    m_isHintDismissed = kept.isHintDismissed;
    emit changed();
}

void PlanEditor::readInto(TestPlan& plan, FieldProblems& problems) const {
    plan.url = m_url->text().trimmed().toStdString();
    switch (unit()) {
    case Unit::Requests:
        if (m_isUnitChosen)
            plan.duration.reset();
        if (const auto count = m_count->count())
            plan.requests = *count;
        else
            problems.emplace(PlanField::Requests, m_count->problem());
        break;
    case Unit::Seconds:
        plan.requests.reset();
        if (const auto time = duration())
            plan.duration = *time;
        else
            problems.emplace(PlanField::Duration, durationProblem());
        break;
    case Unit::Capacity:
        if (!parseThreshold(capacityBound().toStdString()))
            problems.emplace(PlanField::Requests, boundProblem());
        [[fallthrough]];
    case Unit::Open:
        plan.requests.reset();
        plan.duration.reset();
        break;
    }
}

void PlanEditor::render(bool isEditable, bool isStaged, const FieldProblems& problems) {
    const QString urlWords = wordsFor(problems, PlanField::Url);
    const QString countWords = wordsFor(problems, amountField());
    for (QWidget* const field : fields())
        field->setEnabled(isEditable);
    m_count->setEnabled(isEditable && unit() != Unit::Open);
    m_count->setVisible(unit() != Unit::Open);
    m_try->setEnabled(isEditable);
    m_amountLabel->setText(amountWords());
    m_count->setToolTip(isForCapacity()
                            ? tr("The highest rate is searched for at which the target keeps this")
                            : tr("A whole number: 10000, 10 000, 10k or 1e6"));
    m_unit->setItemText(static_cast<int>(Unit::Open),
                        isStaged ? untilStagesEnd() : tr("until stopped"));
    m_url->setWrong(urlWords);
    m_urlError->setWords(urlWords);
    m_count->setWrong(countWords);
    m_countError->setWords(countWords);
    m_notice->setVisible(m_isNoticeShown);
    m_hint->setVisible(!m_isNoticeShown && !m_isHintDismissed && !m_demoUrl.isEmpty() &&
                       m_url->text() == m_demoUrl);
}

void PlanEditor::say(const QString& words) {
    m_isNoticeShown = !words.isEmpty();
    m_notice->setWords(words);
    emit changed();
}

void PlanEditor::setRecentUrls(const QStringList& urls) {
    m_url->setRecent(urls, m_demoUrl);
}

bool PlanEditor::focusField(PlanField field) {
    FieldEdit* target = nullptr;
    if (field == PlanField::Url)
        target = m_url;
    else if (field == PlanField::Requests || field == PlanField::Duration)
        target = m_count;
    if (target == nullptr)
        return false;
    target->setFocus(Qt::ShortcutFocusReason);
    target->selectAll();
    return true;
}

QList<QWidget*> PlanEditor::fields() const {
    return {m_url, m_count, m_unit};
}

QWidget* PlanEditor::tryButton() const {
    return m_try;
}

void PlanEditor::onUnitChosen() {
    if (unit() == m_unitShown)
        return;
    m_amounts[static_cast<std::size_t>(m_unitShown)] = m_count->text();
    show(unit());
    m_isUnitChosen = true;
    emit edited(PlanField::Requests);
    emit edited(PlanField::Duration);
}

void PlanEditor::setStaged(bool isStaged) {
    if (isStaged == m_unitBefore.has_value())
        return;
    if (isStaged) {
        m_unitBefore = unit();
        m_unit->setCurrentIndex(static_cast<int>(Unit::Open));
    } else {
        const Unit before = *std::exchange(m_unitBefore, std::nullopt);
        if (unit() == Unit::Open)
            m_unit->setCurrentIndex(static_cast<int>(before));
    }
    onUnitChosen();
}

void PlanEditor::show(Unit unit) {
    m_unit->setCurrentIndex(static_cast<int>(unit));
    m_unitShown = unit;
    m_count->setText(m_amounts[static_cast<std::size_t>(unit)]);
}

PlanEditor::Unit PlanEditor::unit() const {
    return static_cast<Unit>(m_unit->currentIndex());
}

bool PlanEditor::isForCapacity() const {
    return unit() == Unit::Capacity;
}

QString PlanEditor::capacityBound() const {
    const auto kept = static_cast<std::size_t>(Unit::Capacity);
    return (isForCapacity() ? m_count->text() : m_amounts[kept]).trimmed();
}

PlanField PlanEditor::amountField() const {
    const bool isTime = unit() == Unit::Seconds || unit() == Unit::Open;
    return isTime ? PlanField::Duration : PlanField::Requests;
}

QString PlanEditor::amountWords() const {
    switch (unit()) {
    case Unit::Requests:
        return tr("Re&quests:");
    case Unit::Capacity:
        return tr("&Bound:");
    case Unit::Seconds:
    case Unit::Open:
        break;
    }
    return tr("&Duration:");
}

std::optional<Nanoseconds> PlanEditor::duration() const {
    const auto time = readTime(m_count->text());
    return time && *time > Nanoseconds{0} ? time : std::nullopt;
}

QString PlanEditor::boundProblem() const {
    return tr("Type what the target must keep, such as p(99)<100ms or errors<1%.");
}

QString PlanEditor::durationProblem() const {
    if (m_count->text().trimmed().isEmpty())
        return tr("Type a number of seconds, such as 10.");
    if (parseCount(m_count->text().toStdString()))
        return format::problem({PlanField::Duration, {}});
    return tr("“%1” is not a time such as 10, 0.5 or 3m.").arg(format::visible(m_count->text()));
}

} // namespace squall
