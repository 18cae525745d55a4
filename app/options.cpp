#include "app/options.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "app/optionreaders.h"
#include "app/runoptions.h"
#include "core/base/quantity.h"
#include "core/base/version.h"

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

} // namespace

Command parseCommandLine(std::vector<std::string> arguments) {
    CLI::App app("Squall, a load tester for HTTP servers. Without a command: the window.",
                 "squall");
    app.get_formatter()->column_width(30);
    app.set_version_flag("--version", "squall " SQUALL_VERSION, "Print the version");
    app.set_help_flag("-h,--help", "Print this help");
    WindowCommand window;
    app.add_option("URL", window.url, "Address to fill in")->type_name("");

    RunCommand run;
    CLI::App& runApp = *app.add_subcommand("run", "Run a test in the terminal, without a display");
    addRunOptions(runApp, run);

    DemoCommandOptions demo;
    CLI::App& demoApp = *app.add_subcommand("demo", "A server on loopback to test against");
    addDemoOptions(demoApp, demo);

    if (auto error = ambiguity(arguments))
        return *error;
    try {
        std::ranges::reverse(arguments); // as CLI11 wants them
        app.parse(arguments);
    } catch (const CLI::CallForHelp&) {
        return PrintCommand{app.help()};
    } catch (const CLI::CallForVersion&) {
        return PrintCommand{"squall " SQUALL_VERSION "\n"};
    } catch (const CLI::ParseError& error) {
        return UsageError{error.what()};
    }
    if (runApp.parsed())
        return finishRunCommand(std::move(run));
    if (demoApp.parsed())
        return demo;
    return window;
}

} // namespace squall
