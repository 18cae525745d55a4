#pragma once

#include <optional>
#include <string>

#include <QObject>
#include <QTimer>

#include "core/base/error.h"
#include "core/run/decodedbody.h"
#include "core/run/runresult.h"
#include "core/run/stresstest.h"

namespace squall {

/// One request of a plan, what was sent and all that came back.
struct Trial {
    std::string request; ///< as HTTP/1.1 writes it; secrets are "***"
    Exchange exchange;   ///< its body as it came
    DecodedBody body;
    Nanoseconds nameLookup{0};
    Nanoseconds connect{0};
    Nanoseconds handshake{0};
    Peer peer;
};

/// Sends one request of a plan, with the engine of a run, and keeps its answer whole. Used once.
/// Needs a Qt event loop; nothing in it waits.
class TryOnce final : public QObject {
    Q_OBJECT

public:
    static constexpr std::size_t maxBody = 16 * 1024 * 1024;

    /// `plan` must be valid, see validate(). Its load does not matter.
    explicit TryOnce(const TestPlan& plan, QObject* parent = nullptr);

    void start();

    /// Null until ended(), and when nothing was sent.
    [[nodiscard]] const Trial* trial() const { return m_trial ? &*m_trial : nullptr; }

    /// Why nothing was sent.
    [[nodiscard]] const std::optional<Error>& error() const { return m_test.error(); }

signals:
    void ended(); ///< once

private:
    void poll();
    [[nodiscard]] Trial trialOf(const RunResult& result) const;

    const TestPlan m_plan;
    StressTest m_test;
    QTimer m_timer;
    std::optional<Trial> m_trial;
};

} // namespace squall
