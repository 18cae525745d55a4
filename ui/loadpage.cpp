#include "ui/loadpage.h"

#include <QComboBox>

#include "core/base/quantity.h"
#include "core/plan/stages.h"
#include "ui/countedit.h"
#include "ui/format.h"
#include "ui/stagespreview.h"
#include "ui/timeedit.h"

namespace squall {

LoadPage::LoadPage(QWidget* parent)
    : PlanPage(parent)
    , m_model(new QComboBox(this))
    , m_connections(new CountEdit(1, maxConnections, this))
    , m_rate(new FieldEdit(this))
    , m_arrivals(new QComboBox(this))
    , m_stages(new FieldEdit(this))
    , m_preview(new StagesPreview(this))
    , m_warmUp(new TimeEdit(TimeEdit::Zero::Allowed, this))
    , m_threads(new FieldEdit(this)) {
    for (const Model each :
         {Model::Closed, Model::Rate, Model::RateStages, Model::ConnectionStages})
        m_model->addItem(loadwords::name(each));
    m_model->setToolTip(tr("As fast as possible, each connection sends its next request when it "
                           "has its answer. At a rate, requests are due at their time, whatever "
                           "the server does."));
    m_arrivals->addItems({tr("evenly"), tr("at random (Poisson)")});
    m_connections->setToolTip(
        tr("As fast as possible: so many connections, each with one request in flight. At a rate: "
           "at most so many."));
    m_rate->setToolTip(tr("Requests per second in total: 1000, 10k or 0.5"));
    m_stages->setToolTip(tr("TIME:TARGET with commas between; the load moves to each target in "
                            "that time: 30s:100, 1m:1000, 10s:0"));
    m_stages->setPlaceholderText(QStringLiteral("30s:100, 1m:1000, 10s:0"));
    m_warmUp->setToolTip(tr("Sent first, and left out of every figure"));
    m_threads->setToolTip(tr("Engine threads; empty: chosen from cores and connections"));
    m_threads->setPlaceholderText(tr("chosen"));
    placeFields();
    setPlan(TestPlan{});
    connect(m_model, &QComboBox::activated, this, [this] { emit loadChosen(isStaged()); });
}

void LoadPage::placeFields() {
    for (QWidget* const field :
         {static_cast<QWidget*>(m_connections), static_cast<QWidget*>(m_rate),
          static_cast<QWidget*>(m_warmUp), static_cast<QWidget*>(m_threads)})
        makeNarrow(field);
    place(m_model, QStringLiteral("loadBox"), tr("Load:"));
    place(m_connections, QStringLiteral("connectionsEdit"), tr("&Connections:"),
          PlanField::Connections);
    place(m_rate, QStringLiteral("rateEdit"), tr("Requests per second:"), PlanField::Rate);
    place(m_arrivals, QStringLiteral("arrivalsBox"), tr("Arrivals:"));
    place(m_stages, QStringLiteral("stagesEdit"), tr("Stages:"), PlanField::Stages, Width::Whole);
    place(m_preview, QStringLiteral("stagesPreview"), QString(), {}, Width::Whole);
    place(m_warmUp, QStringLiteral("warmUpEdit"), tr("Warm-up:"), PlanField::WarmUp);
    place(m_threads, QStringLiteral("threadsEdit"), tr("Threads:"), PlanField::Threads);
}

void LoadPage::setPlan(const TestPlan& plan) {
    m_model->setCurrentIndex(static_cast<int>(loadwords::modelOf(plan)));
    m_connections->setCount(plan.connections);
    m_rate->setText(plan.rate ? QString::fromStdString(numberText(*plan.rate)) : QString());
    m_arrivals->setCurrentIndex(plan.arrivals == Arrivals::Poisson ? 1 : 0);
    m_stages->setText(QString::fromStdString(stagesText(plan.stages))
                          .replace(QLatin1Char(','), QStringLiteral(", ")));
    m_warmUp->setTime(plan.warmUp);
    m_threads->setText(plan.threads > 0 ? QString::number(plan.threads) : QString());
}

void LoadPage::readInto(TestPlan& plan, FieldProblems& problems) const {
    readModel(plan, problems);
    if (const auto connections = m_connections->count())
        plan.connections = static_cast<std::uint32_t>(*connections);
    else if (model() != Model::ConnectionStages)
        problems.emplace(PlanField::Connections, m_connections->problem());
    if (const auto time = m_warmUp->time())
        plan.warmUp = *time;
    else
        problems.emplace(PlanField::WarmUp, m_warmUp->problem());
    const std::string threads = m_threads->text().trimmed().toStdString();
    const auto count = threads.empty() ? Result<std::uint64_t>(0) : parseCount(threads);
    if (count && *count <= maxThreads && (*count > 0 || threads.empty()))
        plan.threads = static_cast<std::uint32_t>(*count);
    else
        problems.emplace(PlanField::Threads, format::problem({PlanField::Threads, {}}));
}

void LoadPage::readModel(TestPlan& plan, FieldProblems& problems) const {
    const Model chosen = model();
    plan.rate.reset();
    plan.stages.clear();
    plan.stageOf = chosen == Model::ConnectionStages ? StageOf::Connections : StageOf::Rate;
    plan.arrivals = m_arrivals->currentIndex() == 1 ? Arrivals::Poisson : Arrivals::Constant;
    const bool needsRate = chosen == Model::Rate;
    const bool mayHaveRate = chosen == Model::RateStages && !m_rate->text().trimmed().isEmpty();
    if (needsRate || mayHaveRate) {
        if (const auto rate = parseRate(m_rate->text().toStdString()))
            plan.rate = *rate;
        else
            problems.emplace(PlanField::Rate,
                             tr("Type a number of requests per second, such as 1000, 10k or 0.5, "
                                "at most %1.")
                                 .arg(format::count(static_cast<std::uint64_t>(maxRate))));
    }
    if (!isStaged())
        return;
    if (auto stages = parseStages(m_stages->text().toStdString()))
        plan.stages = std::move(*stages);
    else
        problems.emplace(PlanField::Stages, tr("Type a time and a target for each stage, such as "
                                               "30s:100, 1m:1000, 10s:0."));
}

LoadPage::Model LoadPage::model() const {
    return static_cast<Model>(m_model->currentIndex());
}

bool LoadPage::isStaged() const {
    return model() == Model::RateStages || model() == Model::ConnectionStages;
}

QStringList LoadPage::summary() const {
    QStringList parts;
    const auto count = m_connections->count();
    if (model() != Model::ConnectionStages)
        parts << (count ? format::connections(*count) : tr("? connections"));
    TestPlan plan;
    FieldProblems problems;
    readInto(plan, problems);
    const bool isReadable = loadwords::modelOf(plan) == model();
    parts << (isReadable ? loadwords::pace(plan) : loadwords::name(model()));
    if (plan.warmUp > Nanoseconds{0})
        parts << loadwords::warmUp(plan);
    return parts;
}

void LoadPage::render(bool isEditable, const FieldProblems& problems) {
    const Model chosen = model();
    setShown(m_connections, chosen != Model::ConnectionStages);
    setShown(m_rate, chosen == Model::Rate || chosen == Model::RateStages);
    setShown(m_arrivals, chosen == Model::Rate || chosen == Model::RateStages);
    setShown(m_stages, isStaged());
    m_rate->setPlaceholderText(chosen == Model::RateStages ? tr("0 at first") : QString());
    TestPlan plan;
    FieldProblems ignored;
    readModel(plan, ignored);
    setShown(m_preview, isStaged() && !plan.stages.empty());
    m_preview->showStages(plan);
    PlanPage::render(isEditable, problems);
}

} // namespace squall
