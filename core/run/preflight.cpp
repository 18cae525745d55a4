#include "core/run/preflight.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <QMetaObject>

#include "core/base/clock.h"
#include "core/base/quantity.h"
#include "core/load/describe.h"
#include "core/load/proxytunnel.h"
#include "core/run/limits.h"

namespace squall {

namespace {

/// By their names in ALPN.
std::vector<std::string> protocolsOf(HttpVersion version) {
    switch (version) {
    case HttpVersion::Http11:
        return {"http/1.1"};
    case HttpVersion::Http2:
        return {"h2"};
    case HttpVersion::Auto:
        break;
    }
    return {"h2", "http/1.1"};
}

/// As RFC 8305, section 5 advises.
constexpr std::chrono::milliseconds hastyTimeout{250};

} // namespace

Preflight::Preflight(const TestPlan& plan, QObject* parent)
    : QObject(parent)
    , m_plan(plan)
    , m_url(parseUrl(plan.url).value_or(Url{}))
    , m_lookup(plan) {
    m_findings.target = connectTarget(plan.routing, {m_url.host, m_url.port});
    if (!plan.routing.proxy.empty()) {
        m_findings.proxy = parseProxy(plan.routing.proxy).value_or(Proxy{});
        m_findings.isTunnelled =
            needsTunnel(*m_findings.proxy, m_url, m_findings.target, plan.http);
    }
    connect(&m_lookup, &TargetLookup::failed, this, &Preflight::failed);
    connect(&m_lookup, &TargetLookup::found, this, [this] {
        m_candidates = m_lookup.endpoints();
        m_fresh = m_candidates.size();
        m_findings.nameLookup = m_lookup.took();
        tryNext();
    });
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, &Preflight::onTimeout);
}

Preflight::~Preflight() {
    abort();
}

void Preflight::abort() {
    m_lookup.abort();
    m_timeout.stop();
    stopWatching();
    m_findings.connection.close();
}

void Preflight::start() {
    Result<> ready = ensureDescriptors(connectionsToOpen(m_plan));
    if (ready && m_url.isTls)
        ready = prepareTls(m_plan.tls, m_findings.tls);
    if (ready && m_plan.follow > 0) {
        TlsOptions elsewhere = m_plan.tls;
        elsewhere.certificateFile.clear(); // who one is, is for the plan's own server
        elsewhere.keyFile.clear();
        elsewhere.passphrase.clear();
        elsewhere.serverName.clear();
        ready = prepareTls(elsewhere, m_findings.tlsElsewhere);
    }
    if (!ready) {
        QMetaObject::invokeMethod(
            this, [this, error = ready.error()] { emit failed(error); }, Qt::QueuedConnection);
        return;
    }
    m_lookup.start();
}

Result<> Preflight::prepareTls(const TlsOptions& options, std::unique_ptr<TlsContext>& into) {
    auto context = TlsContext::create(options, protocolsOf(httpToSpeak(m_plan)));
    if (!context)
        return fail(ErrorCode::BadPlan, context.error().detail);
    into = std::make_unique<TlsContext>(std::move(*context));
    return {};
}

void Preflight::tryNext() {
    m_began = monotonicNow();
    m_isHasty = hasOtherFamilyAhead() && m_plan.connectTimeout > hastyTimeout;
    const IoResult begun = m_findings.connection.connect(m_candidates[m_attempt]);
    if (begun.status == IoStatus::Failed)
        return onAttemptFailed(ErrorCode::ConnectFailed, strerrordesc_np(begun.error));
    m_timeout.start(m_isHasty ? hastyTimeout
                              : ceil<std::chrono::milliseconds>(m_plan.connectTimeout));
    watch(QSocketNotifier::Write);
}

bool Preflight::hasOtherFamilyAhead() const {
    for (std::size_t i = m_attempt + 1; i < m_fresh; ++i) {
        if (m_candidates[i].family() != m_candidates[m_attempt].family())
            return true;
    }
    return false;
}

void Preflight::onTimeout() {
    if (m_isHasty)
        m_candidates.push_back(m_candidates[m_attempt]);
    onAttemptFailed(ErrorCode::Timeout,
                    "no connection within " + durationText(m_plan.connectTimeout));
}

