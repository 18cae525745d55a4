#pragma once

#include <vector>

#include <QHostInfo>
#include <QObject>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/net/endpoint.h"
#include "core/plan/testplan.h"

namespace squall {

/// Finds the addresses that connections go to: the target's or its proxy's, as the plan's routing
/// says. Public addresses are refused unless the plan allows them, those of a target behind a proxy
/// too. Needs a Qt event loop; nothing in it waits.
class TargetLookup final : public QObject {
    Q_OBJECT

public:
    /// `plan` must be valid.
    explicit TargetLookup(const TestPlan& plan, QObject* parent = nullptr);
    ~TargetLookup() override;

    void start();
    void abort();

    /// After found(), at least one.
    [[nodiscard]] const std::vector<Endpoint>& endpoints() const { return m_endpoints; }

    /// Of the target's name; 0 when none was looked up.
    [[nodiscard]] Nanoseconds took() const { return m_took; }

signals:
    // One of them, once; never from within start().
    void found();
    void failed(const squall::Error& error);

private:
    using Then = void (TargetLookup::*)(std::vector<Endpoint> endpoints);

    void lookUp(const HostAndPort& target, Then then);
    void answerSoon(std::vector<Endpoint> endpoints, Then then);
    void onLookedUp(const QHostInfo& host, const HostAndPort& target, Then then);
    void onTargetBehindProxy(std::vector<Endpoint> endpoints);
    void use(std::vector<Endpoint> endpoints);
    [[nodiscard]] bool refuses(const std::vector<Endpoint>& endpoints);

    const TestPlan m_plan;
    std::vector<Endpoint> m_endpoints;
    std::string m_name; ///< that is looked up
    Nanoseconds m_began{0};
    Nanoseconds m_took{0};
    int m_lookup = -1;
};

} // namespace squall
