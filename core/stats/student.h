#pragma once

namespace squall {

/// The share of a standard normal distribution below `z`.
[[nodiscard]] double normalBelow(double z);

/// What a standard normal value stays below with `probability`, which is from a half to 1 - 1e-12.
[[nodiscard]] double normalQuantile(double probability);

/// The same for Student's t with `degrees` of freedom, from 1: exact for one and two, then within
/// 3 % (Abramowitz and Stegun, 26.7.5) up to a probability of 0.995.
[[nodiscard]] double studentQuantile(double probability, double degrees);

} // namespace squall
