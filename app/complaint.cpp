#include "app/complaint.h"

#include <cstdio>

#include "app/options.h"
#include "ui/format.h"

namespace squall {

namespace {

int exitCodeOf(const Error& error) {
    switch (error.code) {
    case ErrorCode::ResolveFailed:
    case ErrorCode::ConnectFailed:
    case ErrorCode::Timeout:
    case ErrorCode::TlsFailed:
    case ErrorCode::ProtocolViolation:
        return exitNothingSent;
    case ErrorCode::BadUrl:
    case ErrorCode::BadPlan:
    case ErrorCode::PublicTarget:
    case ErrorCode::TooFewDescriptors:
    case ErrorCode::FileFailed:
        return exitUsage;
    case ErrorCode::SystemFailed:
        break;
    }
    return exitInternal;
}

} // namespace

void complain(const std::string& line) {
    std::fprintf(stderr, "squall: %s\n", line.c_str());
}

int complainOf(const Error& error) {
    const format::Explanation words = format::explain(error);
    complain((words.cause + u' ' + words.remedy).toStdString());
    return exitCodeOf(error);
}

} // namespace squall
