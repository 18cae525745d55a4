#include "app/options.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>
#include <optional>
#include <sstream>

#include <CLI/CLI.hpp>

#include "core/base/quantity.h"
#include "core/base/version.h"

namespace squall {

namespace {

constexpr std::string_view demoScheme = "demo:";
constexpr Nanoseconds usualDuration = std::chrono::seconds(10);

[[noreturn]] void refuse(const std::string& option, const std::string& why) {
    throw CLI::ValidationError(option, why);
}

template <typename T>
T valueOf(const std::string& option, Result<T> read) {
    if (!read)
        refuse(option, read.error().detail);
    return *read;
}

std::uint32_t smallCount(const std::string& option, const std::string& text) {
    const std::uint64_t value = valueOf(option, parseCount(text));
    if (value > std::numeric_limits<std::uint32_t>::max())
        refuse(option, "\"" + text + "\" is too large");
    return static_cast<std::uint32_t>(value);
}

/// Adds an option that may be given as often as needed; `take` gets each text.
template <typename Take>
void addRepeated(CLI::App& app, const std::string& name, const std::string& description,
                 const std::string& typeName, Take take) {
    app.add_option_function<std::vector<std::string>>(
           name,
           [take](const std::vector<std::string>& texts) { std::ranges::for_each(texts, take); },
           description)
        ->type_name(typeName)
        ->expected(1)
        ->allow_extra_args(false) // or it would take the address behind it
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void addThresholds(CLI::App& app, const std::string& name, const std::string& description,
                   std::vector<Threshold>& thresholds) {
    addRepeated(app, name, description, "BOUND", [name, &thresholds](const std::string& text) {
        thresholds.push_back(valueOf(name, parseThreshold(text)));
    });
}

std::vector<Stage> stagesOf(const std::string& text) {
    std::vector<Stage> stages;
    std::istringstream list(text);
    for (std::string item; std::getline(list, item, ',');) {
        const std::size_t colon = item.find(':');
        if (colon == std::string::npos)
            refuse("--stages", "\"" + item + "\" is not of the form TIME:RATE, such as 30s:100");
        stages.push_back(
            {valueOf("--stages", parseDuration(item.substr(0, colon))),
             static_cast<double>(valueOf("--stages", parseCount(item.substr(colon + 1))))});
    }
    return stages;
}

HeaderField headerField(const std::string& text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string::npos || colon == 0)
        refuse("--header", "\"" + text + "\" is not of the form \"Name: value\"");
    const std::size_t begin = text.find_first_not_of(" \t", colon + 1);
    return {text.substr(0, colon), begin == std::string::npos ? "" : text.substr(begin)};
}

std::string fileContent(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream content;
    if (!file || !(content << file.rdbuf() || file.peek() == std::ifstream::traits_type::eof()))
        refuse("--data-file", "cannot read \"" + path + "\"");
    return content.str();
}

std::string listOf(std::string_view ReportForm::* field) {
    std::string list;
    for (const ReportForm& form : reportForms)
        list += (list.empty() ? "" : ", ") + std::string(form.*field);
    return list;
}

/// "-" is standard output, which has the report anyway.
void addOutput(RunCommand& command, const std::string& path) {
    if (path == "-")
        return;
    const auto format = reportFormatOf(path);
    if (!format)
        refuse("--output", "\"" + path + "\" must end in one of " + listOf(&ReportForm::ending));
    command.outputs.push_back({path, *format});
}

std::vector<std::pair<std::string, ReportFormat>> formatChoices() {
    std::vector<std::pair<std::string, ReportFormat>> choices;
    for (const ReportForm& form : reportForms)
        choices.emplace_back(form.name, form.format);
    return choices;
}

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

/// Adds an option whose text is turned into a value by `read`, which may refuse it.
template <typename Read>
CLI::Option* addOption(CLI::App& app, const std::string& name, const std::string& description,
                       const std::string& typeName, Read read) {
    return app.add_option_function<std::string>(name, read, description)->type_name(typeName);
}

/// Adds an option that takes one of some words.
template <typename Value>
void addChoice(CLI::App& app, const std::string& name, const std::string& description,
               const std::string& typeName, Value& target,
               std::vector<std::pair<std::string, Value>> choices) {
    addOption(app, name, description, typeName,
              [name, &target, choices = std::move(choices)](const std::string& text) {
                  std::string words;
                  for (const auto& [word, value] : choices) {
                      if (word == text) {
                          target = value;
                          return;
                      }
                      words += (words.empty() ? "" : ", ") + word;
                  }
                  refuse(name, "\"" + text + "\" is none of " + words);
              });
}

void addRequestOptions(CLI::App& app, TestPlan& plan) {
    app.add_option("-m,--method", plan.method, "Method of every request (GET)")->type_name("NAME");
    addRepeated(app, "-H,--header", "A header, \"Name: value\"; as often as needed", "LINE",
                [&plan](const std::string& text) { plan.headers.push_back(headerField(text)); });
    app.add_option("--data", plan.body, "Body of every request")->type_name("TEXT");
    addOption(app, "--data-file", "File that holds the body", "FILE",
              [&plan](const std::string& text) { plan.body = fileContent(text); });
}

void addLoadOptions(CLI::App& app, TestPlan& plan) {
    addOption(app, "-n,--requests", "Requests in total, exactly: 10000, 10k, 1e6", "N",
              [&plan](const std::string& text) {
                  plan.requests = valueOf("--requests", parseCount(text));
              });
    addOption(app, "-z,--duration", "Time to run: 500ms, 10s, 3m (10s without -n)", "TIME",
              [&plan](const std::string& text) {
                  plan.duration = valueOf("--duration", parseDuration(text));
              });
    addOption(
        app, "-c,--connections", "Connections, each with one request in flight (64)", "N",
        [&plan](const std::string& text) { plan.connections = smallCount("--connections", text); });
    addOption(app, "--rate", "Open model: requests per second in total, whatever the server does",
              "R", [&plan](const std::string& text) {
                  plan.rate = static_cast<double>(valueOf("--rate", parseCount(text)));
              });
    addChoice<Arrivals>(app, "--arrivals", "Of --rate: constant, poisson (constant)", "HOW",
                        plan.arrivals,
                        {{"constant", Arrivals::Constant}, {"poisson", Arrivals::Poisson}});
    addOption(app, "--stages", "Rates to move to, linearly: 30s:100,1m:1000,10s:0", "LIST",
              [&plan](const std::string& text) { plan.stages = stagesOf(text); });
    addChoice<StageOf>(app, "--stage-of", "What --stages move: rate, connections (rate)", "WHAT",
                       plan.stageOf,
                       {{"rate", StageOf::Rate}, {"connections", StageOf::Connections}});
    addThresholds(app, "--threshold",
                  "A bound to keep, or the exit code is 99: p(99)<250ms, mean<10ms, max<2s, "
                  "rate>1000, errors<0.1%; as often as needed",
                  plan.thresholds);
    addThresholds(app, "--abort-on", "Stop early when it becomes true: errors>50%", plan.abortOn);
    addOption(app, "--warm-up", "Sent first, and left out of every figure: 2s", "TIME",
              [&plan](const std::string& text) {
                  plan.warmUp = valueOf("--warm-up", parseDuration(text));
              });
    app.add_option("--seed", plan.seed, "Of poisson arrivals (0)")->type_name("N");
    addOption(app, "--threads", "Engine threads (chosen from cores and connections)", "N",
              [&plan](const std::string& text) {
                  plan.threads = smallCount("--threads", text);
                  if (plan.threads == 0)
                      refuse("--threads", "at least 1 is needed");
              });
    addOption(app, "--timeout", "Longest wait for a whole answer (30s)", "TIME",
              [&plan](const std::string& text) {
                  plan.timeout = valueOf("--timeout", parseDuration(text));
              });
    addOption(app, "--connect-timeout", "Longest wait for a connection (10s)", "TIME",
              [&plan](const std::string& text) {
                  plan.connectTimeout = valueOf("--connect-timeout", parseDuration(text));
              });
    app.add_flag("--allow-public", plan.allowPublic, "Yes, this public address is mine to load");
    app.add_flag_callback(
        "--no-keepalive", [&plan] { plan.keepAlive = false; },
        "A new connection for every request");
    addChoice<SpinPolicy>(
        app, "--spin", "Poll for answers instead of sleeping: on, off, auto (auto)", "WHEN",
        plan.spin, {{"on", SpinPolicy::On}, {"off", SpinPolicy::Off}, {"auto", SpinPolicy::Auto}});
}

void addTlsOptions(CLI::App& app, TlsOptions& tls) {
    app.add_flag("-k,--insecure", tls.insecure, "Take any certificate");
    app.add_option("--cacert", tls.caFile, "PEM file of the authorities to trust")
        ->type_name("FILE");
    app.add_option("--cert", tls.certificateFile, "PEM file of a client certificate")
        ->type_name("FILE");
    app.add_option("--key", tls.keyFile, "PEM file of its key (in --cert)")->type_name("FILE");
    app.add_option("--sni", tls.serverName, "Name to ask for and to verify (the host)")
        ->type_name("NAME");
    addChoice<TlsOptions::MinVersion>(
        app, "--tls-min", "Lowest version of TLS: 1.2, 1.3 (1.2)", "V", tls.minVersion,
        {{"1.2", TlsOptions::MinVersion::Tls12}, {"1.3", TlsOptions::MinVersion::Tls13}});
}

void addReportOptions(CLI::App& app, RunCommand& command) {
    addRepeated(app, "-o,--output",
                "File for the result, by its ending: " + listOf(&ReportForm::ending) +
                    "; as often as needed",
                "FILE", [&command](const std::string& path) { addOutput(command, path); });
    addChoice<ReportFormat>(app, "--format",
                            "Form of the report: " + listOf(&ReportForm::name) + " (text)", "FORM",
                            command.format, formatChoices());
    addChoice<ProgressMode>(app, "--progress", "On standard error: auto, bar, json, none (auto)",
                            "HOW", command.progress,
                            {{"auto", ProgressMode::Auto},
                             {"bar", ProgressMode::Bar},
                             {"json", ProgressMode::Json},
                             {"none", ProgressMode::None}});
    app.add_flag_callback(
        "--quiet", [&command] { command.progress = ProgressMode::None; },
        "The same as --progress none");
    app.add_option("--label", command.plan.label, "A name for the run")->type_name("TEXT");
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

std::string optionOf(PlanField field) {
    switch (field) {
    case PlanField::Url:
        return "URL";
    case PlanField::Method:
        return "--method";
    case PlanField::Headers:
        return "--header";
    case PlanField::Body:
        return "--data";
    case PlanField::Requests:
        return "--requests";
    case PlanField::Duration:
        return "--duration";
    case PlanField::Connections:
        return "--connections";
    case PlanField::Threads:
        return "--threads";
    case PlanField::Timeout:
        return "--timeout";
    case PlanField::ConnectTimeout:
        return "--connect-timeout";
    case PlanField::Rate:
        return "--rate";
    case PlanField::Stages:
        return "--stages";
    case PlanField::WarmUp:
        return "--warm-up";
    }
    return "plan";
}

Command finishRunCommand(RunCommand command) {
    TestPlan& plan = command.plan;
    if (plan.url.starts_with(demoScheme)) {
        command.usesDemo = true;
        plan.url.erase(0, demoScheme.size());
        plan.url.insert(0, plan.url.starts_with('/') ? "127.0.0.1" : "127.0.0.1/");
    }
    if (!plan.requests && !plannedDuration(plan))
        plan.duration = usualDuration;
    // A body without a method is meant to be posted, as in curl.
    if (!plan.body.empty() && plan.method == "GET")
        plan.method = "POST";
    if (const auto problems = validate(plan); !problems.empty())
        return UsageError{optionOf(problems.front().field) + ": " + problems.front().message};
    return command;
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
    runApp
        .add_option("URL", run.plan.url, "http or https address, or demo: for the built-in target")
        ->type_name("")
        ->required();
    addLoadOptions(runApp, run.plan);
    addRequestOptions(runApp, run.plan);
    addTlsOptions(runApp, run.plan.tls);
    addReportOptions(runApp, run);
    runApp.footer("Exit codes: 0 done, 99 a threshold was missed, 104 wrong usage, 105 cancelled,\n"
                  "121 nothing was sent.\n"
                  "Ctrl-C once cancels and still reports; twice leaves.");

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
