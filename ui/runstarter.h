#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>

#include <QObject>

#include "core/plan/testplan.h"
#include "ui/helpdialogs.h"

class QWidget;

namespace squall {

class CapacityDialog;
class DemoProcess;
class PlanEditor;
class PlanForm;
class RunController;

/// Starts what stands in the fields: a run, a single request, or a search for the capacity. Wrong
/// fields are named in place, and then nothing starts; nor while a run is active. GUI thread.
class RunStarter final : public QObject {
    Q_OBJECT

public:
    /// askWhetherPublicIsMine(), or another in its place. It calls `onAnswer` once, then or later.
    using PublicQuestion = std::function<void(QWidget* parent, const PublicLoad& load,
                                              std::function<void(bool isMine)> onAnswer)>;

    /// `demo` may be null; `window`: over which dialogs stand. All of them outlive this.
    RunStarter(DemoProcess* demo, RunController* controller, QWidget* window);

    /// Where plans are read from now on.
    void setFields(PlanEditor* editor, PlanForm* form);

    void submit();
    void tryOnce();

    /// Null when there is nothing to search with.
    CapacityDialog* findCapacity();

    /// The run failed since its host is public: asks, once for each host, and submits again.
    void askForConsent();

    /// In place of a dialog.
    void setPublicQuestion(PublicQuestion question);

    /// A run of before is shown, to this address.
    void setUrl(const std::string& url);

    /// Of the run that is active or was last, without user and password.
    [[nodiscard]] const QString& url() const { return m_url; }

private:
    [[nodiscard]] std::optional<TestPlan> planToTry();
    void askForConsent(CapacityDialog* search, const std::string& host, const QString& addresses);
    void keepUrl();

    DemoProcess* const m_demo;
    RunController* const m_controller;
    QWidget* const m_window;
    PlanEditor* m_editor = nullptr;
    PlanForm* m_form = nullptr;
    PublicQuestion m_publicQuestion;
    QString m_url;
    std::string m_host;              ///< of that run
    std::set<std::string> m_allowed; ///< public hosts that the user has answered for
};

} // namespace squall
