#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include "core/base/error.h"
#include "core/http/proxyhandshake.h"
#include "core/http/url.h"
#include "core/net/endpoint.h"
#include "core/net/tlscontext.h"
#include "core/net/transport.h"
#include "core/plan/testplan.h"
#include "core/run/targetlookup.h"

namespace squall {

/// Looks before a run: are there descriptors enough, has the host an address, does it take a
/// connection, and through TLS? No request is sent, and the connection becomes the first one of the
/// run. An address that says nothing does not hold up those of the other family (RFC 8305): it has
/// a quarter of a second first, and its full time when the others have failed. Needs a Qt event
/// loop; nothing in it waits.
class Preflight final : public QObject {
    Q_OBJECT

public:
    struct Findings {
        std::vector<Endpoint>
            endpoints;              ///< of the family that answered, those that refused left out
        std::optional<Proxy> proxy; ///< that the endpoints belong to
        HostAndPort target;         ///< that it is asked for
        bool isTunnelled = false;   ///< and by a tunnel
        std::unique_ptr<TlsContext> tls;          ///< null in the clear
        std::unique_ptr<TlsContext> tlsElsewhere; ///< for redirects; null where none are followed
        Transport connection;                     ///< ready for a request
        bool isHttp2 = false;                     ///< of `connection`
        Nanoseconds nameLookup{0};                ///< 0 when the host was given as an address
        Nanoseconds connect{0};                   ///< of `connection`
        Nanoseconds handshake{0};
    };

    /// `plan` must be valid, and systemProxy have been replaced.
    explicit Preflight(const TestPlan& plan, QObject* parent = nullptr);
    ~Preflight() override;

    void start();

    /// Lets go of whatever is under way.
    void abort();

    /// Once, after passed().
    [[nodiscard]] Findings takeFindings() { return std::move(m_findings); }

signals:
    // One of them, once; never from within start().
    void passed();
    void failed(const squall::Error& error);

private:
    [[nodiscard]] Result<> prepareTls(const TlsOptions& options, std::unique_ptr<TlsContext>& into);
    void tryNext();
    [[nodiscard]] bool hasOtherFamilyAhead() const;
    void onTimeout();
    void onReady();
    void onConnected();
    void continueTunnel();
    void secure();
    void continueHandshake();
    void pass();
    void watch(QSocketNotifier::Type type);
    void onAttemptFailed(ErrorCode code, const std::string& reason);
    void stopWatching();

    const TestPlan m_plan;
    Url m_url;
    Findings m_findings;
    std::vector<Endpoint> m_candidates;
    std::unique_ptr<ProxyHandshake> m_tunnel;  ///< while the proxy is asked
    std::size_t m_attempt = 0;                 ///< index of the candidate that is tried
    std::vector<QSocketNotifier*> m_notifiers; ///< children, of the connection that is tried
    std::size_t m_fresh = 0; ///< candidates that were found; behind them those to be tried again
    bool m_isHasty = false;  ///< the attempt is given up soon, to be made again at the end
    QTimer m_timeout;
    Nanoseconds m_began{0};
    TargetLookup m_lookup;
};

} // namespace squall
