#include "core/plan/commandline.h"

#include "core/base/quantity.h"
#include "core/plan/planjson.h"
#include "core/plan/references.h"
#include "core/plan/shellwords.h"
#include "core/plan/stages.h"

namespace squall {

namespace {

/// A command that grows word by word.
class CommandLine final {
public:
    explicit CommandLine(std::string name, std::string (*quote)(std::string_view))
        : m_text(std::move(name))
        , m_quote(quote) {}

    void add(const char* option) { m_text += ' ' + std::string(option); }

    void add(const char* option, const std::string& value) {
        add(option);
        m_text += ' ' + m_quote(value);
    }

    /// Unless the value is empty.
    void addText(const char* option, const std::string& value) {
        if (!value.empty())
            add(option, value);
    }

    [[nodiscard]] std::string finish(const std::string& url) const {
        // One that begins like an option would be taken for it.
        return m_text + ' ' + m_quote(url.starts_with('-') ? "http://" + url : url);
    }

private:
    std::string m_text;
    std::string (*m_quote)(std::string_view);
};

void addLoad(CommandLine& line, const TestPlan& plan) {
    const TestPlan usual;
    if (plan.requests)
        line.add("-n", std::to_string(*plan.requests));
    if (plan.duration)
        line.add("-z", durationText(*plan.duration));
    else if (isOpenEnded(plan))
        line.add("-z", durationText(maxDuration));
    if (plan.connections != usual.connections)
        line.add("-c", std::to_string(plan.connections));
    if (plan.rate)
        line.add("--rate", numberText(*plan.rate));
    if (plan.arrivals == Arrivals::Poisson)
        line.add("--arrivals", "poisson");
    line.addText("--stages", stagesText(plan.stages));
    if (!plan.stages.empty() && plan.stageOf == StageOf::Connections)
        line.add("--stage-of", "connections");
    if (plan.seed != usual.seed)
        line.add("--seed", std::to_string(plan.seed));
    if (plan.warmUp != usual.warmUp)
        line.add("--warm-up", durationText(plan.warmUp));
    if (plan.threads != usual.threads)
        line.add("--threads", std::to_string(plan.threads));
    for (const Threshold& threshold : plan.thresholds)
        line.add("--threshold", thresholdText(threshold));
    for (const Threshold& bound : plan.abortOn)
        line.add("--abort-on", thresholdText(bound));
    if (plan.timeout != usual.timeout)
        line.add("--timeout", durationText(plan.timeout));
    if (plan.connectTimeout != usual.connectTimeout)
        line.add("--connect-timeout", durationText(plan.connectTimeout));
    if (plan.idleTimeout != usual.idleTimeout)
        line.add("--idle-timeout", durationText(plan.idleTimeout));
    if (plan.maxBody != usual.maxBody)
        line.add("--max-body", sizeText(plan.maxBody));
    if (!plan.keepAlive)
        line.add("--no-keepalive");
    if (plan.follow > 0)
        line.add("--follow", std::to_string(plan.follow));
    if (plan.cookies)
        line.add("--cookies");
    if (plan.expectContinue)
        line.add("--expect-continue");
    if (plan.spin != SpinPolicy::Auto)
        line.add("--spin", plan.spin == SpinPolicy::On ? "on" : "off");
    line.addText("--label", plan.label);
}

void addHttp(CommandLine& line, const TestPlan& plan) {
    const TestPlan usual;
    if (plan.http != HttpVersion::Auto)
        line.add("--http", plan.http == HttpVersion::Http2 ? "2" : "1.1");
    if (plan.streams != usual.streams)
        line.add("--streams", std::to_string(plan.streams));
    if (plan.expectations.statuses != usual.expectations.statuses)
        line.add("--expect-status", statusRangesText(plan.expectations.statuses));
    line.addText("--expect-body", plan.expectations.bodyText);
    for (const JsonExpectation& expected : plan.expectations.json)
        line.add("--expect-json", jsonExpectationText(expected));
}

std::string line(const HeaderField& header) {
    return header.name + ": " + header.value;
}

// Options that curl and Squall agree on.

void addRouting(CommandLine& line, const Routing& routing) {
    for (const ConnectTo& route : routing.connectTo)
        line.add("--connect-to", connectToText(route));
    for (const ResolveTo& route : routing.resolve)
        line.add("--resolve", resolveToText(route));
    line.addText("--unix-socket", routing.unixSocket);
    line.addText("-x", routing.proxy);
    if (routing.family != AddressFamily::Any)
        line.add(routing.family == AddressFamily::V4 ? "-4" : "-6");
}

void addTls(CommandLine& line, const TlsOptions& tls) {
    if (tls.insecure)
        line.add("-k");
    line.addText("--cacert", tls.caFile);
    line.addText("--cert", tls.certificateFile);
    line.addText("--key", tls.keyFile);
}

/// No proxy leads to its target: this machine, or the built-in server.
bool staysHere(const TestPlan& plan) {
    return plan.url.starts_with(demoAddress) ||
           isThisMachine(parseUrl(plan.url).value_or(Url{}).host);
}

} // namespace

std::string runCommandLine(const TestPlan& complete) {
    TestPlan plan = withReferences(complete).plan;
    if (plan.routing.proxy == systemProxy && staysHere(plan))
        plan.routing.proxy.clear(); // which makes no difference
    // Squall replaces the references itself, so that they are not seen in a list of processes.
    CommandLine command("squall run", shellQuoted);
    addLoad(command, plan);
    addHttp(command, plan);
    addRouting(command, plan.routing);
    const bool hasBody = !plan.body.empty() || !plan.bodyFile.empty();
    if (plan.method != (hasBody ? "POST" : "GET"))
        command.add("-m", plan.method);
    for (const HeaderField& header : plan.headers)
        command.add("-H", line(header));
    command.addText("--user", plan.user);
    command.addText("--bearer", plan.bearer);
    command.addText("--data", plan.body);
    command.addText("--data-file", plan.bodyFile);
    addTls(command, plan.tls);
    command.addText("--sni", plan.tls.serverName);
    if (plan.tls.minVersion == TlsOptions::MinVersion::Tls13)
        command.add("--tls-min", "1.3");
    return command.finish(plan.url);
}

std::string curlCommandLine(const TestPlan& complete) {
    TestPlan plan = withReferences(complete).plan;
    if (plan.routing.proxy == systemProxy) // which curl takes from the environment by itself
        plan.routing.proxy.clear();
    CommandLine command("curl", shellQuotedWithReferences);
    const bool hasBody = !plan.body.empty() || !plan.bodyFile.empty();
    if (plan.method == "HEAD" && !hasBody)
        command.add("-I");
    else if (plan.method != (hasBody ? "POST" : "GET"))
        command.add("-X", plan.method);
    for (const HeaderField& header : plan.headers)
        command.add("-H", header.value.empty() ? header.name + ';' : line(header));
    command.addText("-u", plan.user);
    if (!plan.bearer.empty())
        command.add("-H", "Authorization: Bearer " + plan.bearer);
    if (plan.cookies)
        command.add("-b", "");
    if (plan.expectContinue)
        command.add("-H", "Expect: 100-continue");
    command.addText("--data-raw", plan.body);
    if (!plan.bodyFile.empty())
        command.add("--data-binary", '@' + plan.bodyFile);
    if (plan.follow > 0) {
        command.add("-L");
        command.add("--max-redirs", std::to_string(plan.follow));
    }
    addRouting(command, plan.routing);
    addTls(command, plan.tls);
    command.addText("--pass", plan.tls.passphrase);
    if (plan.tls.minVersion == TlsOptions::MinVersion::Tls13)
        command.add("--tlsv1.3");
    return command.finish(plan.url);
}

} // namespace squall
