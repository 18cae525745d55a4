#include "app/runoptions.h"

#include <QUrl>

#include "app/optionreaders.h"
#include "app/wayoptions.h"
#include "core/base/quantity.h"
#include "core/plan/planjson.h"
#include "core/plan/stages.h"

namespace squall {

namespace {

constexpr Nanoseconds usualDuration = std::chrono::seconds(10);

void addThresholds(CLI::App& app, const std::string& name, const std::string& description,
                   std::vector<Threshold>& thresholds) {
    addRepeated(app, name, description, "BOUND", [name, &thresholds](const std::string& text) {
        thresholds.push_back(valueOf(name, parseThreshold(text)));
    });
}

std::string reportEndings() {
    std::string list;
    for (const ReportForm& form : reportForms)
        list += (list.empty() ? "" : ", ") + std::string(form.ending);
    return list;
}

void addFormField(TestPlan& plan, const std::string& text) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0)
        refuse("--form", "\"" + text + "\" is not of the form NAME=VALUE");
    const auto encoded = [](const std::string& part) {
        return QUrl::toPercentEncoding(QString::fromStdString(part)).toStdString();
    };
    if (plan.body.empty())
        plan.headers.push_back({"Content-Type", "application/x-www-form-urlencoded"});
    else
        plan.body += '&';
    plan.body += encoded(text.substr(0, equals)) + '=' + encoded(text.substr(equals + 1));
}

/// "-" is standard output, which has the report anyway.
void addOutput(RunCommand& command, const std::string& path) {
    if (path == "-")
        return;
    const auto format = reportFormatOf(path);
    if (!format)
        refuse("--output", "\"" + path + "\" must end in one of " + reportEndings());
    command.outputs.push_back({path, *format});
}

std::vector<std::pair<std::string, ReportFormat>> formatChoices() {
    std::vector<std::pair<std::string, ReportFormat>> choices;
    for (const ReportForm& form : reportForms)
        choices.emplace_back(form.name, form.format);
    return choices;
}

void addRequestOptions(CLI::App& app, TestPlan& plan) {
    app.add_option("-m,--method", plan.method, "Method of every request (GET)")->type_name("NAME");
    addRepeated(app, "-H,--header", "A header, \"Name: value\"; as often as needed", "LINE",
                [&plan](const std::string& text) {
                    plan.headers.push_back(valueOf("--header", parseHeader(text)));
                });
    CLI::Option* const data = app.add_option("--data", plan.body, "Body of every request");
    data->type_name("TEXT");
    addRepeated(app, "--form", "A field of a form as the body, NAME=VALUE; as often as needed",
                "FIELD", [&plan](const std::string& text) { addFormField(plan, text); })
        ->excludes(data);
    app.add_option("--data-file", plan.bodyFile, "File that holds the body")->type_name("FILE");
    app.add_option(
           "-u,--user", plan.user,
           "NAME:PASSWORD for HTTP Basic; ${VARIABLE} or @FILE keeps it off the process list")
        ->type_name("U:P");
    app.add_option("--bearer", plan.bearer, "Bearer token; ${VARIABLE} or @FILE likewise")
        ->type_name("T");
}

