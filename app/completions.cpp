#include "app/completions.h"

#include <string_view>
#include <vector>

#include "app/describedoption.h"

namespace squall {

namespace {

/// The program and every command below it, parents first.
std::vector<const CLI::App*> commandsOf(const CLI::App& program) {
    std::vector<const CLI::App*> all = {&program};
    for (const CLI::App* sub : program.get_subcommands({})) {
        const auto below = commandsOf(*sub);
        all.insert(all.end(), below.begin(), below.end());
    }
    return all;
}

/// "squall history list", with another character between the words where one is given.
std::string pathOf(const CLI::App& command, char between = ' ') {
    const CLI::App* const parent = command.get_parent();
    return parent == nullptr ? command.get_name()
                             : pathOf(*parent, between) + between + command.get_name();
}

std::string joined(const std::vector<std::string>& words, std::string_view between = " ") {
    std::string line;
    for (const std::string& word : words)
        line += line.empty() ? word : std::string(between) + word;
    return line;
}

std::vector<std::string> namesOf(const std::vector<const CLI::App*>& commands) {
    std::vector<std::string> names;
    for (const CLI::App* command : commands)
        names.push_back(command->get_name());
    return names;
}

/// `text` with `mark` before each of `special`.
std::string marked(const std::string& text, std::string_view special, std::string_view mark) {
    std::string result;
    for (const char c : text) {
        if (special.find(c) != std::string_view::npos)
            result += mark;
        result += c;
    }
    return result;
}

/// In single quotes for bash and zsh, where a quote ends the word and begins it anew.
std::string inQuotes(const std::string& text) {
    return '\'' + marked(text, "'", "'\\'") + '\'';
}

/// "'squall run --cacert' | 'squall run --cert'": patterns of one case of bash.
std::string bashPatterns(const CLI::App& command, const DescribedOption& option) {
    std::vector<std::string> patterns;
    for (const std::string& name : option.names)
        patterns.push_back(inQuotes(pathOf(command) + ' ' + name));
    return joined(patterns, " | ");
}

std::string bashCasesOfValues(const CLI::App& command) {
    std::string cases;
    for (const DescribedOption& option : describedOptions(command)) {
        if (!option.takesValue())
            continue;
        cases += "        " + bashPatterns(command, option) + ")\n";
        if (option.takesFile())
            cases += "            compopt -o default\n";
        if (option.choices.empty())
            cases += "            return ;;\n";
        else
            cases += "            words=" + inQuotes(joined(option.choices)) + " ;;\n";
    }
    return cases;
}

std::string bashCaseOfWords(const CLI::App& command) {
    std::vector<std::string> options;
    for (const DescribedOption& option : describedOptions(command))
        options.insert(options.end(), option.names.begin(), option.names.end());
    const std::string commands = joined(namesOf(command.get_subcommands({})));
    return "        " + inQuotes(pathOf(command)) +
           ")\n            options=" + inQuotes(joined(options)) +
           " commands=" + inQuotes(commands) + " ;;\n";
}

std::string zshOption(const DescribedOption& option) {
    const bool isAlone = option.names.size() == 1;
    std::vector<std::string> names;
    for (const std::string& name : option.names) {
        const char* const joint = name.starts_with("--") ? "=" : "+";
        names.push_back(option.takesValue() ? name + joint : name);
    }
    std::string spec = '[' + marked(option.description, "[]:\\", "\\") + ']';
    if (option.takesValue()) {
        spec += ':' + marked(option.value, ":\\", "\\") + ':';
        spec += option.takesFile()       ? "_files"
                : option.choices.empty() ? " "
                                         : '(' + joined(option.choices) + ')';
    }
    const std::string before = option.isRepeated ? "*"
                               : isAlone         ? ""
                                                 : '(' + joined(option.names) + ')';
    if (isAlone)
        return inQuotes(before + names.front() + spec);
    return inQuotes(before) + '{' + joined(names, ",") + '}' + inQuotes(spec);
}

std::string zshFunction(const CLI::App& command) {
    const auto subs = command.get_subcommands({});
    std::string text = '_' + pathOf(command, '_') + "() {\n";
    if (!subs.empty()) {
        text += "    local curcontext=$curcontext state line\n    local -a commands=(\n";
        for (const CLI::App* sub : subs)
            text += "        " +
                    inQuotes(sub->get_name() + ':' + marked(sub->get_description(), ":\\", "\\")) +
                    '\n';
        text += "    )\n";
    }
    text += "    _arguments -s -C";
    for (const DescribedOption& option : describedOptions(command))
        text += " \\\n        " + zshOption(option);
    if (subs.empty())
        return text + " \\\n        '*: :_files'\n}\n\n";
    text += " \\\n        '1: :->command' \\\n        '*:: :->rest'\n"
            "    case $state in\n"
            "        command) _describe command commands; _files ;;\n"
            "        rest)\n"
            "            case $words[1] in\n";
    for (const CLI::App* sub : subs)
        text += "                " + sub->get_name() + ") _" + pathOf(*sub, '_') + " ;;\n";
    return text + "            esac ;;\n    esac\n}\n\n";
}

std::string fishQuoted(const std::string& text) {
    return '\'' + marked(text, "'\\", "\\") + '\'';
}

/// Where in a line the options and commands of `command` may stand.
std::string fishCondition(const CLI::App& command) {
    std::string condition;
    for (const CLI::App* at = &command; at->get_parent() != nullptr; at = at->get_parent())
        condition += (condition.empty() ? "" : "; and ") +
                     std::string("__fish_seen_subcommand_from ") + at->get_name();
    const std::string below = joined(namesOf(command.get_subcommands({})));
    if (below.empty())
        return condition;
    return (condition.empty() ? "" : condition + "; and ") + "not __fish_seen_subcommand_from " +
           below;
}

std::string fishOption(const DescribedOption& option) {
    std::string line;
    for (const std::string& name : option.names)
        line += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
    if (option.takesFile())
        line += " -rF";
    else if (option.takesValue())
        line += " -x";
    if (!option.choices.empty())
        line += " -a " + fishQuoted(joined(option.choices));
    return line + " -d " + fishQuoted(option.description);
}

} // namespace

std::string bashCompletion(const CLI::App& program) {
    std::vector<std::string> paths;
    std::string valueCases;
    std::string wordCases;
    for (const CLI::App* command : commandsOf(program)) {
        if (command != &program)
            paths.push_back(inQuotes(pathOf(*command)));
        valueCases += bashCasesOfValues(*command);
        wordCases += bashCaseOfWords(*command);
    }
    // Bash takes "--option=word" for three words.
    return R"(# Made by squall --write-pages.
_squall() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local path=squall words options commands i
    [[ $word != '=' ]] || word=
    [[ $before != '=' ]] || before=${COMP_WORDS[COMP_CWORD - 2]}
    for ((i = 1; i < COMP_CWORD; ++i)); do
        case "$path ${COMP_WORDS[i]}" in
            )" +
           joined(paths, " | ") +
           R"()
                path+=" ${COMP_WORDS[i]}" ;;
        esac
    done
    case $path in
)" + wordCases +
           R"(    esac
    case "$path $before" in
)" + valueCases +
           R"(        *)
            if [[ $word == -* ]]; then
                words=$options
            else
                words=$commands
                compopt -o default
            fi ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
}
complete -F _squall squall
)";
}

std::string zshCompletion(const CLI::App& program) {
    std::string script = "#compdef squall\n# Made by squall --write-pages.\n\n";
    for (const CLI::App* command : commandsOf(program))
        script += zshFunction(*command);
    return script + "_squall \"$@\"\n";
}

std::string fishCompletion(const CLI::App& program) {
    std::string script = "# Made by squall --write-pages.\n";
    for (const CLI::App* command : commandsOf(program)) {
        const std::string begin = "complete -c squall -n " + fishQuoted(fishCondition(*command));
        for (const CLI::App* sub : command->get_subcommands({}))
            script += begin + " -a " + sub->get_name() + " -d " +
                      fishQuoted(sub->get_description()) + '\n';
        for (const DescribedOption& option : describedOptions(*command))
            script += begin + fishOption(option) + '\n';
    }
    return script;
}

} // namespace squall
