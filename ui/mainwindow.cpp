#include "ui/mainwindow.h"

#include <algorithm>

#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStatusBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "core/http/url.h"
#include "core/run/demoprocess.h"
#include "ui/dashboard.h"
#include "ui/elidedlabel.h"
#include "ui/errorspanel.h"
#include "ui/format.h"
#include "ui/helpdialogs.h"
#include "ui/optionspanel.h"
#include "ui/planeditor.h"
#include "ui/resultspanel.h"
#include "ui/runbar.h"
#include "ui/samplespanel.h"
#include "ui/sentences.h"
#include "ui/submitbutton.h"
#include "ui/theme.h"
#include "ui/windowmenus.h"

namespace squall {

namespace {

constexpr int busyAfter = 200;
constexpr int figuresInterval = 45;

RunBar::Look lookOf(RunState state, bool isSlow) {
    switch (state) {
    case RunState::Preparing:
        return isSlow ? RunBar::Look::Busy : RunBar::Look::Plain;
    case RunState::Finished:
        return RunBar::Look::Done;
    case RunState::Cancelled:
    case RunState::Aborted:
        return RunBar::Look::Hatched;
    case RunState::Failed:
        return RunBar::Look::Crossed;
    case RunState::Idle:
    case RunState::Running:
    case RunState::Cancelling:
        break;
    }
    return RunBar::Look::Plain;
}

QColor dotColor(RunState state, const QPalette& palette) {
    switch (state) {
    case RunState::Idle:
        break;
    case RunState::Preparing:
    case RunState::Running:
        return theme::accent(palette);
    case RunState::Finished:
        return theme::good(palette);
    case RunState::Cancelling:
    case RunState::Cancelled:
    case RunState::Aborted:
        return theme::caution(palette);
    case RunState::Failed:
        return theme::bad(palette);
    }
    return theme::quietWords(palette);
}

} // namespace

MainWindow::MainWindow(DemoProcess* demo, QWidget* parent)
    : QMainWindow(parent)
    , m_controller(demo)
    , m_closeQuestion([this](auto onAnswer) { askWhetherToStop(this, std::move(onAnswer)); })
    , m_publicQuestion([this](const QString& target, auto onAnswer) {
        askWhetherPublicIsMine(this, target, std::move(onAnswer));
    })
    , m_button(new SubmitButton(this))
    , m_editor(new PlanEditor(demo != nullptr ? demo->url() : std::string(), m_button, this))
    , m_options(new OptionsPanel(this))
    , m_bar(new RunBar(this))
    , m_status(new QLabel(this))
    , m_copyDetails(new QPushButton(tr("Copy details"), this))
    , m_tabs(new QTabWidget(this))
    , m_dashboard(new Dashboard(this))
    , m_results(new ResultsPanel(this))
    , m_errors(new ErrorsPanel(this))
    , m_samples(new SamplesPanel(this))
    , m_dot(new QLabel(QStringLiteral("●"), this))
    , m_foot(new ElidedLabel(this)) {
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(640, 420);
    resize(1000, 720);
    setCentralWidget(makeCentral());
    makeFoot();
    m_menus = new WindowMenus(this, m_tabs->count());
    orderTabs();
    connectParts();
    render();
}

QWidget* MainWindow::makeCentral() {
    m_button->setObjectName(QStringLiteral("submitButton"));
    m_bar->setObjectName(QStringLiteral("progressBar"));
    m_bar->setAccessibleName(tr("Progress of the run"));
    m_tabs->setObjectName(QStringLiteral("tabs"));
    m_tabs->setAccessibleName(tr("Figures of the run"));
    m_tabs->setDocumentMode(true);
    m_tabs->setMinimumHeight(1); // in a low window it gives way before the fields do
    m_tabs->addTab(m_dashboard, tr("Live"));
    m_tabs->addTab(m_results, tr("Results"));
    m_tabs->addTab(m_errors, tr("Errors"));
    m_tabs->addTab(m_samples, tr("Samples"));

    auto* const central = new QWidget(this);
    auto* const rows = new QVBoxLayout(central);
    rows->setContentsMargins(18, 12, 18, 6);
    rows->setSpacing(8);
    rows->addWidget(m_editor);
    rows->addSpacing(2);
    rows->addWidget(m_bar);
    rows->addWidget(makeStatusRow());
    rows->addWidget(m_options);
    rows->addWidget(m_tabs, 1);
    return central;
}

QWidget* MainWindow::makeStatusRow() {
    m_status->setObjectName(QStringLiteral("statusLabel"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_status->setFont(theme::scaled(m_status->font(), 1.05, QFont::Medium));
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_status->setFocusPolicy(Qt::NoFocus);
    m_copyDetails->setObjectName(QStringLiteral("copyDetailsButton"));
    auto* const row = new QWidget(this);
    auto* const columns = new QHBoxLayout(row);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->addWidget(m_status, 1);
    columns->addWidget(m_copyDetails, 0, Qt::AlignTop);
    return row;
}

void MainWindow::makeFoot() {
    m_dot->setObjectName(QStringLiteral("stateDot"));
    m_foot->setObjectName(QStringLiteral("footLabel"));
    m_dot->setContentsMargins(14, 0, 0, 0);
    statusBar()->addWidget(m_dot);
    statusBar()->addWidget(m_foot, 1);
}

void MainWindow::orderTabs() {
    QList<QWidget*> order = m_editor->fields();
    order << m_button << m_options->fields() << m_copyDetails << m_tabs;
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

void MainWindow::connectParts() {
    connect(m_button, &SubmitButton::clicked, this, &MainWindow::activateButton);
    connect(m_editor, &PlanEditor::submitted, this, &MainWindow::askToSubmit);
    connect(m_options, &OptionsPanel::submitted, this, &MainWindow::askToSubmit);
    connect(m_results, &ResultsPanel::submitAsked, this, &MainWindow::askToSubmit);
    connect(m_errors, &ErrorsPanel::submitAsked, this, &MainWindow::askToSubmit);
    connect(m_samples, &SamplesPanel::submitAsked, this, &MainWindow::askToSubmit);
    connect(m_editor, &PlanEditor::edited, this, &MainWindow::onEdited);
    connect(m_options, &OptionsPanel::edited, this, &MainWindow::onEdited);
    connect(m_editor, &PlanEditor::changed, this, &MainWindow::render);
    connect(m_options, &OptionsPanel::changed, this, &MainWindow::render);
    connect(m_copyDetails, &QPushButton::clicked, this, &MainWindow::copyDetails);
    connect(&m_controller, &RunController::changed, this, &MainWindow::onStateChanged);
    connect(&m_controller, &RunController::progressed, this, &MainWindow::onProgressed);

    connect(m_menus, &WindowMenus::submitAsked, this, &MainWindow::askToSubmit);
    connect(m_menus, &WindowMenus::cancelAsked, &m_controller, &RunController::cancel);
    connect(m_menus, &WindowMenus::quitAsked, this, &MainWindow::close);
    connect(m_menus, &WindowMenus::urlAsked, this,
            [this] { m_editor->focusField(PlanField::Url); });
    connect(m_menus, &WindowMenus::tabAsked, m_tabs, &QTabWidget::setCurrentIndex);
    connect(m_menus, &WindowMenus::shortcutsAsked, this, [this] { showShortcuts(this); });
    connect(m_menus, &WindowMenus::aboutAsked, this, [this] { showAbout(this); });
}

void MainWindow::setPlan(const TestPlan& plan) {
    m_plan = plan;
    m_editor->setPlan(plan);
    m_options->setPlan(plan);
    m_problems.clear();
    render();
}

void MainWindow::submit() {
    if (m_controller.isActive())
        return;
    m_problems.clear();
    TestPlan plan = m_plan;
    m_editor->readInto(plan, m_problems);
    m_options->readInto(plan, m_problems);
    for (const PlanProblem& problem : validate(plan)) {
        // An amount that is missing has been named already, under whichever unit it has.
        const bool isAmount =
            problem.field == PlanField::Requests || problem.field == PlanField::Duration;
        const bool isNamed = isAmount && (m_problems.contains(PlanField::Requests) ||
                                          m_problems.contains(PlanField::Duration));
        if (!isNamed)
            m_problems.emplace(problem.field, format::problem(problem));
    }
    if (!m_problems.empty()) {
        render();
        focusFirstProblem();
        return;
    }
    const Url url = *parseUrl(plan.url);
    m_url = format::visible(QString::fromStdString(url.toString()));
    m_host = url.host;
    plan.allowPublic |= m_allowed.contains(m_host);
    m_sinceSubmit.start();
    m_controller.start(plan);
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

void MainWindow::onEdited(PlanField field) {
    m_problems.erase(field);
    render();
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
            m_problems[*field] = format::explain(*m_controller.error()).cause;
    }
    render();
    if (hasEnded(state) && std::exchange(m_keepsFocus, false))
        m_button->setFocus();
    if (state == RunState::Failed)
        focusFirstProblem();
    if (state == RunState::Failed && m_controller.error()->code == ErrorCode::PublicTarget)
        askForConsent();
}

void MainWindow::focusFirstProblem() {
    for (const auto& [field, words] : m_problems) {
        if (m_editor->focusField(field) || m_options->focusField(field))
            return;
    }
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
    m_menus->render(view.state);
    m_editor->render(!isActive, m_problems);
    m_options->render(!isActive, m_problems);
    m_copyDetails->setVisible(view.state == RunState::Failed);
    const bool isBad = view.state == RunState::Failed || !wordsWithoutPlace(m_problems).isEmpty();
    theme::setWordsColor(m_status, isBad ? theme::badWords(palette())
                                         : palette().color(QPalette::WindowText));
    theme::setWordsColor(m_dot, dotColor(view.state, palette()));
    m_results->render(view);
    m_samples->render(view);
    renderFigures(view);
}

void MainWindow::renderFigures(const RunView& view) {
    m_sinceFigures.start();
    renderBar(view);
    const QString elsewhere = wordsWithoutPlace(m_problems);
    m_status->setText(elsewhere.isEmpty() ? sentences::status(view) : elsewhere);
    m_foot->setText(sentences::foot(view));
    setWindowTitle(sentences::title(view, m_url));
    m_dashboard->render(view);
    m_errors->render(view);
    const std::uint64_t failed = view.progress.counts.ledger.failed;
    m_tabs->setTabText(m_tabs->indexOf(m_errors),
                       failed == 0 ? tr("Errors") : tr("Errors (%1)").arg(format::count(failed)));
}

void MainWindow::renderBar(const RunView& view) {
    const bool isSlow = m_sinceSubmit.isValid() && m_sinceSubmit.hasExpired(busyAfter);
    m_bar->setLook(lookOf(view.state, isSlow));
    const int permille = view.progress.permille();
    const bool isNew = view.state == RunState::Idle || view.state == RunState::Preparing;
    m_bar->setValue(isNew ? 0 : std::max(m_bar->value(), permille));
    const QString words = sentences::status(view);
    if (m_bar->accessibleDescription() != words)
        m_bar->setAccessibleDescription(words);
}

} // namespace squall
