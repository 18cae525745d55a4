#include "app/options.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <optional>
#include <sstream>
#include <utility>

#include "app/likeoptions.h"
#include "app/optionreaders.h"
#include "app/resultoptions.h"
#include "app/runoptions.h"
#include "core/base/quantity.h"
#include "core/base/version.h"
#include "core/results/resultreader.h"
#include "core/run/planfile.h"

namespace squall {

namespace {

/// Options that mean different things in the tools that users come from.
std::optional<UsageError> ambiguity(const std::vector<std::string>& arguments) {
    for (const std::string& argument : arguments) {
        if (argument == "-d")
            return UsageError{
                "-d: means a duration in wrk and a body in hey; use -z (--duration) or "
                "--data"};
        if (argument == "-t")
            return UsageError{"-t: means threads in wrk and a timeout in hey; use --threads or "
                              "--timeout"};
    }
    return std::nullopt;
}

void addDemoOptions(CLI::App& app, DemoCommandOptions& options) {
    addOption(app, "--port", "Port on 127.0.0.1 (a free one)", "P",
              [&options](const std::string& text) {
                  const std::uint64_t port = valueOf("--port", parseCount(text));
                  if (port > 65535)
                      refuse("--port", "\"" + text + "\" is not a number from 0 to 65535");
                  options.port = static_cast<std::uint16_t>(port);
              });
    app.add_flag("--https", options.isTls,
                 "HTTPS, with a certificate of its own that nobody else has signed (run -k)");
    addOption(app, "--delay", "Wait before every answer: 5ms", "TIME",
              [&options](const std::string& text) {
                  options.delay = valueOf("--delay", parseDuration(text));
              });
    addOption(app, "--fail", "Share of answers that are 503: 1%", "P%",
              [&options](const std::string& text) {
                  std::string digits = text;
                  if (digits.ends_with('%'))
                      digits.pop_back();
                  std::istringstream stream(digits);
                  double percent = -1;
                  stream >> percent;
                  if (!stream.eof() || percent < 0 || percent > 100)
                      refuse("--fail", "\"" + text + "\" is not a share from 0% to 100%");
                  options.failShare = percent / 100;
              });
    app.add_option("--listen-fd", options.listenFd)->group(""); // for the window's own child
}

/// One word with all its letters in place, but for a few: how many changes make `a` into `b`
/// (Levenshtein's distance).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t change = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, row[j + 1] + 1, change});
        }
    }
    return row.back();
}

/// An option that nobody knows, and the known one that is most like it.
UsageError unknownOption(const CLI::App& app, const CLI::ExtrasError& error) {
    const CLI::App& command = app.get_subcommands().empty() ? app : *app.get_subcommands().front();
    std::istringstream words(error.what());
    std::string name;
    for (std::string word; words >> word;) {
        if (!name.starts_with('-'))
            name = word.substr(0, word.find('='));
    }
    if (!name.starts_with('-'))
        return {name + ": one address or plan is enough"};
    std::string best;
    std::size_t least = std::min<std::size_t>(4, name.size() / 2); // more make another word
    for (const CLI::Option* option : command.get_options()) {
        for (const std::string& known : option->get_lnames()) {
            const std::size_t changes = distance(name, "--" + known);
            if (changes < least) {
                least = changes;
                best = "--" + known;
            }
        }
    }
    const std::string help = "see squall " +
                             (command.get_parent() != nullptr ? command.get_name() + " " : "") +
                             "--help";
    return {name + ": there is no such option; " +
            (best.empty() ? help : "did you mean " + best + "?")};
}

/// The arguments as they are, on top of `base`; nothing is judged yet.
Command read(std::vector<std::string> arguments, const TestPlan& base) {
    CLI::App app("Load tester for HTTP servers. Without a command: the window.", "squall");
    app.get_formatter()->column_width(30);
    app.set_version_flag("--version", "squall " SQUALL_VERSION, "Print the version");
    app.set_help_flag("-h,--help", "Print this help");
    WindowCommand window;
    app.add_option("URL", window.url, "Address or plan file to fill in")->type_name("");

    PagesCommand pages;
    app.add_option("--write-pages", pages.folder)->group(""); // for the build

    RunCommand run;
    run.plan = base;
    CLI::App& runApp = *app.add_subcommand("run", "Run a test in the terminal, without a display");
    addRunOptions(runApp, run);

    DemoCommandOptions demo;
    CLI::App& demoApp = *app.add_subcommand("demo", "A server on loopback to test against");
    addDemoOptions(demoApp, demo);

    CompareCommand compare;
    compare.plan = base;
    CLI::App& compareApp =
        *app.add_subcommand("compare", "Whether one result is better or worse than another");
    addCompareOptions(compareApp, compare);

    HistoryCommand history;
    CLI::App& historyApp = *app.add_subcommand("history", "The runs that were made");
    addHistoryOptions(historyApp, history);

    if (auto error = ambiguity(arguments))
        return *error;
    try {
        std::ranges::reverse(arguments); // as CLI11 wants them
        app.parse(arguments);
    } catch (const CLI::CallForHelp&) {
        return PrintCommand{app.help()};
    } catch (const CLI::CallForVersion&) {
        return PrintCommand{"squall " SQUALL_VERSION "\n"};
    } catch (const CLI::ExtrasError& error) {
        return unknownOption(app, error);
    } catch (const CLI::ParseError& error) {
        return UsageError{error.what()};
    }
    if (runApp.parsed())
        return run;
    if (demoApp.parsed())
        return demo;
    if (compareApp.parsed())
        return compare;
    if (historyApp.parsed())
        return history;
    if (!pages.folder.empty()) {
        pages.pages = pagesOf(app);
        return pages;
    }
    return window;
}

