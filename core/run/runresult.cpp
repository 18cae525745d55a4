#include "core/run/runresult.h"

#include <algorithm>

#include <nghttp2/nghttp2.h>
#include <openssl/crypto.h>
#include <sys/utsname.h>

#include <QDateTime>
#include <QRandomGenerator>
#include <QString>
#include <QSysInfo>

#include "core/base/version.h"
#include "core/run/limits.h"

namespace squall {

Environment thisEnvironment() {
    utsname system{};
    uname(&system);
    return {.squall = SQUALL_VERSION,
            .os = QSysInfo::prettyProductName().toStdString(),
            .kernel = std::string(system.sysname) + " " + system.release,
            .qt = qVersion(),
            .openssl = OpenSSL_version(OPENSSL_VERSION),
            .nghttp2 = nghttp2_version(0)->version_str,
            .cpus = usableCores()};
}

bool RunResult::keepsThresholds() const {
    return !abortedBy && std::ranges::all_of(thresholds, &ThresholdOutcome::passed);
}

double RunResult::perSecond(std::uint64_t count) const {
    const double seconds = std::chrono::duration<double>(elapsed).count();
    return seconds > 0 ? static_cast<double>(count) / seconds : 0;
}

std::string newRunId() {
    const QString time =
        QDateTime::currentDateTimeUtc().toString(QStringLiteral("yyyyMMdd-HHmmss"));
    const quint32 random = QRandomGenerator::global()->generate();
    return QStringLiteral("%1-%2").arg(time).arg(random, 8, 16, QLatin1Char('0')).toStdString();
}

} // namespace squall
