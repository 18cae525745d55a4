#include "ui/timeedit.h"

#include "core/base/quantity.h"
#include "core/plan/testplan.h"
#include "ui/format.h"

namespace squall {

std::optional<Nanoseconds> readTime(const QString& words) {
    const std::string text = format::plainSpan(words).toStdString();
    Result<Nanoseconds> parsed = parseDuration(text);
    if (!parsed)
        parsed = parseDuration(text + "s");
    constexpr auto longest = std::chrono::duration_cast<std::chrono::seconds>(maxDuration);
    const auto whole = parseCount(text);
    if (!parsed && whole && *whole <= static_cast<std::uint64_t>(longest.count()))
        parsed = std::chrono::seconds(*whole);
    if (!parsed || *parsed > maxDuration)
        return std::nullopt;
    return *parsed;
}

TimeEdit::TimeEdit(Zero zero, QWidget* parent)
    : FieldEdit(parent)
    , m_zero(zero) {}

void TimeEdit::setTime(Nanoseconds time) {
    setText(format::span(time));
}

std::optional<Nanoseconds> TimeEdit::time() const {
    const auto read = readTime(text());
    if (!read || (*read == Nanoseconds{0} && m_zero == Zero::Refused))
        return std::nullopt;
    return read;
}

QString TimeEdit::problem() const {
    if (time())
        return {};
    return tr("Type a time such as 500 ms, 30 s or 2 m, at most %1.")
        .arg(format::span(maxDuration));
}

} // namespace squall