void addExpectations(CLI::App& app, Expectations& expect) {
    addOption(app, "--expect-status", "Statuses that count as ok (200-399): 200-299,404", "LIST",
              [&expect](const std::string& text) {
                  expect.statuses = valueOf("--expect-status", parseStatusRanges(text));
              });
    app.add_option("--expect-body", expect.bodyText, "Text that a body must hold to be ok")
        ->type_name("TEXT");
    addRepeated(app, "--expect-json", "Value in a JSON body: /user/id=7; as often as needed",
                "PTR=VALUE", [&expect](const std::string& text) {
                    expect.json.push_back(valueOf("--expect-json", parseJsonExpectation(text)));
                });
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
              "R",
              [&plan](const std::string& text) { plan.rate = valueOf("--rate", parseRate(text)); });
    addChoice<Arrivals>(app, "--arrivals", "How the requests of --rate are spread (constant)",
                        plan.arrivals,
                        {{"constant", Arrivals::Constant}, {"poisson", Arrivals::Poisson}});
    addOption(
        app, "--stages", "Rates to move to, linearly: 30s:100,1m:1000,10s:0", "LIST",
        [&plan](const std::string& text) { plan.stages = valueOf("--stages", parseStages(text)); });
    addChoice<StageOf>(app, "--stage-of", "What --stages move (rate)", plan.stageOf,
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
    addOption(app, "--idle-timeout",
              "Longest silence of a server that owes an answer (none, so that --timeout alone "
              "bounds how long the first byte may take)",
              "TIME", [&plan](const std::string& text) {
                  plan.idleTimeout = valueOf("--idle-timeout", parseDuration(text));
              });
    addOption(app, "--max-body", "Longest body of an answer: 500k, 64MiB, 1G; 0 for any (64MiB)",
              "SIZE", [&plan](const std::string& text) {
                  plan.maxBody = valueOf("--max-body", parseSize(text));
              });
    addOption(app, "--follow",
              "Redirects to follow as part of a request, at most 10 (0); to the same host, an "
              "address or a name of --resolve, credentials to the same server alone",
              "N",
              [&plan](const std::string& text) { plan.follow = smallCount("--follow", text); });
    app.add_flag("--cookies", plan.cookies,
                 "Each connection is a user, who sends back the cookies that it is given, to the "
                 "same host alone");
    app.add_flag("--expect-continue", plan.expectContinue,
                 "A body waits for 100 Continue, for 1 s at most, and is not sent behind another "
                 "answer; HTTP/1.1 alone, so --http auto means 1.1 and --http 2 is refused");
    app.add_flag("--allow-public", plan.allowPublic, "Yes, this public address is mine to load");
    app.add_flag_callback(
        "--no-keepalive", [&plan] { plan.keepAlive = false; },
        "A new connection for every request");
    addChoice<SpinPolicy>(
        app, "--spin", "Poll for answers instead of sleeping (auto)", plan.spin,
        {{"on", SpinPolicy::On}, {"off", SpinPolicy::Off}, {"auto", SpinPolicy::Auto}});
}

void addTlsOptions(CLI::App& app, TlsOptions& tls) {
    app.add_flag("-k,--insecure", tls.insecure, "Take any certificate");
    app.add_option("--cacert", tls.caFile, "PEM file of the authorities to trust")
        ->type_name("FILE");
    app.add_option("--cert", tls.certificateFile,
                   "Client certificate, PEM or PKCS#12; the passphrase of its key is that of "
                   "SQUALL_KEY_PASSPHRASE, or is asked for")
        ->type_name("FILE");
    app.add_option("--key", tls.keyFile, "PEM file of its key (in --cert)")->type_name("FILE");
    app.add_option("--sni", tls.serverName, "Name to ask for and to verify (the host)")
        ->type_name("NAME");
    addChoice<TlsOptions::MinVersion>(
        app, "--tls-min", "Lowest version of TLS (1.2)", tls.minVersion,
        {{"1.2", TlsOptions::MinVersion::Tls12}, {"1.3", TlsOptions::MinVersion::Tls13}});
}

void addReportOptions(CLI::App& app, RunCommand& command) {
    addRepeated(app, "-o,--output",
                "File for the result, by its ending: " + reportEndings() + "; as often as needed",
                "FILE", [&command](const std::string& path) { addOutput(command, path); });
    addChoice<ReportFormat>(app, "--format", "Form of the report (text)", command.format,
                            formatChoices());
    addChoice<ProgressMode>(app, "--progress", "What standard error shows (auto)", command.progress,
                            {{"auto", ProgressMode::Auto},
                             {"bar", ProgressMode::Bar},
                             {"json", ProgressMode::Json},
                             {"none", ProgressMode::None}});
    app.add_flag_callback(
        "--quiet", [&command] { command.progress = ProgressMode::None; },
        "The same as --progress none");
    app.add_option("--save", command.saveTo,
                   "File for the plan, which squall run takes in the place of an address")
        ->type_name("PLAN.json");
    app.add_flag_callback(
        "--no-history", [&command] { command.isRecorded = false; },
        "Leave the run out of the history");
    app.add_option("--label", command.plan.label, "A name for the run")->type_name("TEXT");
}

