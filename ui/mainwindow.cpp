#include "ui/mainwindow.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QStatusBar>
#include <QUndoStack>
#include <QVBoxLayout>

#include "core/http/url.h"
#include "core/plan/planjson.h"
#include "core/results/historyrecorder.h"
#include "core/run/demoprocess.h"
#include "ui/capacitydialog.h"
#include "ui/desktopnotices.h"
#include "ui/exporting.h"
#include "ui/format.h"
#include "ui/helpdialogs.h"
#include "ui/optionspanel.h"
#include "ui/planactions.h"
#include "ui/planeditor.h"
#include "ui/planform.h"
#include "ui/runstatus.h"
#include "ui/runtabs.h"
#include "ui/sentences.h"
#include "ui/settings.h"
#include "ui/settingsdialog.h"
#include "ui/submitbutton.h"
#include "ui/trydialog.h"
#include "ui/windowmenus.h"

namespace squall {

namespace {

constexpr int busyAfter = 200;
constexpr int figuresInterval = 45;

} // namespace

MainWindow::MainWindow(DemoProcess* demo, QWidget* parent)
    : QMainWindow(parent)
    , m_demo(demo)
    , m_controller(demo)
    , m_closeQuestion([this](auto onAnswer) { askWhetherToStop(this, std::move(onAnswer)); })
    , m_publicQuestion([this](const QString& target, auto onAnswer) {
        askWhetherPublicIsMine(this, target, std::move(onAnswer));
    })
    , m_button(new SubmitButton(this))
    , m_editor(new PlanEditor(demo != nullptr ? demo->url() : std::string(), m_button, this))
    , m_options(new OptionsPanel(this))
    , m_form(new PlanForm(m_editor, m_options, this))
    , m_status(new RunStatus(statusBar(), this))
    , m_tabs(new RunTabs(this)) {
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(640, 420);
    resize(1000, 720);
    restoreGeometry(settings::geometry());
    m_options->setUnfolded(settings::isUnfolded());
    setCentralWidget(makeCentral());
    m_actions = new PlanActions({.read = [this] { return m_form->plan(); },
                                 .readExactly = [this] { return m_form->exactPlan(); },
                                 .fill = [this](const TestPlan& plan) { m_form->fill(plan); }},
                                this);
    m_notices = new DesktopNotices(this);
    m_menus = new WindowMenus(this, m_tabs, m_actions->undoStack());
    m_menus->setRecentPlans(settings::recentPlans());
    m_editor->setRecentUrls(settings::recentUrls());
    setAcceptDrops(true);
    orderTabs();
    connectParts();
    connectActions();
    m_actions->begin();
    render();
}

QWidget* MainWindow::makeCentral() {
    m_button->setObjectName(QStringLiteral("submitButton"));
    auto* const central = new QWidget(this);
    auto* const rows = new QVBoxLayout(central);
    rows->setContentsMargins(18, 12, 18, 6);
    rows->setSpacing(8);
    rows->addWidget(m_editor);
    rows->addSpacing(2);
    rows->addWidget(m_status);
    rows->addWidget(m_options);
    rows->addWidget(m_tabs, 1);
    return central;
}

void MainWindow::orderTabs() {
    QList<QWidget*> order = m_editor->fields();
    order << m_button << m_options->fields() << m_status->fields() << m_tabs
          << m_editor->tryButton();
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

void MainWindow::connectParts() {
    connect(m_button, &SubmitButton::clicked, this, &MainWindow::activateButton);
    connect(m_editor, &PlanEditor::submitted, this, &MainWindow::askToSubmit);
    connect(m_options, &OptionsPanel::submitted, this, &MainWindow::askToSubmit);
    connect(m_tabs, &RunTabs::submitAsked, this, &MainWindow::askToSubmit);
    connect(m_tabs, &RunTabs::opened, this, &MainWindow::showRun);
    connect(m_form, &PlanForm::changed, this, &MainWindow::render);
    connect(m_form, &PlanForm::planEdited, m_actions, &PlanActions::noteEdit);
    connect(m_status, &RunStatus::detailsAsked, this, &MainWindow::copyDetails);
    connect(&m_controller, &RunController::changed, this, &MainWindow::onStateChanged);
    connect(&m_controller, &RunController::progressed, this, &MainWindow::onProgressed);
}

void MainWindow::connectActions() {
    connect(m_menus, &WindowMenus::openAsked, m_actions, &PlanActions::open);
    connect(m_menus, &WindowMenus::recentAsked, m_actions, &PlanActions::openFile);
    connect(m_menus, &WindowMenus::saveAsked, m_actions, &PlanActions::save);
    connect(m_menus, &WindowMenus::saveAsAsked, m_actions, &PlanActions::saveAs);
    connect(m_menus, &WindowMenus::undoAsked, m_actions, &PlanActions::undo);
    connect(m_menus, &WindowMenus::redoAsked, m_actions, &PlanActions::redo);
    connect(m_menus, &WindowMenus::copyRunAsked, m_actions, &PlanActions::copyAsRun);
    connect(m_menus, &WindowMenus::copyCurlAsked, m_actions, &PlanActions::copyAsCurl);
    connect(m_menus, &WindowMenus::exportAsked, this,
            [this] { exportResult(this, *m_controller.result()); });
    connect(m_editor, &PlanEditor::curlGiven, m_actions, &PlanActions::importCurl);
    connect(m_actions, &PlanActions::said, m_editor, &PlanEditor::say);
    connect(m_actions, &PlanActions::recentChanged, this,
            [this] { m_menus->setRecentPlans(settings::recentPlans()); });
    connect(m_actions->undoStack(), &QUndoStack::indexChanged, this, &MainWindow::render);

    connect(m_menus, &WindowMenus::submitAsked, this, &MainWindow::askToSubmit);
    connect(m_menus, &WindowMenus::tryAsked, this, &MainWindow::tryOnce);
    connect(m_editor, &PlanEditor::tryAsked, this, &MainWindow::tryOnce);
    connect(m_menus, &WindowMenus::capacityAsked, this, &MainWindow::findCapacity);
    connect(m_menus, &WindowMenus::cancelAsked, &m_controller, &RunController::cancel);
    connect(m_menus, &WindowMenus::quitAsked, this, &MainWindow::close);
    connect(m_menus, &WindowMenus::urlAsked, this,
            [this] { m_editor->focusField(PlanField::Url); });
    connect(m_menus, &WindowMenus::shortcutsAsked, this, [this] { showShortcuts(this); });
    connect(m_menus, &WindowMenus::settingsAsked, this, [this] { showSettings(this); });
    connect(m_menus, &WindowMenus::aboutAsked, this, [this] { showAbout(this); });
}

void MainWindow::setPlan(const TestPlan& plan) {
    m_form->fill(plan);
    m_actions->begin();
}

TestPlan MainWindow::plan() const {
    return m_form->plan();
}

void MainWindow::openPlan(const QString& path) {
    m_actions->openFile(path);
}

void MainWindow::setHistory(HistoryRecorder* recorder) {
    m_controller.setRecorder(recorder);
    m_tabs->setHistory(recorder);
    connect(recorder, &HistoryRecorder::troubled, this, [this](const QString& sentence) {
        m_editor->say(format::sentence(sentence.toStdString()));
    });
}

void MainWindow::showRun(const RunResult& result) {
    if (m_controller.isActive())
        return;
    m_url = format::visible(QString::fromStdString(displayUrl(result.plan)));
    setPlan(result.plan);
    m_controller.show(result);
    m_tabs->showResults();
}

void MainWindow::submit() {
    if (m_controller.isActive())
        return;
    auto plan = m_form->runnablePlan();
    if (!plan)
        return;
    const Url url = *parseUrl(plan->url);
    m_url = format::visible(QString::fromStdString(url.toString()));
    m_host = url.host;
    plan->allowPublic |= m_allowed.contains(m_host);
    keepUrl();
    m_editor->say({});
    m_sinceSubmit.start();
    m_controller.start(*plan);
}

// A single request is no load: nobody is asked whose server it is.
/// The plan in the fields, with the built-in server running if it is for that; nothing while a run
/// is active or a field is wrong.
std::optional<TestPlan> MainWindow::planToTry() {
    if (m_controller.isActive())
        return std::nullopt;
    auto plan = m_form->runnablePlan();
    if (plan && m_demo != nullptr && m_demo->serves(plan->url))
        static_cast<void>(m_demo->ensureRunning()); // if it fails, so does the request
    return plan;
}

void MainWindow::tryOnce() {
    auto plan = planToTry();
    if (!plan)
        return;
    plan->allowPublic = true;
    (new TryDialog(*plan, this))->open();
}

void MainWindow::findCapacity() {
    if (const auto plan = planToTry())
        (new CapacityDialog(*plan, this))->open();
}

void MainWindow::keepUrl() {
    if (m_demo != nullptr && m_demo->serves(m_url.toStdString()))
        return;
    settings::addRecentUrl(m_url);
    m_editor->setRecentUrls(settings::recentUrls());
}

void MainWindow::quitNow() {
    m_isQuitting = true;
    m_controller.shutdown();
    close();
}

void MainWindow::setCloseQuestion(CloseQuestion question) {
    m_closeQuestion = std::move(question);
}

void MainWindow::setPublicQuestion(PublicQuestion question) {
    m_publicQuestion = std::move(question);
}

// Once for each host, in as long as the window lives.
void MainWindow::askForConsent() {
    m_publicQuestion(QString::fromStdString(m_controller.error()->detail), [this](bool isMine) {
        if (!isMine)
            return;
        m_allowed.insert(m_host);
        submit();
    });
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_isQuitting || !m_controller.isActive()) {
        m_controller.shutdown();
        settings::setGeometry(saveGeometry());
        settings::setUnfolded(m_options->isUnfolded());
        event->accept();
        return;
    }
    event->ignore();
    if (std::exchange(m_isAsking, true))
        return;
    m_closeQuestion([this](bool stop) { onCloseAnswered(stop); });
}

void MainWindow::onCloseAnswered(bool stop) {
    m_isAsking = false;
    // The answer may come from within closeEvent(), where a window cannot be closed.
    if (stop)
        QMetaObject::invokeMethod(this, &MainWindow::quitNow, Qt::QueuedConnection);
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    // The children hear of the palette after this.
    if (event->type() == QEvent::PaletteChange && m_wasShown)
        QMetaObject::invokeMethod(this, &MainWindow::render, Qt::QueuedConnection);
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (!m_controller.isActive() && PlanActions::canTake(*event->mimeData()))
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    event->acceptProposedAction();
    m_actions->take(*event->mimeData());
}

void MainWindow::showEvent(QShowEvent* event) {
    QMainWindow::showEvent(event);
    if (!std::exchange(m_wasShown, true))
        m_button->setFocus();
}

// A second click of a double click must not undo the first.
bool MainWindow::isGuarded() const {
    return m_sinceRole.isValid() && m_sinceRole.elapsed() < QApplication::doubleClickInterval();
}

void MainWindow::activateButton() {
    if (isGuarded())
        return;
    if (m_controller.isActive())
        m_controller.cancel();
    else
        submit();
}

void MainWindow::askToSubmit() {
    if (!isGuarded())
        submit();
}

void MainWindow::onStateChanged() {
    const RunState state = m_controller.state();
    const auto isCancel = [](RunState s) { return s != RunState::Idle && !hasEnded(s); };
    if (isCancel(state) != isCancel(m_shown)) {
        m_sinceRole.start();
        // Else the focus would wander off as the fields go grey.
        if (isCancel(state))
            m_button->setFocus();
    }
    if (state == RunState::Cancelling)
        m_keepsFocus = m_button->hasFocus();
    m_shown = state;
    if (state == RunState::Failed && m_controller.error()) {
        if (const auto field = format::fieldOf(m_controller.error()->code))
            m_form->blame(*field, format::explain(*m_controller.error()).cause);
    }
    render();
    if (hasEnded(state) && std::exchange(m_keepsFocus, false))
        m_button->setFocus();
    if (state == RunState::Failed)
        m_form->focusFirstProblem();
    if (state == RunState::Failed && m_controller.error()->code == ErrorCode::PublicTarget)
        askForConsent();
}

void MainWindow::onProgressed() {
    if (m_sinceFigures.isValid() && !m_sinceFigures.hasExpired(figuresInterval))
        return;
    renderFigures(m_controller.view());
}

void MainWindow::copyDetails() {
    QGuiApplication::clipboard()->setText(sentences::failureDetails(m_controller.view(), m_url));
}

void MainWindow::render() {
    const RunView view = m_controller.view();
    const bool isActive = view.isActive();
    m_button->setRole(isActive ? SubmitButton::Role::Cancel : SubmitButton::Role::Submit);
    m_button->setEnabled(view.state != RunState::Cancelling);
    m_menus->render(view);
    m_form->render(!isActive);
    m_tabs->render(view);
    renderFigures(view);
}

void MainWindow::renderFigures(const RunView& view) {
    m_sinceFigures.start();
    const bool isSlow = m_sinceSubmit.isValid() && m_sinceSubmit.hasExpired(busyAfter);
    m_status->render(view, m_form->problems(), isSlow);
    setWindowTitle(sentences::title(view, m_url));
    m_notices->render(view, m_url);
    m_tabs->renderFigures(view);
}

} // namespace squall
