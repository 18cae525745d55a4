#pragma once

#include "core/plan/testplan.h"
#include "ui/fieldtexts.h"
#include "ui/planeditor.h"
#include "ui/runtabs.h"

class QMainWindow;
class QUndoStack;
class QWidget;

namespace squall {

class DemoProcess;
class OptionsPanel;
class PlanForm;
class RunStatus;
class SubmitButton;
class WindowMenus;

/// All that is in the window, with words in the language of the moment: made anew when that is
/// another one. GUI thread.
class WindowParts final {
public:
    /// Puts everything into `window`. `demo` may be null; `changes`: see WindowMenus.
    WindowParts(QMainWindow* window, const DemoProcess* demo, QUndoStack* changes);

    /// Leaves the window empty.
    ~WindowParts();

    WindowParts(const WindowParts&) = delete;
    WindowParts& operator=(const WindowParts&) = delete;
    WindowParts(WindowParts&&) = delete;
    WindowParts& operator=(WindowParts&&) = delete;

    /// What the user has typed, unfolded and turned to.
    struct Kept {
        TestPlan plan;
        PlanEditor::Kept amount;
        FieldTexts options;
        bool isUnfolded = false;
        bool hasProblems = false;
        int page = 0; ///< of the options
        RunTabs::Kept tabs;
        QString focused; ///< name of a widget
    };

    [[nodiscard]] Kept kept() const;
    void restore(Kept kept);

private:
    QMainWindow* const m_window;
    QWidget* const m_central;

public:
    SubmitButton* const button;
    PlanEditor* const editor;
    OptionsPanel* const options;
    PlanForm* const form;
    RunStatus* const status;
    RunTabs* const tabs;
    WindowMenus* const menus;

private:
    void arrange();
    void orderTabs();
};

} // namespace squall