/// `run --like TOOL ...`: the tool's name; empty when it is not that.
std::string otherTool(std::vector<std::string>& arguments) {
    constexpr std::string_view option = "--like";
    if (arguments.size() < 2 || arguments[0] != "run" || !arguments[1].starts_with(option))
        return {};
    std::string tool;
    std::size_t taken = 2;
    if (arguments[1].starts_with("--like="))
        tool = arguments[1].substr(option.size() + 1);
    else if (arguments[1] == option && arguments.size() > taken)
        tool = arguments[taken++];
    if (!tool.empty())
        arguments.erase(arguments.begin(), arguments.begin() + static_cast<std::ptrdiff_t>(taken));
    return tool;
}

std::string joined(const std::vector<std::string>& words) {
    std::string line;
    for (const std::string& word : words)
        line += " " + (word.find(' ') == std::string::npos ? word : "'" + word + "'");
    return line;
}

Command parseLike(const std::string& tool, const std::vector<std::string>& given) {
    Result<LikeArguments> like = readLike(tool, given);
    if (!like)
        return UsageError{like.error().detail};
    std::vector<std::string> notes = {"understood as: squall run" + joined(like->arguments)};
    if (!like->ignored.empty())
        notes.push_back("makes no difference here:" + joined(like->ignored));
    like->arguments.insert(like->arguments.begin(), "run");
    Command command = parseCommandLine(std::move(like->arguments));
    if (auto* const run = std::get_if<RunCommand>(&command))
        run->notes = std::move(notes);
    return command;
}

/// The plan that a target stands for: a plan file, that of a bundled run, or one for an address.
Result<TestPlan> planOf(const std::string& target) {
    if (isBundleFile(target)) {
        auto run = readResultFile(target);
        return run ? Result<TestPlan>(std::move(run->plan)) : std::unexpected(run.error());
    }
    if (isPlanFile(target))
        return readPlanFile(target);
    TestPlan plan;
    plan.url = target;
    return plan;
}

/// Each target with the options on top.
Command withTurns(const std::vector<std::string>& arguments, CompareCommand compare) {
    for (std::size_t side = 0; side < compare.turns.size(); ++side) {
        const Result<TestPlan> plan = planOf(side == 0 ? compare.base : compare.now);
        if (!plan)
            return UsageError{plan.error().detail};
        RunCommand run;
        run.plan = std::get<CompareCommand>(read(arguments, *plan)).plan;
        const Command finished = finishRunCommand(std::move(run));
        if (const auto* usage = std::get_if<UsageError>(&finished))
            return *usage;
        const auto& made = std::get<RunCommand>(finished);
        compare.turns.at(side) = {made.plan, made.usesDemo};
    }
    return compare;
}

} // namespace

bool isPlanFile(const std::string& target) {
    if (!target.ends_with(planEnding) || target.find("://") != std::string::npos)
        return false;
    const bool isBareName = target.find_first_of(":/") == std::string::npos;
    return isBareName || std::filesystem::is_regular_file(target);
}

bool isBundleFile(const std::string& target) {
    return reportFormatOf(target) == ReportFormat::Bundle &&
           std::filesystem::is_regular_file(target);
}

Command parseCommandLine(std::vector<std::string> arguments) {
    if (const std::string tool = otherTool(arguments); !tool.empty())
        return parseLike(tool, arguments);
    Command command = read(arguments, TestPlan{});
    if (const auto* compare = std::get_if<CompareCommand>(&command); compare && compare->pairs > 0)
        return withTurns(arguments, *compare);
    auto* run = std::get_if<RunCommand>(&command);
    if (run == nullptr)
        return command;
    if (isPlanFile(run->plan.url) || isBundleFile(run->plan.url)) {
        const Result<TestPlan> plan = planOf(run->plan.url);
        if (!plan)
            return UsageError{plan.error().detail};
        command = read(std::move(arguments), *plan);
        run = &std::get<RunCommand>(command);
        run->plan.url = plan->url;
    }
    return finishRunCommand(std::move(*run));
}

} // namespace squall
