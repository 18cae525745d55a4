#include "ui/corewords.h"

#include <vector>

#include <QCoreApplication>
#include <QLocale>
#include <QRegularExpression>

namespace squall {

namespace {

constexpr const char* context = "squall::CoreWords";

/// What core says, with %1 and so on for what changes.
constexpr const char* lines[] = {
    // core/http/url
    QT_TRANSLATE_NOOP("squall::CoreWords", "the address is empty"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the address holds a line break or control character"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the address holds a space; write it as %20"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the host is missing"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "\"%1\" is not http or https"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "\"%1\" is not a host name"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "port \"%1\" is not a number from 1 to 65535"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "what stands in [ ] is not an IPv6 address"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "after ] only a port may follow"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "an IPv6 address needs brackets: http://[::1]:8080/"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "a % in user or password must be followed by two digits"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "user or password holds a control character"),
    // core/http/request
    QT_TRANSLATE_NOOP("squall::CoreWords", "\"%1\" is not a header name"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the value of %1 holds a line break or NUL"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "%1 follows from the body; leave it out"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "CONNECT asks for a tunnel, which is no load"),
    // core/plan/references
    QT_TRANSLATE_NOOP("squall::CoreWords", "the environment variable %1 is not set"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot read \"%1\""),
    QT_TRANSLATE_NOOP("squall::CoreWords", "it is longer than 512 MiB, the most that is copied"),
    // core/base/routing, core/http/proxyhandshake, core/plan/expectations
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "\"%1\" is not of the form HOST:PORT:HOST2:PORT2, such as a.test:443::8443"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "\"%1\" is not of the form HOST:PORT:ADDRESS, such as a.test:80:127.0.0.1"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "a proxy is http://HOST:PORT or socks5://HOST:PORT, not %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "a proxy needs a port and has no path: http://HOST:PORT"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "user or password for the proxy is too long"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "\"%1\" is not of the form /pointer/into/json=VALUE"),
    // core/plan/testplan
    QT_TRANSLATE_NOOP("squall::CoreWords", "there is no proxy on the way to a Unix socket"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the path of a Unix socket has at most 107 bytes"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "stages need a length each, and targets of which one is above 0"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the warm-up must be at most 168h"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the idle timeout must be at most 168h"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "at most 10 redirects are followed"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a body waits for 100 Continue in HTTP/1.1 alone"),
    // core/run/validity
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "a request loop was busy %1 of the time; more threads or another machine "
                      "would show more"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "a request loop waited %1 of the time for a processor; something else uses "
                      "this machine"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "%1 of the requests left %2 or more after they were due, though a "
                      "connection was free"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "the run was too short (under 50 ms) to tell server and generator apart"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "the hypervisor took %1 of this machine's CPU time away"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "the busiest request loop had work %1 of the time, so the generator had room "
                      "left"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "%1 of the requests left within %2 of their time"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the CPU quota of this process stopped it for %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "%1 attempts to connect failed for want of ports or descriptors here"),
    // core/run/limits
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "%1 connections need more file descriptors than the %2 that this process may "
                      "open; %3 connections would fit (see ulimit -Hn)"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "the plan opens up to %1 connections within a minute, and this machine has "
                      "%2 local ports for them; attempts past those may fail (see "
                      "net.ipv4.ip_local_port_range)"),
    // core/run/hints
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "half of the answers took 38 to 46 ms, as long as Linux delays an "
                      "acknowledgement: the server may write an answer in two pieces without "
                      "TCP_NODELAY"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "%1 times were longer than an hour, past which percentiles do not tell them "
                      "apart"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "the server's certificate was not verified, so another server may have "
                      "answered"),
    // core/net/clientcertificate
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot use the key \"%1\": it needs a passphrase"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot use the key \"%1\": wrong passphrase"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "cannot use the certificate \"%1\": it needs a passphrase"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot use the certificate \"%1\": wrong passphrase"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "cannot use the certificate \"%1\": it lacks the certificate or its key"),
    // core/run/capacity, core/run/capacityrun
    QT_TRANSLATE_NOOP("squall::CoreWords", "%1 The search was not finished."),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Nothing was tried."),
    QT_TRANSLATE_NOOP("squall::CoreWords", "The search ended early: %1."),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "The target bears %1 at least; at %2 this machine is the limit: %3."),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "The target bears an unknown rate; at %1 this machine is the limit: %2."),
    QT_TRANSLATE_NOOP("squall::CoreWords", "The target does not even bear %1: %2."),
    QT_TRANSLATE_NOOP("squall::CoreWords", "The target bears %1, the highest rate that was tried."),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "The target bears about %1 (between %2 and %3); at %4 %5."),
    QT_TRANSLATE_NOOP("squall::CoreWords", "%1 did not hold"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "only %1 of what was due was answered"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "it was cancelled"),
    // core/results/historyrecorder
    QT_TRANSLATE_NOOP("squall::CoreWords", "the host \"%1\" has no address"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "%1 is a public address"),
    // core/results/runcomparison
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "in BASE the generator was the limit, not the server alone: %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "in NEW the generator was the limit, not the server alone: %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "BASE did not run to its end"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "NEW did not run to its end"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "BASE took less than five seconds, so its interval is wide; ten tell more"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "NEW took less than five seconds, so its interval is wide; ten tell more"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the plans differ in: %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the runs were made on different machines or systems"),
    // core/net/tlsstream
    QT_TRANSLATE_NOOP("squall::CoreWords", "the server's certificate has expired"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the server's certificate is not valid yet"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the server's certificate is for another host"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the server's certificate is self-signed"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the server's certificate is from an unknown authority"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the server's certificate was refused"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the server does not speak TLS on this port"),
    // core/base/tlsfault
    QT_TRANSLATE_NOOP("squall::CoreWords", "server and client share no version of TLS"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the TLS handshake was refused"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "the server closed the connection during the TLS handshake"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "the server does not offer the version of HTTP that was asked for"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the TLS connection was cut off without a goodbye"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "what came is not a valid TLS record"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "the server sends messages of TLS without end, and no data"),
    // core/http/parsefault
    QT_TRANSLATE_NOOP("squall::CoreWords", "the first line is not an HTTP/1.x status line"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "malformed header line"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a line ends in CR or LF alone"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "NUL byte in the head"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "head of more than 64 KiB"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "more than 256 header fields"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Content-Length is not a number"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "more than one Content-Length"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "both Content-Length and Transfer-Encoding"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Transfer-Encoding that cannot be framed"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "malformed chunk"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "trailers of more than 64 KiB"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "101 Switching Protocols without being asked"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "more than 32 interim (1xx) responses"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "bytes after the end of the response"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "what came is not HTTP/2 or breaks its rules"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a header block of HTTP/2 that cannot be decompressed"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "more data than the flow control of HTTP/2 allows"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a flood of HTTP/2 frames that ask for an answer"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a malformed HTTP/2 response"),
    // core/http/proxyhandshake
    QT_TRANSLATE_NOOP("squall::CoreWords", "what answers is no such proxy"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the proxy wants other credentials"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the proxy does not allow this target"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the proxy cannot reach the target"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the proxy refused"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the proxy closed the connection"),
    // core/run/preflight, core/run/demoprocess, core/net/tlscontext
    QT_TRANSLATE_NOOP("squall::CoreWords", "no connection within %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "no port was reserved for the built-in target"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot start %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot use the authorities in \"%1\""),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot use the key \"%1\""),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot use the certificate \"%1\""),
    // core/plan: files, commands and what validate() says
    QT_TRANSLATE_NOOP("squall::CoreWords", "the plan is not a JSON object"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "\"schema\" must be \"%1\""),
    QT_TRANSLATE_NOOP("squall::CoreWords", "\"%1\" is not a field of a plan"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "must be %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a text"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "true or false"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a number"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a time, such as \"30s\""),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a list of texts"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "an object"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a list of stages"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "is too large"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "\"%1\" is none of its words"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "must be a whole number, such as 1000 or \"10k\""),
    QT_TRANSLATE_NOOP("squall::CoreWords", "must be a size, such as 1000000 or \"64MiB\""),
    QT_TRANSLATE_NOOP("squall::CoreWords", "\"%1\" is not a size such as 500k, 64MiB or 1G"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "needs a rate or connections, the same in every stage"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the option %1 lacks its value"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the command has no address"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "a quote in the command is not closed"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "the bearer token holds a line break or NUL"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "HTTP/1.1 has no streams; use connections"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "\"%1\" is no bound such as p(99)<250ms, mean<10ms, max<2s, rate>1000 or "
                      "errors<0.1%"),
    // files
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot write \"%1\""),
    QT_TRANSLATE_NOOP("squall::CoreWords", "not a result of Squall"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "not a run bundle of Squall, or a damaged one"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot make the folder %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "%1 is held by another Squall"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot write beside %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "%1 is damaged and cannot be moved aside"),
    QT_TRANSLATE_NOOP("squall::CoreWords",
                      "%1 was written by a newer Squall, or by another program; it is left as it "
                      "is, and nothing is recorded"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "cannot open %1"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "%1 cannot be written, so nothing is recorded"),
    // the system
    QT_TRANSLATE_NOOP("squall::CoreWords", "Connection refused"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Connection timed out"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Connection reset by peer"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Broken pipe"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "No route to host"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Network is unreachable"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Network is down"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Host is down"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Cannot assign requested address"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Address already in use"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Too many open files"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Too many open files in system"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Permission denied"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Operation not permitted"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "No such file or directory"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Is a directory"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Not a directory"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "No space left on device"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Read-only file system"),
    QT_TRANSLATE_NOOP("squall::CoreWords", "Input/output error"),
    // whatever is said of something
    QT_TRANSLATE_NOOP("squall::CoreWords", "%1: %2"),
};

