#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <QStringList>

#include "core/base/error.h"
#include "ui/fieldproblems.h"
#include "ui/format.h"

namespace squall {

// A field that holds several values of the same form, with something between them.

template <typename Value>
[[nodiscard]] QString listText(const std::vector<Value>& values, std::string (*text)(const Value&),
                               const QString& between = QStringLiteral(", ")) {
    QStringList parts;
    for (const Value& value : values)
        parts << QString::fromStdString(text(value));
    return parts.join(between);
}

/// Leaves `values` as far as it has come, and says what is wrong with the first part that is.
template <typename Value>
void readList(const QString& text, Result<Value> (*parse)(std::string_view),
              std::vector<Value>& values, PlanField field, FieldProblems& problems,
              QChar between = QLatin1Char(',')) {
    values.clear();
    for (const QString& part : text.split(between)) {
        if (part.trimmed().isEmpty())
            continue;
        auto value = parse(part.trimmed().toStdString());
        if (!value) {
            problems.emplace(field, format::sentence(value.error().detail));
            return;
        }
        values.push_back(*std::move(value));
    }
}

} // namespace squall
