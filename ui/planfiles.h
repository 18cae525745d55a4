#pragma once

#include <QObject>

#include "core/base/error.h"
#include "core/plan/testplan.h"

class QWidget;

namespace squall {

/// Plans in files (`.squall.json`), with the dialogs that ask for their names. Secrets are saved as
/// references to the environment. GUI thread; nothing in it waits for an answer.
class PlanFiles final : public QObject {
    Q_OBJECT

public:
    /// `window`: over which the dialogs stand.
    explicit PlanFiles(QWidget* window);

    /// Asks which file.
    void open();

    /// A file that cannot be read, or is no plan, is said in a dialog.
    void openFile(const QString& path);

    /// Into the file that was opened or saved last; asks where there is none.
    void save(const TestPlan& plan);
    void saveAs(const TestPlan& plan);

    /// Of the plan that is open; empty: it has no file.
    [[nodiscard]] QString path() const { return m_path; }

    /// The name of a file that can be opened as a plan.
    [[nodiscard]] static bool isPlanFile(const QString& path);

signals:
    void opened(const squall::TestPlan& plan);
    void said(const QString& words); ///< what to know after saving
    void recentChanged();

private:
    void writeTo(const QString& path, const TestPlan& plan);
    void keep(const QString& path);

    QWidget* const m_window;
    QString m_path;
};

} // namespace squall
