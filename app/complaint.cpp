#include "app/complaint.h"

#include <cstdio>

#include <QStringList>

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
    std::fprintf(stderr, "squall: %s\n", forTerminal(line).c_str());
}

std::string forTerminal(const std::string& text) {
    QStringList lines = QString::fromStdString(text).split(QLatin1Char('\n'));
    for (QString& line : lines)
        line = format::visible(line);
    return lines.join(QLatin1Char('\n')).toStdString();
}

int complainOf(const Error& error) {
    const format::Explanation words = format::explain(error);
    complain((words.cause + u' ' + words.remedy).toStdString());
    return exitCodeOf(error);
}

} // namespace squall
