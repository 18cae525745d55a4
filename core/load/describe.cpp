#include "core/load/describe.h"

#include <cerrno>
#include <cstring>

#include "core/base/quantity.h"
#include "core/base/tlsfault.h"
#include "core/http/proxyhandshake.h"
#include "core/http/redirect.h"
#include "core/http/responseparser.h"
#include "core/load/answercheck.h"
#include "core/plan/testplan.h"

namespace squall {

namespace {

std::string systemText(std::uint16_t error) {
    if (error == EADDRNOTAVAIL)
        return "no local port was free here";
    if (error == EMFILE || error == ENFILE)
        return "no file descriptor was free here";
    const char* const text = strerrordesc_np(error);
    return text != nullptr ? text : "system error " + std::to_string(error);
}

std::string_view describe(TimeoutPhase phase) {
    switch (phase) {
    case TimeoutPhase::Connecting:
        return "no connection in time";
    case TimeoutPhase::Handshaking:
        return "no TLS handshake in time";
    case TimeoutPhase::Silence:
        return "no byte of an answer within the idle timeout";
    case TimeoutPhase::Answering:
        break;
    }
    return "no whole answer in time";
}

std::string describeCheck(std::uint16_t code) {
    switch (static_cast<CheckFault>(code)) {
    case CheckFault::BodyText:
        return "the body does not hold the expected text";
    case CheckFault::BodyTooLong:
        return "the body is too long to be checked";
    case CheckFault::NotJson:
        return "the body is not JSON";
    case CheckFault::JsonValue:
        break;
    }
    const int number = code - static_cast<int>(CheckFault::JsonValue) + 1;
    return "JSON expectation " + std::to_string(number) + " does not hold";
}

std::string describeStatus(std::uint16_t status) {
    const std::string_view phrase = reasonPhrase(status);
    std::string text = std::to_string(status);
    if (!phrase.empty())
        text.append(" ").append(phrase);
    return text;
}

} // namespace

std::string describe(FailureKind kind) {
    switch (kind.group) {
    case FailureClass::Status:
        return describeStatus(kind.code);
    case FailureClass::Reset:
        if (kind.code >= streamResetCode)
            return "the server reset the stream: " +
                   std::string(streamErrorName(kind.code - streamResetCode));
        return systemText(kind.code);
    case FailureClass::Connect:
        if (kind.code >= proxyFaultCode)
            return std::string(describe(static_cast<ProxyFault>(kind.code - proxyFaultCode)));
        return systemText(kind.code);
    case FailureClass::Timeout:
        return std::string(describe(static_cast<TimeoutPhase>(kind.code)));
    case FailureClass::Closed:
        return kind.code == 0 ? "the server closed the connection without an answer"
                              : "the server closed the connection in the middle of an answer";
    case FailureClass::Protocol:
        if (kind.code >= redirectFaultCode)
            return std::string(describe(static_cast<RedirectFault>(kind.code - redirectFaultCode)));
        return std::string(describe(static_cast<ParseFault>(kind.code)));
    case FailureClass::Tls:
        return std::string(describe(static_cast<TlsFault>(kind.code)));
    case FailureClass::Resolve:
        if (kind.code >= redirectFaultCode)
            return std::string(describe(static_cast<RedirectFault>(kind.code - redirectFaultCode)));
        return "the host name has no address";
    case FailureClass::Check:
        return describeCheck(kind.code);
    case FailureClass::Other:
        break;
    }
    return "kinds of failure past the first 63";
}

std::string describe(FailureKind kind, const TestPlan& plan) {
    const auto is = [kind](FailureClass group, auto code) {
        return kind.group == group && kind.code == static_cast<std::uint16_t>(code);
    };
    if (is(FailureClass::Protocol, ParseFault::BodyTooLong))
        return "the body is longer than the bound of " + sizeText(plan.maxBody, " ");
    if (is(FailureClass::Timeout, TimeoutPhase::Silence))
        return "no byte of an answer for " + durationText(plan.idleTimeout);
    return describe(kind);
}

} // namespace squall
