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

// Fields of the window that a plan knows as part of another.
inline constexpr PlanField expectedJsonField{static_cast<int>(PlanField::KeyFile) + 1};
inline constexpr PlanField connectToField{static_cast<int>(PlanField::KeyFile) + 2};
inline constexpr PlanField resolveField{static_cast<int>(PlanField::KeyFile) + 3};

} // namespace squall
