#include "ui/mainwindow.h"

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QScreen>
#include <QUndoStack>

#include "core/plan/planjson.h"
#include "core/results/historyrecorder.h"
#include "core/run/demoprocess.h"
#include "ui/accessibleroles.h"
#include "ui/appearance.h"
#include "ui/desktopnotices.h"
#include "ui/exporting.h"
#include "ui/format.h"
#include "ui/helpdialogs.h"
#include "ui/optionspanel.h"
#include "ui/planactions.h"
#include "ui/planeditor.h"
#include "ui/planform.h"
#include "ui/runstarter.h"
#include "ui/runstatus.h"
#include "ui/runtabs.h"
#include "ui/sentences.h"
#include "ui/settings.h"
#include "ui/settingsdialog.h"
#include "ui/submitbutton.h"
#include "ui/windowmenus.h"
#include "ui/windowparts.h"

namespace squall {

namespace {

constexpr int busyAfter = 200;
constexpr int figuresInterval = 45;

/// What the fields need; words of twice the size need more.
QSize smallestFor(int line) {
    return QSize(33 * line, 21 * line).expandedTo({640, 420});
}

} // namespace

MainWindow::MainWindow(DemoProcess* demo, QWidget* parent)
    : QMainWindow(parent)
    , m_demo(demo)
    , m_controller(demo)
    , m_closeQuestion([this](auto onAnswer) { askWhetherToStop(this, std::move(onAnswer)); }) {
    installAccessibleRoles();
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(smallestFor(fontMetrics().height()).boundedTo(screen()->availableSize()));
    resize(1000, 720);
    restoreGeometry(settings::geometry());
    setAcceptDrops(true);
    m_actions =
        new PlanActions({.read = [this] { return m_parts->form->plan(); },
                         .readExactly = [this] { return m_parts->form->exactPlan(); },
                         .fill = [this](const TestPlan& plan) { m_parts->form->fill(plan); }},
                        m_demo, this);
    m_notices = new DesktopNotices(this);
    m_starter = new RunStarter(m_demo, &m_controller, this);
    makeParts();
    m_parts->options->setUnfolded(settings::isUnfolded());
    connectActions();
    m_actions->begin();
    render();
}

MainWindow::~MainWindow() = default;

void MainWindow::makeParts() {
    m_parts = std::make_unique<WindowParts>(this, m_demo, m_actions->undoStack());
    m_starter->setFields(m_parts->editor, m_parts->form);
    m_parts->menus->setRecentPlans(settings::recentPlans());
    m_parts->editor->setRecentUrls(settings::recentUrls());
    if (m_history != nullptr)
        m_parts->tabs->setHistory(m_history);
    connectParts();
    connectMenus();
}

void MainWindow::connectParts() {
    const WindowParts& parts = *m_parts;
    connect(parts.button, &SubmitButton::clicked, this, &MainWindow::activateButton);
    connect(parts.editor, &PlanEditor::submitted, this, &MainWindow::askToSubmit);
    connect(parts.editor, &PlanEditor::tryAsked, m_starter, &RunStarter::tryOnce);
    connect(parts.editor, &PlanEditor::curlGiven, m_actions, &PlanActions::importCurl);
    connect(parts.options, &OptionsPanel::submitted, this, &MainWindow::askToSubmit);
    connect(parts.tabs, &RunTabs::submitAsked, this, &MainWindow::askToSubmit);
    connect(parts.tabs, &RunTabs::opened, this, &MainWindow::showRun);
    connect(parts.tabs, &RunTabs::exportAsked, this, &MainWindow::exportRun);
    connect(parts.form, &PlanForm::changed, this, &MainWindow::render);
    connect(parts.form, &PlanForm::planEdited, m_actions, &PlanActions::noteEdit);
    connect(parts.status, &RunStatus::detailsAsked, this, &MainWindow::copyDetails);
}

void MainWindow::connectMenus() {
    const WindowMenus* const menus = m_parts->menus;
    connect(menus, &WindowMenus::openAsked, m_actions, &PlanActions::open);
    connect(menus, &WindowMenus::recentAsked, m_actions, &PlanActions::openFile);
    connect(menus, &WindowMenus::saveAsked, m_actions, &PlanActions::save);
    connect(menus, &WindowMenus::saveAsAsked, m_actions, &PlanActions::saveAs);
    connect(menus, &WindowMenus::undoAsked, m_actions, &PlanActions::undo);
    connect(menus, &WindowMenus::redoAsked, m_actions, &PlanActions::redo);
    connect(menus, &WindowMenus::copyRunAsked, m_actions, &PlanActions::copyAsRun);
    connect(menus, &WindowMenus::copyCurlAsked, m_actions, &PlanActions::copyAsCurl);
    connect(menus, &WindowMenus::exportAsked, this, [this] { exportRun(*m_controller.result()); });
    connect(menus, &WindowMenus::submitAsked, this, &MainWindow::askToSubmit);
    connect(menus, &WindowMenus::tryAsked, m_starter, &RunStarter::tryOnce);
    connect(menus, &WindowMenus::capacityAsked, m_starter, &RunStarter::findCapacity);
    connect(menus, &WindowMenus::cancelAsked, &m_controller, &RunController::cancel);
    connect(menus, &WindowMenus::quitAsked, this, &MainWindow::close);
    connect(menus, &WindowMenus::urlAsked, this,
            [this] { m_parts->editor->focusField(PlanField::Url); });
    connect(menus, &WindowMenus::shortcutsAsked, this, [this] { showShortcuts(this); });
    connect(menus, &WindowMenus::settingsAsked, this, [this] {
        auto* const dialog = new SettingsDialog(m_controller.isActive(), this);
        connect(dialog, &SettingsDialog::languageChosen, this, &MainWindow::onLanguageChosen);
        dialog->open();
    });
    connect(menus, &WindowMenus::aboutAsked, this, [this] { showAbout(this); });
}

/// With what lives as long as the window.
void MainWindow::connectActions() {
    connect(m_actions, &PlanActions::said, this,
            [this](const QString& words) { m_parts->editor->say(words); });
    connect(m_actions, &PlanActions::recentChanged, this,
            [this] { m_parts->menus->setRecentPlans(settings::recentPlans()); });
    connect(m_actions->undoStack(), &QUndoStack::indexChanged, this, &MainWindow::render);
    connect(&m_controller, &RunController::changed, this, &MainWindow::onStateChanged);
    connect(&m_controller, &RunController::progressed, this, &MainWindow::onProgressed);
    connect(qApp, &QGuiApplication::commitDataRequest, this, &MainWindow::endWithSession);
}

// Words that were made before stay as they are, and half a window in another language is worse than
// none: so not while a run changes the other half.
void MainWindow::onLanguageChosen() {
    m_isLanguageDue = m_controller.isActive();
    if (!m_isLanguageDue)
        appearance::applyLanguage();
}

void MainWindow::speakAnew() {
    m_willSpeakAnew = false;
    m_isLanguageDue = m_controller.isActive();
    if (m_isLanguageDue)
        return;
    WindowParts::Kept kept = m_parts->kept();
    m_parts.reset();
    makeParts();
    m_parts->restore(std::move(kept));
    render();
}

void MainWindow::setPlan(const TestPlan& plan) {
    m_parts->form->fill(plan);
    m_actions->begin();
}

TestPlan MainWindow::plan() const {
    return m_parts->form->plan();
}

void MainWindow::openPlan(const QString& path) {
    m_actions->openFile(path);
}

void MainWindow::setHistory(HistoryRecorder* recorder) {
    m_history = recorder;
    m_controller.setRecorder(recorder);
    m_parts->tabs->setHistory(recorder);
    connect(recorder, &HistoryRecorder::troubled, this, [this](const QString& sentence) {
        m_parts->editor->say(format::sentence(sentence.toStdString()));
    });
}

void MainWindow::showRun(RunResult result) {
    if (m_controller.isActive())
        return;
    if (m_demo != nullptr)
        result.plan.url = m_demo->resolved(result.plan.url);
    m_actions->fillAsStep(result.plan);
    QString words = sentences::removedSecrets(result.plan);
    if (result.state == RunState::Failed) {
        words.prepend(tr("That run could send nothing, so only its plan was opened.") + u' ');
        return m_parts->editor->say(words.trimmed());
    }
    m_parts->editor->say(words);
    m_starter->setUrl(displayUrl(result.plan));
    m_controller.show(result);
    m_parts->tabs->showResults();
}

void MainWindow::exportRun(const RunResult& result) {
    exportResult(this, result, [this](const QString& words) { m_parts->editor->say(words); });
}

void MainWindow::submit() {
    m_starter->submit();
}

void MainWindow::quitNow() {
    m_isQuitting = true;
    m_controller.shutdown();
    close();
}

void MainWindow::setCloseQuestion(CloseQuestion question) {
    m_closeQuestion = std::move(question);
}

void MainWindow::setPublicQuestion(RunStarter::PublicQuestion question) {
    m_starter->setPublicQuestion(std::move(question));
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (m_isQuitting || !m_controller.isActive()) {
        m_controller.shutdown();
        settings::setGeometry(saveGeometry());
        settings::setUnfolded(m_parts->options->isUnfolded());
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

// Nobody is there to be asked, and what is not in the file by now may never be.
void MainWindow::endWithSession() {
    quitNow();
    if (m_history != nullptr)
        m_history->drain();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    // The children hear of the palette after this.
    if (event->type() == QEvent::PaletteChange && m_wasShown)
        QMetaObject::invokeMethod(this, &MainWindow::render, Qt::QueuedConnection);
    if (event->type() == QEvent::LanguageChange && !std::exchange(m_willSpeakAnew, true))
        QMetaObject::invokeMethod(this, &MainWindow::speakAnew, Qt::QueuedConnection);
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
        m_parts->button->setFocus();
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
    if (state == RunState::Preparing)
        m_sinceSubmit.start();
    const auto isCancel = [](RunState s) { return s != RunState::Idle && !hasEnded(s); };
    if (isCancel(state) != isCancel(m_shown)) {
        m_sinceRole.start();
        // Else the focus would wander off as the fields go grey.
        if (isCancel(state))
            m_parts->button->setFocus();
    }
    if (state == RunState::Cancelling)
        m_keepsFocus = m_parts->button->hasFocus();
    m_shown = state;
    if (state == RunState::Failed && m_controller.error()) {
        if (const auto field = format::fieldOf(m_controller.error()->code))
            m_parts->form->blame(*field, format::explain(*m_controller.error()).cause);
    }
    render();
    if (hasEnded(state) && std::exchange(m_keepsFocus, false))
        m_parts->button->setFocus();
    if (state == RunState::Failed)
        m_parts->form->focusFirstProblem();
    if (state == RunState::Failed && m_controller.error()->code == ErrorCode::PublicTarget)
        m_starter->askForConsent();
    if (hasEnded(state) && std::exchange(m_isLanguageDue, false))
        appearance::applyLanguage();
}

void MainWindow::onProgressed() {
    if (m_sinceFigures.isValid() && !m_sinceFigures.hasExpired(figuresInterval))
        return;
    renderFigures(m_controller.view());
}

void MainWindow::copyDetails() {
    QGuiApplication::clipboard()->setText(
        sentences::failureDetails(m_controller.view(), m_starter->url()));
    m_parts->editor->say(tr("The details are in the clipboard."));
}

void MainWindow::render() {
    const RunView view = m_controller.view();
    const bool isActive = view.isActive();
    m_parts->button->setRole(isActive ? SubmitButton::Role::Cancel : SubmitButton::Role::Submit);
    const bool isStopping = view.state == RunState::Cancelling;
    m_parts->button->setEnabled(!isStopping);
    m_parts->button->setToolTip(isStopping ? tr("The run is stopping.") : QString());
    m_parts->menus->render(view);
    m_parts->form->render(!isActive);
    m_parts->tabs->render(view);
    renderFigures(view);
}

void MainWindow::renderFigures(const RunView& view) {
    m_sinceFigures.start();
    const bool isSlow = m_sinceSubmit.isValid() && m_sinceSubmit.hasExpired(busyAfter);
    m_parts->status->render(view, isSlow);
    setWindowTitle(sentences::title(view, m_starter->url()));
    m_notices->render(view, m_starter->url());
    m_parts->tabs->renderFigures(view);
}

} // namespace squall
