#include "ui/limitspage.h"

#include <QCheckBox>

#include "ui/format.h"
#include "ui/sizeedit.h"
#include "ui/timeedit.h"

namespace squall {

namespace {

QString boundsText(const std::vector<Threshold>& bounds) {
    QStringList list;
    for (const Threshold& bound : bounds)
        list << QString::fromStdString(thresholdText(bound));
    return list.join(QStringLiteral(", "));
}

/// Leaves `bounds` as far as it has come and names the first part that is none.
QString readBounds(const QString& text, std::vector<Threshold>& bounds) {
    bounds.clear();
    for (const QString& part : text.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        if (part.trimmed().isEmpty())
            continue;
        const auto bound = parseThreshold(part.trimmed().toStdString());
        if (!bound)
            return LimitsPage::tr("“%1” is not a bound such as p(99)<250ms, mean<10ms, max<2s, "
                                  "rate>1000 or errors<0.1%.")
                .arg(format::visible(part.trimmed()));
        bounds.push_back(*bound);
    }
    return {};
}

} // namespace

LimitsPage::LimitsPage(QWidget* parent)
    : PlanPage(parent)
    , m_timeout(new TimeEdit(TimeEdit::Zero::Refused, this))
    , m_connectTimeout(new TimeEdit(TimeEdit::Zero::Refused, this))
    , m_idleTimeout(new TimeEdit(TimeEdit::Zero::Allowed, this))
    , m_maxBody(new SizeEdit(this))
    , m_thresholds(new FieldEdit(this))
    , m_abortOn(new FieldEdit(this))
    , m_keepAlive(new QCheckBox(tr("&Keep connections open between requests"), this)) {
    m_timeout->setToolTip(tr("How long an answer may take: 500 ms, 30 s, 2 m"));
    m_connectTimeout->setToolTip(tr("How long one attempt to connect may take"));
    m_idleTimeout->setToolTip(tr("How long a server that owes an answer may send nothing; 0: as "
                                 "long as the timeout allows"));
    m_maxBody->setToolTip(
        tr("A request whose answer has a longer body fails: 500 kB, 64 MiB; 0: any length"));
    m_thresholds->setPlaceholderText(QStringLiteral("p(99)<250ms, errors<0.1%"));
    m_thresholds->setToolTip(tr("What the run must keep to pass, with commas between"));
    m_abortOn->setPlaceholderText(QStringLiteral("errors>50%"));
    m_abortOn->setToolTip(tr("The run stops early when one of these becomes true"));
    makeNarrow(m_timeout);
    makeNarrow(m_connectTimeout);
    makeNarrow(m_idleTimeout);
    makeNarrow(m_maxBody);
    place(m_timeout, QStringLiteral("timeoutEdit"), tr("&Timeout:"), PlanField::Timeout);
    place(m_connectTimeout, QStringLiteral("connectTimeoutEdit"), tr("To connect:"),
          PlanField::ConnectTimeout);
    place(m_idleTimeout, QStringLiteral("idleTimeoutEdit"), tr("Idle timeout:"),
          PlanField::IdleTimeout);
    place(m_maxBody, QStringLiteral("maxBodyEdit"), tr("Longest body:"), PlanField::MaxBody);
    place(m_thresholds, QStringLiteral("thresholdsEdit"), tr("Must keep:"), PlanField::Thresholds,
          Width::Whole);
    place(m_abortOn, QStringLiteral("abortOnEdit"), tr("Stop early when:"), PlanField::AbortOn,
          Width::Whole);
    place(m_keepAlive, QStringLiteral("keepAliveBox"), QString(), {}, Width::Whole);
    setPlan(TestPlan{});
}

void LimitsPage::setPlan(const TestPlan& plan) {
    m_timeout->setTime(plan.timeout);
    m_connectTimeout->setTime(plan.connectTimeout);
    m_idleTimeout->setTime(plan.idleTimeout);
    m_maxBody->setBytes(plan.maxBody);
    m_thresholds->setText(boundsText(plan.thresholds));
    m_abortOn->setText(boundsText(plan.abortOn));
    m_keepAlive->setChecked(plan.keepAlive);
}

void LimitsPage::readInto(TestPlan& plan, FieldProblems& problems) const {
    plan.keepAlive = m_keepAlive->isChecked();
    const auto take = [&problems](const auto* edit, auto read, PlanField field, auto& value) {
        if (read)
            value = *read;
        else
            problems.emplace(field, edit->problem());
    };
    take(m_timeout, m_timeout->time(), PlanField::Timeout, plan.timeout);
    take(m_connectTimeout, m_connectTimeout->time(), PlanField::ConnectTimeout,
         plan.connectTimeout);
    take(m_idleTimeout, m_idleTimeout->time(), PlanField::IdleTimeout, plan.idleTimeout);
    take(m_maxBody, m_maxBody->bytes(), PlanField::MaxBody, plan.maxBody);
    if (const QString words = readBounds(m_thresholds->text(), plan.thresholds); !words.isEmpty())
        problems.emplace(PlanField::Thresholds, words);
    if (const QString words = readBounds(m_abortOn->text(), plan.abortOn); !words.isEmpty())
        problems.emplace(PlanField::AbortOn, words);
}

QStringList LimitsPage::summary() const {
    QStringList parts;
    std::vector<Threshold> bounds;
    if (readBounds(m_thresholds->text(), bounds).isEmpty() && !bounds.empty()) {
        const int count = static_cast<int>(bounds.size());
        parts << (count == 1 ? tr("1 threshold") : tr("%1 thresholds", nullptr, count).arg(count));
    }
    if (!m_keepAlive->isChecked())
        parts << tr("a new connection each time");
    return parts;
}

} // namespace squall
