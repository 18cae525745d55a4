#include "ui/loadwords.h"

#include <algorithm>

#include <QCoreApplication>
#include <QStringList>

#include "core/http/url.h"
#include "core/run/capacity.h"
#include "ui/format.h"

namespace squall::loadwords {

namespace {

struct LoadWords {
    Q_DECLARE_TR_FUNCTIONS(squall::LoadWords)
};

QString joined(QStringList parts) {
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

/// "64 connections", and how many requests each has in flight where that is more than one.
QString connections(const TestPlan& plan) {
    const std::uint32_t streams = streamsToUse(plan, parseUrl(plan.url).value_or(Url{}).isTls);
    QStringList parts;
    if (modelOf(plan) != Model::ConnectionStages) // these tell themselves
        parts << format::connections(connectionsToOpen(plan));
    if (streams > 1)
        parts << LoadWords::tr("%1 streams each", nullptr, format::pluralOf(streams))
                     .arg(format::count(streams));
    return joined(parts);
}

/// What ends it but the number of requests and the stages, whose length pace() has.
QString length(const TestPlan& plan) {
    if (plan.duration)
        return LoadWords::tr("for %1", "time").arg(format::span(*plan.duration));
    return isOpenEnded(plan) ? LoadWords::tr("until it is stopped") : QString();
}

} // namespace

Model modelOf(const TestPlan& plan) {
    if (plan.stages.empty())
        return plan.rate ? Model::Rate : Model::Closed;
    return plan.stageOf == StageOf::Rate ? Model::RateStages : Model::ConnectionStages;
}

QString name(Model model) {
    switch (model) {
    case Model::Closed:
        break;
    case Model::Rate:
        return LoadWords::tr("at a rate");
    case Model::RateStages:
        return LoadWords::tr("stages of a rate");
    case Model::ConnectionStages:
        return LoadWords::tr("stages of connections");
    }
    return LoadWords::tr("as fast as possible");
}

QString pace(const TestPlan& plan) {
    if (plan.stages.empty())
        return plan.rate ? format::rateAsSet(*plan.rate) : name(Model::Closed);
    return LoadWords::tr("%1 for %2", "stages of a rate for 40 s")
        .arg(name(modelOf(plan)), format::span(*plannedDuration(plan)));
}

QString warmUp(const TestPlan& plan) {
    return plan.warmUp > Nanoseconds{0} ? LoadWords::tr("warm-up %1").arg(format::span(plan.warmUp))
                                        : QString();
}

QString stages(const TestPlan& plan) {
    QStringList words;
    for (const Stage& stage : plan.stages)
        words << LoadWords::tr("to %1 in %2", "stage")
                     .arg(format::number(stage.target), format::span(stage.length));
    return words.join(QStringLiteral(", "));
}

QString highest(const TestPlan& plan) {
    const bool isRate = plan.stageOf == StageOf::Rate;
    double most = isRate ? plan.rate.value_or(0) : 0;
    for (const Stage& stage : plan.stages)
        most = std::max(most, stage.target);
    return isRate ? format::rateAsSet(most) : format::connections(static_cast<std::uint64_t>(most));
}

QString ofRun(const TestPlan& plan) {
    QStringList parts = {plan.requests ? format::requests(*plan.requests) : QString(),
                         connections(plan), pace(plan), length(plan)};
    if (!plan.stages.empty())
        parts << stages(plan) << LoadWords::tr("at most %1").arg(highest(plan));
    return joined(parts << warmUp(plan));
}

QString ofSearch(const TestPlan& plan, const QString& bound) {
    const double first = plan.rate.value_or(CapacitySearch::Options{}.start);
    return joined({LoadWords::tr("rising rates, %1 at first, as long as %2 holds")
                       .arg(format::rateAsSet(first), bound),
                   connections(plan), warmUp(plan)});
}

} // namespace squall::loadwords
