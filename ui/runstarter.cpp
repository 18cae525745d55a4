#include "ui/runstarter.h"

#include <utility>

#include <QPointer>
#include <QWidget>

#include "core/http/url.h"
#include "core/plan/secrets.h"
#include "core/run/demoprocess.h"
#include "ui/capacitydialog.h"
#include "ui/format.h"
#include "ui/loadwords.h"
#include "ui/planeditor.h"
#include "ui/planform.h"
#include "ui/runcontroller.h"
#include "ui/settings.h"
#include "ui/trydialog.h"

namespace squall {

namespace {

QString shown(const std::string& text) {
    return format::visible(QString::fromStdString(text));
}

} // namespace

RunStarter::RunStarter(DemoProcess* demo, RunController* controller, QWidget* window)
    : QObject(window)
    , m_demo(demo)
    , m_controller(controller)
    , m_window(window)
    , m_publicQuestion(&askWhetherPublicIsMine) {}

void RunStarter::setFields(PlanEditor* editor, PlanForm* form) {
    m_editor = editor;
    m_form = form;
}

void RunStarter::submit() {
    if (m_controller->isActive())
        return;
    if (m_editor->isForCapacity()) {
        if (CapacityDialog* const search = findCapacity())
            search->start();
        return;
    }
    auto plan = m_form->runnablePlan();
    if (!plan)
        return;
    const Url url = *parseUrl(plan->url);
    m_host = url.host;
    setUrl(url.toString());
    plan->allowPublic |= m_allowed.contains(m_host);
    keepUrl();
    m_editor->say({});
    m_controller->start(*plan);
}

/// The plan in the fields, with the built-in server running if it is for that.
std::optional<TestPlan> RunStarter::planToTry() {
    if (m_controller->isActive())
        return std::nullopt;
    auto plan = m_form->runnablePlan();
    if (!plan)
        return plan;
    if (m_demo != nullptr && m_demo->serves(plan->url))
        static_cast<void>(m_demo->ensureRunning()); // if it fails, so does the request
    plan->allowPublic |= m_allowed.contains(parseUrl(plan->url)->host);
    return plan;
}

// A single request is no load: nobody is asked whose server it is.
void RunStarter::tryOnce() {
    auto plan = planToTry();
    if (!plan)
        return;
    plan->allowPublic = true;
    (new TryDialog(*plan, m_window))->open();
}

CapacityDialog* RunStarter::findCapacity() {
    const auto plan = planToTry();
    if (!plan)
        return nullptr;
    auto* const dialog = new CapacityDialog(*plan, m_editor->capacityBound(), m_window);
    // Later: the answer may begin another search in place of the one that says so.
    connect(
        dialog, &CapacityDialog::consentNeeded, dialog,
        [this, dialog, host = parseUrl(plan->url)->host](const QString& addresses) {
            askForConsent(dialog, host, addresses);
        },
        Qt::QueuedConnection);
    dialog->open();
    return dialog;
}

void RunStarter::askForConsent() {
    const RunView view = m_controller->view();
    m_publicQuestion(m_window,
                     {.host = shown(m_host),
                      .addresses = shown(view.error->detail),
                      .load = loadwords::ofRun(view.plan)},
                     [this](bool isMine) {
                         if (!isMine)
                             return;
                         m_allowed.insert(m_host);
                         submit();
                     });
}

void RunStarter::askForConsent(CapacityDialog* search, const std::string& host,
                               const QString& addresses) {
    m_publicQuestion(search, {.host = shown(host), .addresses = addresses, .load = search->load()},
                     [this, host, asking = QPointer<CapacityDialog>(search)](bool isMine) {
                         if (!isMine || asking == nullptr)
                             return;
                         m_allowed.insert(host);
                         asking->allowPublic();
                         asking->start();
                     });
}

void RunStarter::setPublicQuestion(PublicQuestion question) {
    m_publicQuestion = std::move(question);
}

void RunStarter::setUrl(const std::string& url) {
    m_url = shown(url);
}

void RunStarter::keepUrl() {
    if (m_demo != nullptr && m_demo->serves(m_url.toStdString()))
        return;
    settings::addRecentUrl(QString::fromStdString(withoutQuerySecrets(m_url.toStdString())));
    m_editor->setRecentUrls(settings::recentUrls());
}

} // namespace squall
