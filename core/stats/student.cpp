#include "core/stats/student.h"

#include <cmath>
#include <numbers>

namespace squall {

double normalBelow(double z) {
    return std::erfc(-z / std::numbers::sqrt2) / 2;
}

double normalQuantile(double probability) {
    double low = 0;
    double high = 8;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (normalBelow(middle) < probability ? low : high) = middle;
    }
    return (low + high) / 2;
}

double studentQuantile(double probability, double degrees) {
    if (degrees == 1)
        return std::tan(std::numbers::pi * (probability - 0.5));
    if (degrees == 2)
        return (2 * probability - 1) / std::sqrt(2 * probability * (1 - probability));
    const double z = normalQuantile(probability);
    const auto power = [z](int exponent) { return std::pow(z, exponent); };
    return z + (power(3) + z) / (4 * degrees) +
           (5 * power(5) + 16 * power(3) + 3 * z) / (96 * degrees * degrees) +
           (3 * power(7) + 19 * power(5) + 17 * power(3) - 15 * z) / (384 * std::pow(degrees, 3));
}

} // namespace squall
