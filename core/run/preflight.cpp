#include "core/run/preflight.h"

#include <cstring>
#include <utility>

#include <QHostAddress>
#include <QMetaObject>

#include "core/base/clock.h"
#include "core/base/quantity.h"
#include "core/run/limits.h"

namespace squall {

Preflight::Preflight(const TestPlan& plan, QObject* parent)
    : QObject(parent)
    , m_plan(plan)
    , m_url(parseUrl(plan.url).value_or(Url{})) {
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, [this] {
        onAttemptFailed(ErrorCode::Timeout,
                        "no connection within " + durationText(m_plan.connectTimeout));
    });
}

Preflight::~Preflight() {
    abort();
}

void Preflight::abort() {
    if (m_lookup >= 0)
        QHostInfo::abortHostLookup(std::exchange(m_lookup, -1));
    stopWaiting();
    m_findings.connection.close();
}

void Preflight::start() {
    if (auto enough = ensureDescriptors(connectionsToOpen(m_plan)); !enough) {
        QMetaObject::invokeMethod(
            this, [this, error = enough.error()] { emit failed(error); }, Qt::QueuedConnection);
        return;
    }
    m_began = monotonicNow();
    m_lookup =
        QHostInfo::lookupHost(QString::fromStdString(m_url.host), this, &Preflight::onLookedUp);
}

void Preflight::onLookedUp(const QHostInfo& host) {
    m_lookup = -1;
    if (!Endpoint::fromNumeric(m_url.host, m_url.port)) // an address is not looked up
        m_findings.nameLookup = monotonicNow() - m_began;
    for (const QHostAddress& address : host.addresses()) {
        auto endpoint = Endpoint::fromNumeric(address.toString().toStdString(), m_url.port);
        if (endpoint)
            m_candidates.push_back(*endpoint);
    }
    if (m_candidates.empty()) {
        emit failed({ErrorCode::ResolveFailed, m_url.host});
        return;
    }
    tryNext();
}

void Preflight::tryNext() {
    m_began = monotonicNow();
    const IoResult begun = m_findings.connection.connect(m_candidates[m_attempt]);
    if (begun.status == IoStatus::Failed)
        return onAttemptFailed(ErrorCode::ConnectFailed, strerrordesc_np(begun.error));
    m_timeout.start(std::chrono::ceil<std::chrono::milliseconds>(m_plan.connectTimeout));
    m_writable = new QSocketNotifier(m_findings.connection.fd(), QSocketNotifier::Write, this);
    connect(m_writable, &QSocketNotifier::activated, this, &Preflight::onAttemptDecided);
}

void Preflight::onAttemptDecided() {
    if (const int error = m_findings.connection.connectError(); error != 0)
        return onAttemptFailed(ErrorCode::ConnectFailed, strerrordesc_np(error));
    stopWaiting();
    m_findings.connect = monotonicNow() - m_began;
    keepFamilyOf(m_attempt);
    emit passed();
}

void Preflight::onAttemptFailed(ErrorCode code, const std::string& reason) {
    stopWaiting();
    m_findings.connection.close();
    const std::string where = m_candidates[m_attempt].toString();
    if (++m_attempt < m_candidates.size())
        return tryNext();
    emit failed({code, where + ": " + reason});
}

void Preflight::stopWaiting() {
    m_timeout.stop();
    if (m_writable == nullptr)
        return;
    m_writable->setEnabled(false);
    m_writable->deleteLater(); // it may be the sender of the signal that led here
    m_writable = nullptr;
}

// Candidates before the one that answered have refused. Those of its own family are shared out over
// the connections; the other family leads to the same host.
void Preflight::keepFamilyOf(std::size_t index) {
    const int family = m_candidates[index].family();
    for (std::size_t i = index; i < m_candidates.size(); ++i) {
        if (m_candidates[i].family() == family)
            m_findings.endpoints.push_back(m_candidates[i]);
    }
}

} // namespace squall
