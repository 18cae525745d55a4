#include "ui/planactions.h"

#include <utility>

#include <QClipboard>
#include <QGuiApplication>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QUrl>

#include "core/plan/commandline.h"
#include "core/run/demoprocess.h"
#include "ui/format.h"

namespace squall {

namespace {

std::optional<QString> planFileOf(const QMimeData& data) {
    const QList<QUrl> urls = data.urls();
    if (urls.size() != 1 || !urls.front().isLocalFile())
        return std::nullopt;
    const QString path = urls.front().toLocalFile();
    return PlanFiles::isPlanFile(path) ? std::optional(path) : std::nullopt;
}

/// Dragged from a browser; empty: there is none.
QString linkOf(const QMimeData& data) {
    const QList<QUrl> urls = data.urls();
    const bool isLink =
        urls.size() == 1 && urls.front().scheme().startsWith(QStringLiteral("http"));
    return isLink ? urls.front().toString(QUrl::FullyEncoded) : QString();
}

/// "Imported: 4 headers, body 312 B; ignored: --compressed"
QString importedWords(const CurlImport& import) {
    QStringList parts;
    const int headers = static_cast<int>(import.plan.headers.size());
    if (headers > 0)
        parts << (headers == 1 ? PlanActions::tr("1 header")
                               : PlanActions::tr("%1 headers", nullptr, headers).arg(headers));
    if (!import.plan.body.empty())
        parts << PlanActions::tr("body %1").arg(format::bytes(import.plan.body.size()));
    if (!import.plan.user.empty() || !import.plan.bearer.empty())
        parts << PlanActions::tr("credentials");
    if (parts.isEmpty())
        parts << PlanActions::tr("the address");
    const QString list = parts.join(QStringLiteral(", "));
    if (import.ignored.empty())
        return PlanActions::tr("Imported: %1").arg(list);
    QStringList ignored;
    for (const std::string& option : import.ignored)
        ignored << format::visible(QString::fromStdString(option));
    return PlanActions::tr("Imported: %1; ignored: %2")
        .arg(list, ignored.join(QStringLiteral(", ")));
}

/// The request of the import with the load of the plan.
TestPlan merged(TestPlan plan, const TestPlan& imported) {
    plan.url = imported.url;
    plan.method = imported.method;
    plan.headers = imported.headers;
    plan.body = imported.body;
    plan.bodyFile = imported.bodyFile;
    plan.user = imported.user;
    plan.bearer = imported.bearer;
    plan.follow = imported.follow;
    plan.cookies = imported.cookies;
    plan.expectContinue = imported.expectContinue;
    plan.tls = imported.tls;
    plan.timeout = imported.timeout;
    plan.connectTimeout = imported.connectTimeout;
    return plan;
}

} // namespace

PlanActions::PlanActions(Fields fields, const DemoProcess* demo, QWidget* window)
    : QObject(window)
    , m_fields(std::move(fields))
    , m_demo(demo)
    , m_window(window)
    , m_files(window) {
    connect(&m_files, &PlanFiles::opened, this, [this](const TestPlan& plan) {
        emit said({}); // what was said of the plan before
        fillAsStep(resolved(plan));
    });
    connect(&m_files, &PlanFiles::said, this, &PlanActions::said);
    connect(&m_files, &PlanFiles::recentChanged, this, &PlanActions::recentChanged);
    connect(&m_undo, &PlanUndo::restored, this,
            [this](const TestPlan& plan) { m_fields.fill(plan); });
}

void PlanActions::fillAsStep(const TestPlan& plan) {
    m_undo.note(m_fields.read());
    m_fields.fill(plan);
    m_undo.note(m_fields.read());
}

// What was said of the last step is no longer so.
void PlanActions::undo() {
    m_undo.undo();
    emit said({});
}

void PlanActions::redo() {
    m_undo.redo();
    emit said({});
}

std::optional<TestPlan> PlanActions::planToKeep() const {
    auto plan = m_fields.readExactly();
    if (plan && m_demo != nullptr)
        plan->url = m_demo->named(plan->url);
    return plan;
}

TestPlan PlanActions::resolved(TestPlan plan) const {
    if (m_demo != nullptr)
        plan.url = m_demo->resolved(plan.url);
    return plan;
}

void PlanActions::save() {
    if (const auto plan = planToKeep())
        m_files.save(*plan);
}

void PlanActions::saveAs() {
    if (const auto plan = planToKeep())
        m_files.saveAs(*plan);
}

void PlanActions::copyAsRun() {
    if (const auto plan = planToKeep())
        copy(runCommandLine(*plan), tr("Copied as a command of squall run."));
}

void PlanActions::copyAsCurl() {
    if (const auto plan = m_fields.readExactly())
        copy(curlCommandLine(resolved(*plan)), tr("Copied as a command of curl."));
}

void PlanActions::copy(const std::string& command, const QString& words) {
    QGuiApplication::clipboard()->setText(QString::fromStdString(command));
    emit said(words);
}

void PlanActions::importCurl(const QString& text) {
    const auto import = squall::importCurl(text.toStdString());
    if (!import)
        emit said(tr("This curl command cannot be used: %1")
                      .arg(format::sentence(import.error().detail)));
    else if (!import->plan.bodyFile.empty())
        askAboutFile(*import);
    else
        useCurl(*import);
}

void PlanActions::askAboutFile(const CurlImport& import) {
    auto* const box = new QMessageBox(m_window);
    box->setObjectName(QStringLiteral("curlFileQuestion"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(tr("Squall"));
    box->setTextFormat(Qt::PlainText);
    box->setText(tr("The command sends the file “%1”.")
                     .arg(format::visible(QString::fromStdString(import.plan.bodyFile))));
    box->setInformativeText(tr("Use it as the body of the requests?"));
    QPushButton* const use = box->addButton(tr("Use the File"), QMessageBox::AcceptRole);
    QPushButton* const leave = box->addButton(tr("Leave It Out"), QMessageBox::RejectRole);
    box->setDefaultButton(leave);
    box->setEscapeButton(leave);
    connect(box, &QMessageBox::finished, this, [this, box, use, import] {
        CurlImport answered = import;
        if (box->clickedButton() != use) {
            answered.ignored.push_back('@' + answered.plan.bodyFile);
            answered.plan.bodyFile.clear();
        }
        useCurl(answered);
    });
    box->open();
}

void PlanActions::useCurl(const CurlImport& import) {
    fillAsStep(merged(m_fields.read(), import.plan));
    emit said(importedWords(import));
}

void PlanActions::useLink(const QString& link) {
    TestPlan plan = m_fields.read();
    plan.url = link.toStdString();
    fillAsStep(plan);
}

bool PlanActions::canTake(const QMimeData& data) {
    return planFileOf(data) || !linkOf(data).isEmpty() ||
           (data.hasText() && looksLikeCurl(data.text().toStdString()));
}

void PlanActions::take(const QMimeData& data) {
    if (const auto path = planFileOf(data))
        openFile(*path);
    else if (const QString link = linkOf(data); !link.isEmpty())
        useLink(link);
    else
        importCurl(data.text());
}

} // namespace squall
