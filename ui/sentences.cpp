#include "ui/sentences.h"

#include <cmath>

#include <QCoreApplication>
#include <QStringList>

#include "core/http/url.h"
#include "core/plan/secrets.h"
#include "ui/format.h"

namespace squall::sentences {

namespace {

struct Sentences {
    Q_DECLARE_TR_FUNCTIONS(squall::Sentences)
};

QString joined(const QStringList& parts) {
    return parts.join(QStringLiteral(" · "));
}

std::optional<Nanoseconds> timeLeft(const RunView& view) {
    const Progress& progress = view.progress;
    std::optional<Nanoseconds> left;
    if (progress.plannedDuration)
        left = std::max(*progress.plannedDuration - progress.elapsed, Nanoseconds{0});
    const std::uint64_t done = progress.counts.ledger.completed();
    if (progress.planned && *progress.planned >= done && view.rate > 0) {
        const double seconds = static_cast<double>(*progress.planned - done) / view.rate;
        constexpr double longest = 86'400.0 * 365;
        const auto byCount = std::chrono::duration_cast<Nanoseconds>(
            std::chrono::duration<double>(std::min(seconds, longest)));
        left = left ? std::min(*left, byCount) : byCount;
    }
    return left;
}

QString amount(const Progress& progress) {
    const std::uint64_t done = progress.counts.ledger.completed();
    if (!progress.planned)
        return format::requests(done);
    return Sentences::tr("%1 of %2", "progress in requests")
        .arg(format::count(done), format::count(*progress.planned));
}

QString runningStatus(const RunView& view) {
    const Nanoseconds warmUpLeft = view.plan.warmUp - view.progress.elapsed;
    if (warmUpLeft > Nanoseconds{0})
        return joined({Sentences::tr("Warming up, which is left out of the figures"),
                       Sentences::tr("%1 left", "time").arg(format::clock(warmUpLeft))});
    if (isOpenEnded(view.plan))
        return joined({amount(view.progress), format::clock(view.measured())});
    QStringList parts = {amount(view.progress), format::percent(view.progress.permille())};
    // An estimate from the first moments would jump about.
    const bool isSettled = view.measured() >= std::chrono::milliseconds(300);
    if (const auto left = timeLeft(view); left && isSettled)
        parts << Sentences::tr("%1 left", "time").arg(format::clock(*left));
    return joined(parts);
}

/// "3.1 s", and the warm-up that is not in it.
QString timeTaken(const RunView& view) {
    const QString time = format::duration(view.measured());
    return view.plan.warmUp == Nanoseconds{0}
               ? time
               : Sentences::tr("%1 after %2 of warm-up").arg(time, format::span(view.plan.warmUp));
}

QString stoppedStatus(const RunView& view) {
    const Progress& progress = view.progress;
    const bool isAborted = view.state == RunState::Aborted;
    if (progress.elapsed > Nanoseconds{0} && view.measured() == Nanoseconds{0})
        return Sentences::tr("Cancelled in the warm-up: nothing was counted");
    const QString share = format::percent(progress.permille());
    if (progress.planned) {
        const QString words = isAborted ? Sentences::tr("Stopped by a limit at %1 (%2)")
                                        : Sentences::tr("Cancelled at %1 (%2)");
        return words.arg(amount(progress), share);
    }
    if (isOpenEnded(view.plan))
        return (isAborted ? Sentences::tr("Stopped by a limit after %1, %2")
                          : Sentences::tr("Stopped after %1, %2"))
            .arg(format::duration(view.measured()), amount(progress));
    const QString words = isAborted ? Sentences::tr("Stopped by a limit after %1, %2 (%3)")
                                    : Sentences::tr("Cancelled after %1, %2 (%3)");
    return words.arg(format::duration(view.measured()), amount(progress), share);
}

QString boundText(const Threshold& threshold) {
    return QString::fromStdString(thresholdText(threshold));
}

QString actualText(const ThresholdOutcome& outcome) {
    if (outcome.threshold.isLatency())
        return format::duration(outcome.time);
    if (outcome.threshold.figure == Threshold::Figure::Rate)
        return format::rate(outcome.number);
    constexpr double whole = 1e6;
    return format::share(static_cast<std::uint64_t>(std::llround(outcome.number * whole)),
                         static_cast<std::uint64_t>(whole));
}

QString ledgerSum(const RunView& view) {
    const Ledger& ledger = view.progress.counts.ledger;
    const QString open =
        view.isActive() ? Sentences::tr("%1 in flight") : Sentences::tr("%1 unanswered");
    return Sentences::tr("sent %1 = %2 ok + %3 failed + %4")
        .arg(format::count(ledger.sent), format::count(ledger.ok), format::count(ledger.failed),
             open.arg(format::count(ledger.unanswered())));
}

} // namespace

QString stateWord(RunState state) {
    switch (state) {
    case RunState::Idle:
        return Sentences::tr("Ready");
    case RunState::Preparing:
        return Sentences::tr("Preparing");
    case RunState::Running:
        return Sentences::tr("Running");
    case RunState::Cancelling:
        return Sentences::tr("Stopping");
    case RunState::Finished:
        return Sentences::tr("Finished");
    case RunState::Cancelled:
        return Sentences::tr("Cancelled");
    case RunState::Aborted:
        return Sentences::tr("Aborted");
    case RunState::Failed:
        break;
    }
    return Sentences::tr("Failed");
}

QString status(const RunView& view) {
    const Progress& progress = view.progress;
    switch (view.state) {
    case RunState::Idle:
        return Sentences::tr("Ready");
    case RunState::Preparing:
        return view.waitsForLast ? Sentences::tr("Closing the connections of the last run…")
                                 : Sentences::tr("Checking host…");
    case RunState::Running:
        return runningStatus(view);
    case RunState::Cancelling:
        return Sentences::tr("Stopping… %1").arg(format::connections(progress.connectionsOpen));
    case RunState::Finished:
        return Sentences::tr("%1, %2, %3")
            .arg(amount(progress), format::errors(progress.counts.ledger.failed), timeTaken(view));
    case RunState::Cancelled:
    case RunState::Aborted:
        return stoppedStatus(view);
    case RunState::Failed:
        break;
    }
    if (view.error == nullptr)
        return Sentences::tr("Failed");
    const format::Explanation words = format::explain(*view.error);
    return words.cause + QLatin1Char(' ') + words.remedy;
}

QString title(const RunView& view, const QString& url) {
    const QString name = QStringLiteral("Squall");
    if (view.state == RunState::Idle || url.isEmpty())
        return name;
    const bool isUnderWay = view.state == RunState::Running || view.state == RunState::Cancelling;
    const QString where = isUnderWay && !isOpenEnded(view.plan)
                              ? format::percent(view.progress.permille())
                              : stateWord(view.state);
    return QStringLiteral("%1 — %2 — %3").arg(name, url, where);
}

QString foot(const RunView& view) {
    QStringList parts = {stateWord(view.state)};
    const Progress& progress = view.progress;
    if (view.isActive() && progress.connectionsOpen > 0)
        parts << format::connections(progress.connectionsOpen);
    if (view.state == RunState::Running && view.measured() > Nanoseconds{0})
        parts << Sentences::tr("client CPU %1")
                     .arg(format::percent(static_cast<int>(1000 * progress.counts.cpu.count() /
                                                           view.measured().count())));
    if (progress.counts.ledger.sent > 0)
        parts << ledgerSum(view);
    return joined(parts);
}

QString verdict(Validity validity) {
    switch (validity) {
    case Validity::Valid:
        return Sentences::tr("Valid: these figures are the server's.");
    case Validity::GeneratorLimited:
        return Sentences::tr("This computer was the limit: the server may be faster than this.");
    case Validity::Inconclusive:
        break;
    }
    return Sentences::tr("Inconclusive: too little to tell what set the limit.");
}

QString verdictWord(Validity validity) {
    switch (validity) {
    case Validity::Valid:
        return Sentences::tr("Valid", "verdict");
    case Validity::GeneratorLimited:
        return Sentences::tr("Limited", "verdict");
    case Validity::Inconclusive:
        break;
    }
    return Sentences::tr("Unclear", "verdict");
}

QString headline(const RunResult& result) {
    const Ledger& ledger = result.counts.ledger;
    if (ledger.sent == 0)
        return result.plan.warmUp > Nanoseconds{0} ? Sentences::tr("Nothing was counted.")
                                                   : Sentences::tr("Nothing was sent.");
    if (ledger.completed() == 0)
        return Sentences::tr("No request was answered.");
    if (ledger.ok == 0)
        return Sentences::tr("Every request failed.");
    return verdict(result.verdict.validity);
}

QString ledger(const RunResult& result) {
    const Ledger& ledger = result.counts.ledger;
    const QString sent = ledger.sent == 1 ? Sentences::tr("1 request was sent")
                                          : Sentences::tr("%1 requests were sent", nullptr,
                                                          format::pluralOf(ledger.sent))
                                                .arg(format::count(ledger.sent));
    const QString sum =
        result.state != RunState::Finished
            ? Sentences::tr("Stopped before the end. %1: %2 ok, %3 failed, %4 unanswered.")
            : Sentences::tr("%1: %2 ok, %3 failed, %4 unanswered.");
    const QString words = sum.arg(sent, format::count(ledger.ok), format::count(ledger.failed),
                                  format::count(ledger.unanswered()));
    if (ledger.dropped == 0)
        return words;
    return words + QLatin1Char(' ') +
           (ledger.dropped == 1 ? Sentences::tr("1 more was due and never sent.")
                                : Sentences::tr("%1 more were due and never sent.", nullptr,
                                                format::pluralOf(ledger.dropped))
                                      .arg(format::count(ledger.dropped)));
}

QString thresholds(const RunResult& result) {
    QStringList lines;
    for (const ThresholdOutcome& outcome : result.thresholds)
        lines << (outcome.passed ? Sentences::tr("✓ %1 was kept: %2")
                                 : Sentences::tr("✗ %1 was missed: %2"))
                     .arg(boundText(outcome.threshold), actualText(outcome));
    if (result.abortedBy)
        lines << Sentences::tr("✗ Stopped by the bound %1: %2")
                     .arg(boundText(result.abortedBy->threshold), actualText(*result.abortedBy));
    return lines.join(QLatin1Char('\n'));
}

QString tlsFacts(const TlsFacts& facts) {
    const QString agreed = QString::fromStdString(facts.version + ", " + facts.cipher);
    if (facts.chain.empty())
        return agreed;
    const CertificateFacts& own = facts.chain.front();
    return Sentences::tr("%1; certificate: %2, good until %3")
        .arg(agreed, format::visible(QString::fromStdString(own.subject)),
             QString::fromStdString(own.notAfter));
}

QString certificates(const TlsFacts& facts) {
    QStringList parts;
    for (const CertificateFacts& certificate : facts.chain)
        parts << Sentences::tr("%1\n  issued by %2\n  good from %3 until %4")
                     .arg(format::visible(QString::fromStdString(certificate.subject)),
                          format::visible(QString::fromStdString(certificate.issuer)),
                          QString::fromStdString(certificate.notBefore),
                          QString::fromStdString(certificate.notAfter));
    return parts.join(QStringLiteral("\n\n"));
}

QString facts(const RunResult& result) {
    const QString threads =
        result.threads == 1 ? Sentences::tr("1 thread")
                            : Sentences::tr("%1 threads", nullptr, static_cast<int>(result.threads))
                                  .arg(result.threads);
    return joined(
        {Sentences::tr("%1 requests/s")
             .arg(format::magnitude(result.perSecond(result.counts.ledger.completed()))),
         format::duration(result.elapsed),
         Sentences::tr("%1 opened").arg(format::connections(result.counts.connections.opened)),
         threads, Sentences::tr("%1 received").arg(format::bytes(result.counts.bytes.in))});
}

QString removedSecrets(const TestPlan& plan) {
    QStringList names;
    if (const auto url = parseUrl(plan.url);
        plan.user == masked || (url && url->userInfo == masked))
        names << Sentences::tr("user and password");
    if (plan.bearer == masked)
        names << Sentences::tr("the token");
    for (const HeaderField& header : plan.headers) {
        if (header.value == masked && isSecretHeader(header.name))
            names << format::visible(QString::fromStdString(header.name));
    }
    if (plan.tls.passphrase == masked)
        names << Sentences::tr("the passphrase of the certificate");
    if (proxyUser(plan.routing.proxy) == masked)
        names << Sentences::tr("user and password of the proxy");
    return names.isEmpty()
               ? QString()
               : Sentences::tr("Secrets are not kept with a run. To be typed again: %1.")
                     .arg(names.join(QStringLiteral(", ")));
}

QString failureDetails(const RunView& view, const QString& url) {
    if (view.error == nullptr)
        return {};
    const format::Explanation words = format::explain(*view.error);
    const Environment environment = thisEnvironment();
    const auto text = [](const std::string& value) {
        return format::visible(QString::fromStdString(value));
    };
    return QStringList{
        QStringLiteral("Squall ") + text(environment.squall),
        url,
        words.cause,
        words.remedy,
        text(view.error->detail),
        QStringLiteral("Qt %1 · %2").arg(text(environment.qt), text(environment.openssl)),
        joined({text(environment.os), text(environment.kernel)})}
        .join(QLatin1Char('\n'));
}

} // namespace squall::sentences
