#include "ui/exporting.h"

#include <memory>
#include <utility>

#include <QCoreApplication>
#include <QFileDialog>
#include <QFileInfo>

#include "core/results/report.h"
#include "core/run/privatefile.h"
#include "ui/format.h"
#include "ui/helpdialogs.h"

namespace squall {

namespace {

struct Exporting {
    Q_DECLARE_TR_FUNCTIONS(squall::Exporting)
};

QString nameOf(ReportFormat format) {
    switch (format) {
    case ReportFormat::Text:
        return Exporting::tr("Text");
    case ReportFormat::Json:
        return Exporting::tr("JSON");
    case ReportFormat::Csv:
        return Exporting::tr("Table of seconds (CSV)");
    case ReportFormat::Html:
        return Exporting::tr("Page with charts (HTML)");
    case ReportFormat::JUnit:
        return Exporting::tr("Thresholds as tests (JUnit XML)");
    case ReportFormat::Prometheus:
        return Exporting::tr("Prometheus");
    case ReportFormat::Hgrm:
        return Exporting::tr("Percentiles (HdrHistogram)");
    case ReportFormat::Hlog:
        return Exporting::tr("Histograms (HdrHistogram log)");
    case ReportFormat::Bundle:
        break;
    }
    return Exporting::tr("Run in one file (Squall)");
}

QString ending(const ReportForm& form) {
    return QString::fromLatin1(form.ending.data(), qsizetype(form.ending.size()));
}

QString filterOf(const ReportForm& form) {
    return QStringLiteral("%1 (*%2)").arg(nameOf(form.format), ending(form));
}

QStringList filters() {
    QStringList list;
    for (const ReportForm& form : reportForms)
        list << filterOf(form);
    return list;
}

/// False when it could not be done, which is said.
bool write(QWidget* window, const RunResult& result, const QString& path) {
    const QString failed = Exporting::tr("“%1” cannot be saved.").arg(format::visible(path));
    const auto form = reportFormatOf(path.toStdString());
    if (!form) {
        showProblem(window, failed, Exporting::tr("Its ending names no form of a report."));
        return false;
    }
    Result<PrivateFile> file = PrivateFile::open(path.toStdString());
    const Result<> written =
        file ? file->write(report(result, *form)) : std::unexpected(file.error());
    if (!written)
        showProblem(window, failed, format::sentence(written.error().detail));
    return written.has_value();
}

} // namespace

void exportResult(QWidget* window, const RunResult& result,
                  std::function<void(const QString& words)> say) {
    auto* const dialog = new QFileDialog(window, Exporting::tr("Export the Result"));
    dialog->setObjectName(QStringLiteral("exportDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters());
    const auto followFilter = [dialog] {
        const qsizetype index = filters().indexOf(dialog->selectedNameFilter());
        if (index >= 0)
            dialog->setDefaultSuffix(ending(reportForms[static_cast<std::size_t>(index)]).mid(1));
    };
    dialog->selectNameFilter(filters().value(3)); // the page for people
    followFilter();
    dialog->selectFile(QStringLiteral("squall-%1").arg(QString::fromStdString(result.id)));
    QObject::connect(dialog, &QFileDialog::filterSelected, dialog, followFilter);
    // The next run may begin while the dialog is open.
    const auto kept = std::make_shared<const RunResult>(result); // std::function copies
    QObject::connect(
        dialog, &QFileDialog::fileSelected, window,
        [window, kept, say = std::move(say)](const QString& path) {
            if (write(window, *kept, path))
                say(Exporting::tr("Saved as %1.").arg(format::visible(QFileInfo(path).fileName())));
        });
    dialog->open();
}

} // namespace squall
