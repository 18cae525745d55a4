#pragma once

#include <map>

#include <QString>

#include "core/plan/testplan.h"

namespace squall {

/// What is wrong with which field, in words; the first field comes first.
using FieldProblems = std::map<PlanField, QString>;

[[nodiscard]] inline QString wordsFor(const FieldProblems& problems, PlanField field) {
    const auto found = problems.find(field);
    return found == problems.end() ? QString() : found->second;
}

} // namespace squall
