#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <QString>

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/plan/testplan.h"

/// Figures and failures as the window shows them: in the user's language, with the decimal mark of
/// QLocale(). Digits are grouped by three with the locale's mark where parseCount() reads it, with
/// a no-break space elsewhere; a no-break space stands before a unit. Pure; the GUI thread.
namespace squall::format {

[[nodiscard]] QString count(std::uint64_t value); ///< "10 000"

// A noun in its plural form: "1 request", "10 000 requests".
[[nodiscard]] QString requests(std::uint64_t value);
[[nodiscard]] QString errors(std::uint64_t value);
[[nodiscard]] QString connections(std::uint64_t value);

/// A count for the plural argument of tr(), which is an int: same last digits, so same form.
[[nodiscard]] int pluralOf(std::uint64_t value);

[[nodiscard]] QString magnitude(double value); ///< "812.5", "8 214", "12.4 k", "1.24 M"
[[nodiscard]] QString rate(double perSecond);  ///< "12.4 k/s"
/// Such as somebody set them, exact: "500", "10 000", "0.25".
[[nodiscard]] QString number(double value);
[[nodiscard]] QString rateAsSet(double perSecond); ///< "500/s"
[[nodiscard]] QString bytes(std::uint64_t size);   ///< SI: "312 B", "1.2 MB"

[[nodiscard]] QString duration(Nanoseconds value); ///< "840 µs", "1.2 ms", "3.1 s", "2 min 05 s"
[[nodiscard]] QString span(Nanoseconds value);     ///< a length as it was set, exact: "30 s"
/// What span() has written, or somebody typed, without blanks and with the units of core: "30s".
[[nodiscard]] QString plainSpan(const QString& words);
[[nodiscard]] QString clock(Nanoseconds value); ///< rounded up: "0:03", "1:02:03"

/// Rounded down, so that 100 % means all.
[[nodiscard]] QString percent(int permille);
/// One decimal; "0 %" only for nothing and "100 %" only for all.
[[nodiscard]] QString share(std::uint64_t part, std::uint64_t whole);

/// Text from outside on one line: control and direction characters are shown as \u{202E}.
[[nodiscard]] QString visible(const QString& text);

/// The same, line by line, of what a server wrote.
[[nodiscard]] QString visibleLines(const std::string& text);

/// A line of English from core as a sentence: visible(), with a capital letter and a full stop.
[[nodiscard]] QString sentence(const std::string& line);

struct Explanation {
    QString cause;  ///< a sentence
    QString remedy; ///< another one: what to do about it

    bool operator==(const Explanation&) const = default;
};

[[nodiscard]] Explanation explain(const Error& error);

/// The field of the plan that a failure belongs to.
[[nodiscard]] std::optional<PlanField> fieldOf(ErrorCode code);

[[nodiscard]] QString problem(const PlanProblem& problem);

} // namespace squall::format
