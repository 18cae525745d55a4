#include "app/manpage.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "app/describedoption.h"
#include "core/base/version.h"

namespace squall {

namespace {

/// `text` as roff shows it word for word.
std::string escaped(const std::string& text) {
    std::string roff;
    for (const char c : text) {
        const bool startsLine = roff.empty() || roff.back() == '\n';
        if (startsLine && (c == '.' || c == '\''))
            roff += "\\&";
        if (c == '\\')
            roff += "\\e";
        else if (c == '-')
            roff += "\\-";
        else
            roff += c;
    }
    return roff;
}

std::string bold(const std::string& text) {
    return "\\fB" + escaped(text) + "\\fR";
}

std::string italic(const std::string& text) {
    return "\\fI" + escaped(text) + "\\fR";
}

/// "squall", "squall run", "squall history list".
std::string spelledOut(const CLI::App& command) {
    const CLI::App* const parent = command.get_parent();
    return parent == nullptr ? command.get_name() : spelledOut(*parent) + ' ' + command.get_name();
}

std::string pageName(const CLI::App& command) {
    std::string name = spelledOut(command);
    std::ranges::replace(name, ' ', '-');
    return name;
}

std::string upper(std::string text) {
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

/// What stands behind a command's name: its options, commands and arguments.
std::string synopsis(const CLI::App& command) {
    std::string line = "[" + italic("OPTIONS") + "]";
    for (const CLI::Option* argument : argumentsOf(command)) {
        const std::string name = italic(argument->get_name(true));
        line += argument->get_required() ? ' ' + name : " [" + name + ']';
    }
    return line;
}

void writeOptions(std::ostream& page, const CLI::App& command) {
    for (const CLI::Option* argument : argumentsOf(command))
        page << ".TP\n"
             << italic(argument->get_name(true)) << '\n'
             << escaped(argument->get_description()) << '\n';
    for (const DescribedOption& option : describedOptions(command)) {
        page << ".TP\n";
        bool first = true;
        for (const std::string& name : option.names) {
            page << (first ? "" : ", ") << bold(name);
            first = false;
        }
        if (option.takesValue())
            page << ' ' << italic(option.value);
        page << '\n' << escaped(option.description) << '\n';
    }
}

void writeCommands(std::ostream& page, const CLI::App& command) {
    for (const CLI::App* sub : command.get_subcommands({})) {
        const bool hasPage = command.get_parent() == nullptr;
        page << ".SS " << bold(spelledOut(*sub)) << ' ' << synopsis(*sub) << '\n'
             << escaped(sub->get_description()) << '\n';
        if (hasPage)
            page << "See " << bold(pageName(*sub)) << "(1).\n";
        else
            writeOptions(page, *sub);
    }
}

void writeFooter(std::ostream& page, const std::string& footer) {
    std::istringstream lines(footer);
    page << ".SH NOTES\n.nf\n";
    for (std::string line; std::getline(lines, line);)
        page << escaped(line) << '\n';
    page << ".fi\n";
}

void writeSeeAlso(std::ostream& page, const CLI::App& command) {
    page << ".SH SEE ALSO\n";
    const CLI::App* const program = command.get_parent() ? command.get_parent() : &command;
    std::string list = program == &command ? "" : bold("squall") + "(1)";
    for (const CLI::App* sub : program->get_subcommands({})) {
        if (sub != &command)
            list += (list.empty() ? "" : ",\n") + bold(pageName(*sub)) + "(1)";
    }
    page << list << '\n';
}

} // namespace

std::string manPage(const CLI::App& command) {
    const std::string description = command.get_description();
    std::ostringstream page;
    page << ".TH " << upper(pageName(command)) << " 1 \"" SQUALL_RELEASED
         << "\" \"Squall " SQUALL_VERSION "\" \"User Commands\"\n"
         << ".SH NAME\n"
         << escaped(pageName(command)) << " \\- "
         << escaped(description.substr(0, description.find(". "))) << '\n'
         << ".SH SYNOPSIS\n"
         << bold(spelledOut(command)) << ' ' << synopsis(command) << '\n'
         << ".SH DESCRIPTION\n"
         << escaped(description) << (description.ends_with('.') ? "\n" : ".\n");
    if (!command.get_subcommands({}).empty()) {
        page << ".SH COMMANDS\n";
        writeCommands(page, command);
    }
    page << ".SH OPTIONS\n";
    writeOptions(page, command);
    if (const std::string footer = command.get_footer(); !footer.empty())
        writeFooter(page, footer);
    writeSeeAlso(page, command);
    return page.str();
}

} // namespace squall