struct Pattern {
    QRegularExpression english;
    const char* line;
};

/// What "%1" stands for in a pattern; a % before anything else is itself.
std::vector<Pattern> makePatterns() {
    static const QRegularExpression place(QStringLiteral("%[1-9](?![0-9])"));
    std::vector<Pattern> patterns;
    for (const char* const line : lines) {
        QStringList parts;
        for (const QString& part : QString::fromUtf8(line).split(place))
            parts << QRegularExpression::escape(part);
        patterns.push_back(
            {QRegularExpression(QRegularExpression::anchoredPattern(parts.join("(.+)"))), line});
    }
    return patterns;
}

/// A number with its unit, as core writes it.
QString measure(const QString& text) {
    static const QRegularExpression form(
        QStringLiteral("^([0-9]+(?:\\.[0-9]+)?)( ?)(µs|ms|s|/s)$"));
    const QRegularExpressionMatch match = form.match(text);
    if (!match.hasMatch())
        return text;
    constexpr const char* units = "squall::Format";
    const QString number = match.captured(1).replace(u'.', QLocale().decimalPoint());
    const QString unit = match.captured(3);
    if (unit == QStringLiteral("/s"))
        return QCoreApplication::translate(units, "%1/s").arg(number);
    return number + match.captured(2) + QCoreApplication::translate(units, unit.toUtf8());
}

} // namespace

QString inUsersLanguage(const QString& line) {
    static const std::vector<Pattern> patterns = makePatterns();
    for (const Pattern& pattern : patterns) {
        const QRegularExpressionMatch match = pattern.english.match(line);
        if (!match.hasMatch())
            continue;
        QString words = QCoreApplication::translate(context, pattern.line);
        for (int i = 1; i <= match.lastCapturedIndex(); ++i)
            words.replace(QStringLiteral("%%1").arg(i), inUsersLanguage(match.captured(i)));
        return words;
    }
    return measure(line);
}

} // namespace squall
