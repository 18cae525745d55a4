#include "ui/planeditor.h"

#include <utility>

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>

#include "core/base/quantity.h"
#include "ui/countedit.h"
#include "ui/fielderror.h"
#include "ui/format.h"
#include "ui/hintbar.h"

namespace squall {

namespace {

constexpr std::uint64_t usualRequests = 10'000;
constexpr std::uint64_t usualSeconds = 10;

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
    , m_url(new FieldEdit(this))
    , m_urlError(new FieldError(this))
    , m_hint(new HintBar(tr("This is a safe built-in server. Type your own address to test it."),
                         this))
    , m_count(new CountEdit(1, maxRequests, this))
    , m_countError(new FieldError(this))
    , m_unit(new QComboBox(this))
    , m_otherAmount(format::count(usualSeconds)) {
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
    grid->addWidget(makeLabel(tr("&URL:"), m_url), 0, 0, Qt::AlignTop);
    grid->addWidget(m_url, 0, 1);
    grid->addWidget(m_urlError, 1, 1);
    grid->addWidget(m_hint, 2, 1);
    grid->setRowMinimumHeight(3, 4);
    connect(m_url, &FieldEdit::textChanged, this, [this] { emit edited(PlanField::Url); });
    connect(m_url, &FieldEdit::submitted, this, &PlanEditor::submitted);
    connect(m_hint, &HintBar::dismissed, this, [this] {
        m_isHintDismissed = true;
        emit changed();
    });
}

void PlanEditor::addAmountRows(QGridLayout* grid, QWidget* action) {
    m_count->setObjectName(QStringLiteral("countEdit"));
    m_count->setAccessibleName(tr("How many"));
    m_count->setToolTip(tr("A whole number: 10000, 10 000, 10k or 1e6"));
    m_count->setCount(usualRequests);
    m_count->setFixedWidth(
        m_count->fontMetrics().horizontalAdvance(QStringLiteral("1 000 000 000 000")) + 44);
    m_countError->setObjectName(QStringLiteral("countError"));
    m_unit->setObjectName(QStringLiteral("unitBox"));
    m_unit->setAccessibleName(tr("Unit: requests or seconds"));
    m_unit->addItems({tr("requests"), tr("seconds")});
    m_unit->setMinimumHeight(m_count->minimumHeight());
    auto* const row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_count);
    row->addWidget(m_unit);
    row->addStretch();
    row->addWidget(action);
    m_amountLabel = makeLabel(tr("Re&quests:"), m_count);
    m_amountLabel->setFixedWidth(m_amountLabel->sizeHint().width());
    grid->addWidget(m_amountLabel, 4, 0, Qt::AlignVCenter);
    grid->addLayout(row, 4, 1);
    grid->addWidget(m_countError, 5, 1);
    connect(m_count, &FieldEdit::textChanged, this,
            [this] { emit edited(countsSeconds() ? PlanField::Duration : PlanField::Requests); });
    connect(m_count, &FieldEdit::submitted, this, &PlanEditor::submitted);
    connect(m_unit, &QComboBox::activated, this, &PlanEditor::onUnitChosen);
}

void PlanEditor::setPlan(const TestPlan& plan) {
    if (!plan.url.empty())
        m_url->setText(QString::fromStdString(plan.url));
    const bool isTimed = plan.duration && !plan.requests;
    m_unit->setCurrentIndex(isTimed ? 1 : 0);
    m_otherAmount = format::count(isTimed ? usualRequests : usualSeconds);
    m_unitShown = m_unit->currentIndex();
    m_isUnitChosen = false;
    m_count->setCount(plan.requests.value_or(usualRequests));
    if (isTimed)
        m_count->setText(
            QString::number(std::chrono::duration<double>(*plan.duration).count(), 'g', 15));
}

void PlanEditor::readInto(TestPlan& plan, FieldProblems& problems) const {
    plan.url = m_url->text().toStdString();
    if (countsSeconds()) {
        plan.requests.reset();
        plan.duration = duration();
        if (!plan.duration)
            problems.emplace(PlanField::Duration, durationProblem());
        return;
    }
    plan.requests = m_count->count();
    if (m_isUnitChosen)
        plan.duration.reset();
    if (!plan.requests)
        problems.emplace(PlanField::Requests, m_count->problem());
}

void PlanEditor::render(bool isEditable, const FieldProblems& problems) {
    const QString urlWords = wordsFor(problems, PlanField::Url);
    const QString countWords =
        wordsFor(problems, countsSeconds() ? PlanField::Duration : PlanField::Requests);
    for (QWidget* const field : fields())
        field->setEnabled(isEditable);
    m_amountLabel->setText(countsSeconds() ? tr("&Duration:") : tr("Re&quests:"));
    m_url->setWrong(urlWords);
    m_urlError->setWords(urlWords);
    m_count->setWrong(countWords);
    m_countError->setWords(countWords);
    m_hint->setVisible(!m_isHintDismissed && !m_demoUrl.isEmpty() && m_url->text() == m_demoUrl);
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

void PlanEditor::onUnitChosen() {
    if (m_unit->currentIndex() == m_unitShown)
        return;
    m_unitShown = m_unit->currentIndex();
    m_isUnitChosen = true;
    const QString amount = m_count->text();
    m_count->setText(std::exchange(m_otherAmount, amount));
    emit edited(PlanField::Requests);
    emit edited(PlanField::Duration);
}

bool PlanEditor::countsSeconds() const {
    return m_unit->currentIndex() == 1;
}

std::optional<Nanoseconds> PlanEditor::duration() const {
    const std::string text = m_count->text().trimmed().toStdString();
    Result<Nanoseconds> parsed = parseDuration(text);
    if (!parsed)
        parsed = parseDuration(text + "s");
    const auto whole = parseCount(text);
    constexpr auto longest = std::chrono::duration_cast<std::chrono::seconds>(maxDuration);
    if (!parsed && whole && *whole <= static_cast<std::uint64_t>(longest.count()))
        parsed = std::chrono::seconds(*whole);
    if (!parsed || *parsed <= Nanoseconds{0} || *parsed > maxDuration)
        return std::nullopt;
    return *parsed;
}

QString PlanEditor::durationProblem() const {
    if (m_count->text().trimmed().isEmpty())
        return tr("Type a number of seconds, such as 10.");
    if (parseCount(m_count->text().toStdString()))
        return format::problem({PlanField::Duration, {}});
    return tr("“%1” is not a time such as 10, 0.5 or 3m.").arg(format::visible(m_count->text()));
}

} // namespace squall
