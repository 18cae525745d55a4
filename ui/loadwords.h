#pragma once

#include <QString>

#include "core/plan/testplan.h"

/// How hard a plan presses, in words: the same in the line of options, in questions and for those
/// who cannot see a curve. Pure; the GUI thread.
namespace squall::loadwords {

enum class Model { Closed, Rate, RateStages, ConnectionStages };

[[nodiscard]] Model modelOf(const TestPlan& plan);

/// "as fast as possible", "at a rate" and the like.
[[nodiscard]] QString name(Model model);

/// "as fast as possible", "500/s", "stages of a rate for 1 min 40 s".
[[nodiscard]] QString pace(const TestPlan& plan);

/// "warm-up 2 s"; empty without one.
[[nodiscard]] QString warmUp(const TestPlan& plan);

/// "to 100 in 30 s, to 1 000 in 1 min".
[[nodiscard]] QString stages(const TestPlan& plan);

/// The most that the stages come to: "1 000/s", "50 connections".
[[nodiscard]] QString highest(const TestPlan& plan);

/// All that a run sends: "10 000 requests · 64 connections · as fast as possible".
[[nodiscard]] QString ofRun(const TestPlan& plan);

/// What a search for the capacity sends. `bound`: what the target must keep, as it was typed.
[[nodiscard]] QString ofSearch(const TestPlan& plan, const QString& bound);

} // namespace squall::loadwords
