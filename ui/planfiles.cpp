#include "ui/planfiles.h"

#include <QFileDialog>
#include <QFileInfo>

#include "core/run/planfile.h"
#include "ui/format.h"
#include "ui/helpdialogs.h"
#include "ui/settings.h"

namespace squall {

namespace {

QString ending() {
    return QStringLiteral(".squall.json");
}

QFileDialog* makeDialog(QWidget* window, const QString& title, const QString& path) {
    auto* const dialog = new QFileDialog(
        window, title, path, PlanFiles::tr("Squall plans (*.squall.json *.json);;All files (*)"));
    dialog->setObjectName(QStringLiteral("planDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    return dialog;
}

} // namespace

PlanFiles::PlanFiles(QWidget* window)
    : QObject(window)
    , m_window(window) {}

bool PlanFiles::isPlanFile(const QString& path) {
    return path.endsWith(QStringLiteral(".json"), Qt::CaseInsensitive);
}

void PlanFiles::open() {
    QFileDialog* const dialog = makeDialog(m_window, tr("Open a Plan"), QFileInfo(m_path).path());
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &PlanFiles::openFile);
    dialog->open();
}

void PlanFiles::openFile(const QString& path) {
    const auto plan = readPlanFile(path.toStdString());
    if (!plan)
        return showProblem(m_window, tr("“%1” cannot be opened.").arg(format::visible(path)),
                           format::sentence(plan.error().detail));
    keep(path);
    emit opened(*plan);
}

void PlanFiles::save(const TestPlan& plan) {
    if (m_path.isEmpty())
        saveAs(plan);
    else
        writeTo(m_path, plan);
}

void PlanFiles::saveAs(const TestPlan& plan) {
    QFileDialog* const dialog = makeDialog(m_window, tr("Save the Plan"), QFileInfo(m_path).path());
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending().mid(1));
    dialog->selectFile(m_path.isEmpty() ? QStringLiteral("plan") + ending()
                                        : QFileInfo(m_path).fileName());
    connect(dialog, &QFileDialog::fileSelected, this,
            [this, plan](const QString& path) { writeTo(path, plan); });
    dialog->open();
}

void PlanFiles::writeTo(const QString& path, const TestPlan& plan) {
    const auto written = writePlanFile(path.toStdString(), plan);
    if (!written)
        return showProblem(m_window, tr("“%1” cannot be saved.").arg(format::visible(path)),
                           format::sentence(written.error().detail));
    keep(path);
    QStringList variables;
    for (const std::string& variable : *written)
        variables << QString::fromStdString(variable);
    emit said(variables.isEmpty()
                  ? tr("Saved as %1.").arg(format::visible(QFileInfo(path).fileName()))
                  : tr("Saved without its secrets. Set %1 before you run it again.")
                        .arg(variables.join(QStringLiteral(", "))));
}

void PlanFiles::keep(const QString& path) {
    m_path = QFileInfo(path).absoluteFilePath();
    settings::addRecentPlan(m_path);
    emit recentChanged();
}

} // namespace squall
