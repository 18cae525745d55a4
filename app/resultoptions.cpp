#include "app/resultoptions.h"

#include "app/optionreaders.h"
#include "app/runoptions.h"

namespace squall {

namespace {

using Action = HistoryCommand::Action;

constexpr const char* runWords = "Run, by its id or the end of it, \"last\" or \"baseline\"";

/// One action of the history on a run; `words`, if any, are what else it needs.
void addAction(CLI::App& app, HistoryCommand& command, const char* name, Action action,
               const char* description, const char* words = nullptr) {
    CLI::App& actionApp = *app.add_subcommand(name, description);
    actionApp.callback([&command, action] { command.action = action; });
    if (action != Action::List && action != Action::Import)
        actionApp.add_option("RUN", command.run, runWords)->type_name("")->required();
    if (words != nullptr)
        actionApp.add_option(words, command.text)->type_name("")->required(action != Action::List);
    if (action == Action::List || action == Action::Show)
        addChoice<bool>(actionApp, "--format", "Form of the answer: text, json (text)",
                        command.asJson, {{"text", false}, {"json", true}});
}

} // namespace

void addCompareOptions(CLI::App& app, CompareCommand& command) {
    app.add_option("BASE", command.base,
                   "Result file (.json) or run of the history to compare with")
        ->type_name("")
        ->required();
    app.add_option("NEW", command.now, "Result file or run to judge")->type_name("")->required();
    addChoice<bool>(app, "--fail-on", "Exit code 99 when a figure is: worse", command.failsOnWorse,
                    {{"worse", true}});
    addChoice<bool>(app, "--format", "Form of the answer: text, json (text)", command.asJson,
                    {{"text", false}, {"json", true}});
    addOption(app, "--interleave",
              "Run BASE and NEW, which are addresses or plans then, so many times in turns", "N",
              [&command](const std::string& text) {
                  command.pairs = smallCount("--interleave", text);
                  if (command.pairs == 0)
                      refuse("--interleave", "at least 1 is needed; 5 and more tell more");
              });
    app.add_flag_callback(
        "--no-history", [&command] { command.isRecorded = false; },
        "Leave these runs out of the history");
    addPlanOptions(app, command.plan);
    app.footer("Exit codes: 0 done, 99 as asked by --fail-on, 104 wrong usage, 105 cancelled,\n"
               "121 nothing was sent.");
}

void addHistoryOptions(CLI::App& app, HistoryCommand& command) {
    addAction(app, command, "list", Action::List, "All runs, or those with some words", "WORDS");
    addAction(app, command, "show", Action::Show, "The report of a run");
    addAction(app, command, "export", Action::Export, "Write a run to a file, by its ending",
              "FILE");
    addAction(app, command, "import", Action::Import, "Take a result file in", "FILE");
    addAction(app, command, "delete", Action::Delete, "Remove a run");
    addAction(app, command, "restore", Action::Restore, "Bring a deleted run back, within a day");
    addAction(app, command, "label", Action::Label, "Name a run", "TEXT");
    addAction(app, command, "note", Action::Note, "Write a note to a run", "TEXT");
    addAction(app, command, "baseline", Action::Baseline, "Make a run the one to compare with");
    app.require_subcommand(1);
    app.footer("Exit codes: 0 done, 104 wrong usage or no such run, 1 the history cannot be "
               "used.");
}

} // namespace squall