void Preflight::watch(QSocketNotifier::Type type) {
    auto* const notifier = new QSocketNotifier(m_findings.connection.fd(), type, this);
    connect(notifier, &QSocketNotifier::activated, this, &Preflight::onReady);
    m_notifiers.push_back(notifier);
}

void Preflight::onReady() {
    if (m_tunnel != nullptr)
        continueTunnel();
    else if (m_findings.connection.tls() != nullptr)
        continueHandshake();
    else if (const int error = m_findings.connection.connectError(); error != 0)
        onAttemptFailed(ErrorCode::ConnectFailed, strerrordesc_np(error));
    else
        onConnected();
}

void Preflight::onConnected() {
    const Nanoseconds now = monotonicNow();
    m_findings.connect = now - std::exchange(m_began, now);
    if (std::exchange(m_isHasty, false))
        m_timeout.start(std::chrono::ceil<std::chrono::milliseconds>(m_plan.connectTimeout));
    stopWatching();
    if (!m_findings.isTunnelled)
        return secure();
    m_tunnel = std::make_unique<ProxyHandshake>(*m_findings.proxy, m_findings.target.host,
                                                m_findings.target.port);
    watch(QSocketNotifier::Read);
    continueTunnel();
}

void Preflight::continueTunnel() {
    const TunnelStep step = moveAlong(*m_tunnel, m_findings.connection);
    switch (step.outcome) {
    case ProxyHandshake::Outcome::NeedMore:
        return;
    case ProxyHandshake::Outcome::Failed:
        return onAttemptFailed(ErrorCode::ConnectFailed, describe(step.failure));
    case ProxyHandshake::Outcome::Done:
        break;
    }
    m_tunnel.reset();
    m_began = monotonicNow();
    stopWatching();
    secure();
}

void Preflight::secure() {
    m_findings.isHttp2 = m_plan.http == HttpVersion::Http2;
    if (m_findings.tls == nullptr)
        return pass();
    auto stream = TlsStream::create(*m_findings.tls, m_url.host);
    if (stream == nullptr)
        return onAttemptFailed(ErrorCode::SystemFailed, "out of memory");
    m_findings.connection.startTls(std::move(stream));
    watch(QSocketNotifier::Read);
    continueHandshake();
}

void Preflight::continueHandshake() {
    const IoResult shaken = m_findings.connection.handshake();
    if (shaken.status == IoStatus::WouldBlock)
        return;
    if (shaken.status == IoStatus::Done) {
        m_findings.handshake = monotonicNow() - m_began;
        m_findings.isHttp2 = m_findings.connection.tls()->protocol() == "h2";
        if (m_findings.isHttp2 || m_plan.http != HttpVersion::Http2)
            return pass();
        return onAttemptFailed(ErrorCode::TlsFailed,
                               std::string(describe(TlsFault::NoCommonProtocol)));
    }
    const bool isTls = shaken.fault != TlsFault::None;
    onAttemptFailed(ErrorCode::TlsFailed,
                    isTls ? std::string(describe(shaken.fault)) : strerrordesc_np(shaken.error));
}

// Candidates before the one that answered have refused or say nothing. Those of its own family are
// shared out over the connections; the other family leads to the same host.
void Preflight::pass() {
    m_timeout.stop();
    stopWatching();
    const int family = m_candidates[m_attempt].family();
    const std::size_t end = m_attempt < m_fresh ? m_fresh : m_candidates.size();
    for (std::size_t i = m_attempt; i < end; ++i) {
        if (m_candidates[i].family() == family)
            m_findings.endpoints.push_back(m_candidates[i]);
    }
    emit passed();
}

void Preflight::onAttemptFailed(ErrorCode code, const std::string& reason) {
    m_timeout.stop();
    stopWatching();
    m_findings.connection.close();
    m_tunnel.reset();
    const std::string where = m_candidates[m_attempt].toString();
    if (++m_attempt < m_candidates.size())
        return tryNext();
    emit failed({code, where + ": " + reason});
}

void Preflight::stopWatching() {
    for (QSocketNotifier* const notifier : m_notifiers) {
        notifier->setEnabled(false);
        notifier->deleteLater(); // it may be the sender of the signal that led here
    }
    m_notifiers.clear();
}

} // namespace squall
