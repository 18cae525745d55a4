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

/// Whether the window has a field of its own for it, with room for words beneath.
[[nodiscard]] constexpr bool hasPlace(PlanField field) {
    switch (field) {
    case PlanField::Url:
    case PlanField::Method:
    case PlanField::Headers:
    case PlanField::Body:
    case PlanField::Expectations:
    case PlanField::Streams:
    case PlanField::Proxy:
    case PlanField::Requests:
    case PlanField::Duration:
    case PlanField::Connections:
    case PlanField::Threads:
    case PlanField::Timeout:
    case PlanField::ConnectTimeout:
    case PlanField::Rate:
    case PlanField::Stages:
    case PlanField::WarmUp:
    case PlanField::Thresholds:
    case PlanField::AbortOn:
    case PlanField::Auth:
    case PlanField::CaFile:
    case PlanField::CertificateFile:
    case PlanField::KeyFile:
        return true;
    default:
        return false;
    }
}

/// What is wrong beyond the fields of the window; empty when nothing is.
[[nodiscard]] inline QString wordsWithoutPlace(const FieldProblems& problems) {
    QString words;
    for (const auto& [field, problem] : problems) {
        if (!hasPlace(field))
            words += (words.isEmpty() ? QString() : QStringLiteral(" ")) + problem;
    }
    return words;
}

} // namespace squall
