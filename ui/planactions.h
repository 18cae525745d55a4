#pragma once

#include <functional>
#include <optional>

#include <QObject>

#include "core/plan/curlimport.h"
#include "core/plan/testplan.h"
#include "ui/planfiles.h"
#include "ui/planundo.h"

class QMimeData;
class QWidget;

namespace squall {

class DemoProcess;

/// What can be done with the plan in the fields, beside running it: files, steps back and forth,
/// copies for a terminal, curl commands. GUI thread.
class PlanActions final : public QObject {
    Q_OBJECT

public:
    /// The fields: what stands in them, and how they are filled in.
    struct Fields {
        std::function<TestPlan()> read; ///< where one is wrong, what it was before
        /// Nothing when one is wrong, which is said in place.
        std::function<std::optional<TestPlan>()> readExactly;
        std::function<void(const TestPlan&)> fill;
    };

    /// `demo` may be null; files and commands name it, since its port is another one next time.
    PlanActions(Fields fields, const DemoProcess* demo, QWidget* window);

    void open() { m_files.open(); }

    void openFile(const QString& path) { m_files.openFile(path); }

    /// All fields at once, as one step of undo.
    void fillAsStep(const TestPlan& plan);

    void undo();
    void redo();

    void save();
    void saveAs();
    void copyAsRun();
    void copyAsCurl();

    /// A curl command fills the fields as one step and says what was left out; a file that it
    /// sends is asked about.
    void importCurl(const QString& text);

    /// Whether take() has a use for it: a plan file, a link, or a curl command.
    [[nodiscard]] static bool canTake(const QMimeData& data);
    void take(const QMimeData& data);

    /// The fields have changed to this: soon a step that can be taken back.
    void noteEdit(const TestPlan& plan) { m_undo.noteSoon(plan); }

    /// The fields are as they are; there is nothing to take back.
    void begin() { m_undo.clear(m_fields.read()); }

    [[nodiscard]] QUndoStack* undoStack() { return m_undo.stack(); }

signals:
    void said(const QString& words); ///< for the user, about what was done
    void recentChanged();

private:
    void askAboutFile(const CurlImport& import);
    void useCurl(const CurlImport& import);
    void useLink(const QString& link);
    void copy(const std::string& command, const QString& words);
    [[nodiscard]] std::optional<TestPlan> planToKeep() const;
    [[nodiscard]] TestPlan resolved(TestPlan plan) const;

    const Fields m_fields;
    const DemoProcess* const m_demo;
    QWidget* const m_window;
    PlanFiles m_files;
    PlanUndo m_undo;
};

} // namespace squall
