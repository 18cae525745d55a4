#include "ui/helpdialogs.h"

#include <QApplication>
#include <QGridLayout>
#include <QIcon>
#include <QMessageBox>
#include <QPushButton>
#include <QStringList>

#include "core/run/runresult.h"

namespace squall {

namespace {

struct Dialogs {
    Q_DECLARE_TR_FUNCTIONS(squall::Dialogs)
};

QMessageBox* makeBox(QWidget* parent, const QString& name, const QString& title) {
    auto* const box = new QMessageBox(parent);
    box->setObjectName(name);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setWindowTitle(title);
    return box;
}

/// A message box is as narrow as its first line otherwise.
void widen(QMessageBox* box, int letters) {
    auto* const grid = qobject_cast<QGridLayout*>(box->layout());
    if (grid == nullptr)
        return;
    const int width = letters * box->fontMetrics().averageCharWidth();
    grid->addItem(new QSpacerItem(width, 0), grid->rowCount(), 0, 1, grid->columnCount());
}

} // namespace

void showShortcuts(QWidget* parent) {
    auto* const box =
        makeBox(parent, QStringLiteral("shortcutsBox"), Dialogs::tr("Keyboard Shortcuts"));
    const QList<std::pair<QString, QString>> keys = {
        {Dialogs::tr("Ctrl+Return"), Dialogs::tr("Submit")},
        {Dialogs::tr("Esc"), Dialogs::tr("Cancel the run")},
        {Dialogs::tr("F5"), Dialogs::tr("Repeat the run")},
        {Dialogs::tr("Ctrl+T"), Dialogs::tr("Try the request once")},
        {Dialogs::tr("Ctrl+L"), Dialogs::tr("Go to the URL")},
        {Dialogs::tr("Down"), Dialogs::tr("Recent addresses, or files to choose from")},
        {Dialogs::tr("Ctrl+O"), Dialogs::tr("Open a plan")},
        {Dialogs::tr("Ctrl+S"), Dialogs::tr("Save the plan")},
        {Dialogs::tr("Ctrl+Shift+S"), Dialogs::tr("Save the plan in another file")},
        {Dialogs::tr("Ctrl+Z"), Dialogs::tr("Take a change of the plan back")},
        {Dialogs::tr("Ctrl+Shift+Z"), Dialogs::tr("Make it again")},
        {Dialogs::tr("Ctrl+E"), Dialogs::tr("Export the result")},
        {Dialogs::tr("Ctrl+1 to Ctrl+6"), Dialogs::tr("Show a tab")},
        {Dialogs::tr("Ctrl+H"), Dialogs::tr("Show the history")},
        {Dialogs::tr("Ctrl+C"), Dialogs::tr("Copy the selected rows of a table")},
        {Dialogs::tr("Arrows, + and −"), Dialogs::tr("Crosshair and zoom of a chart")},
        {Dialogs::tr("Shift+arrows"), Dialogs::tr("Figures of a span of a chart")},
        {Dialogs::tr("Ctrl+arrows, 0"), Dialogs::tr("Move a chart, show everything")},
        {Dialogs::tr("F1"), Dialogs::tr("Show these keys")},
        {Dialogs::tr("Ctrl+Q"), Dialogs::tr("Quit")},
    };
    QString rows;
    for (const auto& [key, meaning] : keys)
        rows += QStringLiteral("<tr><td><b>%1</b></td><td style=\"padding-left:18px\">%2</td></tr>")
                    .arg(key.toHtmlEscaped(), meaning.toHtmlEscaped());
    box->setTextFormat(Qt::RichText);
    box->setText(QStringLiteral("<table cellspacing=\"4\">%1</table>").arg(rows));
    widen(box, 66);
    box->open();
}

void showAbout(QWidget* parent) {
    auto* const box = makeBox(parent, QStringLiteral("aboutBox"), Dialogs::tr("About Squall"));
    const Environment environment = thisEnvironment();
    const auto text = [](const std::string& value) { return QString::fromStdString(value); };
    box->setTextFormat(Qt::PlainText);
    box->setIconPixmap(
        QApplication::windowIcon().pixmap(QSize(64, 64), parent->devicePixelRatio()));
    box->setText(Dialogs::tr("Squall %1").arg(text(environment.squall)));
    box->setInformativeText(QStringList{
        Dialogs::tr("A load tester for HTTP servers."),
        QStringLiteral("Qt %1 · nghttp2 %2").arg(text(environment.qt), text(environment.nghttp2)),
        text(environment.openssl), text(environment.os), text(environment.kernel),
        Dialogs::tr("Free software under the GNU General Public License, version 3 "
                    "or later.")}
                                .join(QLatin1Char('\n')));
    box->open();
}

void showProblem(QWidget* parent, const QString& what, const QString& why) {
    auto* const box = makeBox(parent, QStringLiteral("fileProblem"), Dialogs::tr("Squall"));
    box->setIcon(QMessageBox::Warning);
    box->setTextFormat(Qt::PlainText);
    box->setText(what);
    box->setInformativeText(why);
    box->open();
}

void askWhetherToStop(QWidget* parent, std::function<void(bool stop)> onAnswer) {
    auto* const box = makeBox(parent, QStringLiteral("closeQuestion"), Dialogs::tr("Squall"));
    box->setTextFormat(Qt::PlainText);
    box->setText(Dialogs::tr("A run is in progress."));
    box->setInformativeText(Dialogs::tr("Stop it and quit?"));
    QPushButton* const stop =
        box->addButton(Dialogs::tr("Stop and Quit"), QMessageBox::DestructiveRole);
    QPushButton* const keep = box->addButton(Dialogs::tr("Keep Running"), QMessageBox::RejectRole);
    box->setDefaultButton(keep);
    box->setEscapeButton(keep);
    QObject::connect(
        box, &QMessageBox::finished, parent,
        [box, stop, answer = std::move(onAnswer)] { answer(box->clickedButton() == stop); });
    box->open();
}

void askWhetherPublicIsMine(QWidget* parent, const PublicLoad& load,
                            std::function<void(bool isMine)> onAnswer) {
    auto* const box = makeBox(parent, QStringLiteral("publicQuestion"), Dialogs::tr("Squall"));
    box->setTextFormat(Qt::PlainText);
    box->setText(Dialogs::tr("%1 is on the public internet.").arg(load.host));
    QString amount = load.load;
    amount.replace(QLatin1Char('/'), QStringLiteral("/\u2060")); // no line ends in "500/s"
    box->setInformativeText(QStringList{
        Dialogs::tr("To: %1", "addresses").arg(load.addresses), Dialogs::tr("Load: %1").arg(amount),
        QString(),
        Dialogs::tr("Load on a server whose owner did not ask for it is an attack. Is this one "
                    "yours to test?")}
                                .join(QLatin1Char('\n')));
    QPushButton* const mine =
        box->addButton(Dialogs::tr("It Is Mine to Test"), QMessageBox::AcceptRole);
    QPushButton* const leave =
        box->addButton(Dialogs::tr("Leave It Alone"), QMessageBox::RejectRole);
    box->setDefaultButton(leave);
    box->setEscapeButton(leave);
    widen(box, 64);
    QObject::connect(
        box, &QMessageBox::finished, parent,
        [box, mine, answer = std::move(onAnswer)] { answer(box->clickedButton() == mine); });
    box->open();
}

} // namespace squall
