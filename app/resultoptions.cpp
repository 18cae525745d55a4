#include "app/resultoptions.h"

#include "app/optionreaders.h"

namespace squall {

void addCompareOptions(CLI::App& app, CompareCommand& command) {
    app.add_option("BASE", command.base, "Result file (.json) to compare with")
        ->type_name("")
        ->required();
    app.add_option("NEW", command.now, "Result file (.json) to judge")->type_name("")->required();
    addChoice<bool>(app, "--fail-on", "Exit code 99 when a figure is: worse", "WORD",
                    command.failsOnWorse, {{"worse", true}});
    addChoice<bool>(app, "--format", "Form of the answer: text, json (text)", "FORM",
                    command.asJson, {{"text", false}, {"json", true}});
    app.footer("Exit codes: 0 done, 99 as asked by --fail-on, 104 wrong usage.");
}

} // namespace squall