std::string optionOf(PlanField field) {
    switch (field) {
    case PlanField::Url:
        return "URL";
    case PlanField::Method:
        return "--method";
    case PlanField::Headers:
        return "--header";
    case PlanField::Auth:
        return "--user";
    case PlanField::Body:
        return "--data";
    case PlanField::Expectations:
        return "--expect-status";
    case PlanField::ExpectedJson:
        return "--expect-json";
    case PlanField::Requests:
        return "--requests";
    case PlanField::Duration:
        return "--duration";
    case PlanField::Connections:
        return "--connections";
    case PlanField::Streams:
        return "--streams";
    case PlanField::Proxy:
        return "--proxy";
    case PlanField::UnixSocket:
        return "--unix-socket";
    case PlanField::ConnectTo:
        return "--connect-to";
    case PlanField::Resolve:
        return "--resolve";
    case PlanField::Threads:
        return "--threads";
    case PlanField::Timeout:
        return "--timeout";
    case PlanField::ConnectTimeout:
        return "--connect-timeout";
    case PlanField::IdleTimeout:
        return "--idle-timeout";
    case PlanField::MaxBody:
        return "--max-body";
    case PlanField::Follow:
        return "--follow";
    case PlanField::ExpectContinue:
        return "--expect-continue";
    case PlanField::Rate:
        return "--rate";
    case PlanField::Stages:
        return "--stages";
    case PlanField::WarmUp:
        return "--warm-up";
    case PlanField::Thresholds:
        return "--threshold";
    case PlanField::AbortOn:
        return "--abort-on";
    case PlanField::CaFile:
        return "--cacert";
    case PlanField::CertificateFile:
        return "--cert";
    case PlanField::KeyFile:
        return "--key";
    }
    return "plan";
}

} // namespace

void addPlanOptions(CLI::App& app, TestPlan& plan) {
    addLoadOptions(app, plan);
    addRequestOptions(app, plan);
    addExpectations(app, plan.expectations);
    addWayOptions(app, plan);
    addTlsOptions(app, plan.tls);
}

void addRunOptions(CLI::App& app, RunCommand& command) {
    app.add_option("URL", command.plan.url,
                   "http or https address, demo: for the built-in target, or a plan file")
        ->type_name("")
        ->required();
    addPlanOptions(app, command.plan);
    addThresholds(app, "--find-capacity",
                  "Search for the highest rate that keeps this bound: p(99)<100ms; as often as "
                  "needed",
                  command.findCapacity);
    addReportOptions(app, command);
    addOption(app, "--like", "Take the options of another tool behind it: wrk, hey, oha", "TOOL",
              [](const std::string&) { refuse("--like", "must stand right behind run"); });
    app.footer("Exit codes: 0 done, 99 a threshold was missed, 104 wrong usage, 105 cancelled,\n"
               "121 nothing was sent.\n"
               "Ctrl-C once cancels and still reports; twice leaves.");
}

Command finishRunCommand(RunCommand command) {
    TestPlan& plan = command.plan;
    if (plan.url.starts_with(demoAddress)) {
        command.usesDemo = true;
        plan.url.erase(0, demoAddress.size());
        plan.url.insert(0, plan.url.starts_with('/') ? "127.0.0.1" : "127.0.0.1/");
    }
    if (!command.findCapacity.empty() && !(command.outputs.empty() && command.saveTo.empty()))
        return UsageError{"--find-capacity: its result is written by --format json alone, neither "
                          "by --output nor by --save"};
    if (!plan.requests && !plannedDuration(plan))
        plan.duration = usualDuration;
    // A body without a method is meant to be posted, as in curl.
    if ((!plan.body.empty() || !plan.bodyFile.empty()) && plan.method == "GET")
        plan.method = "POST";
    if (const auto problems = validate(plan); !problems.empty())
        return UsageError{optionOf(problems.front().field) + ": " + problems.front().message};
    return command;
}

} // namespace squall
