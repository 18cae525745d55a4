#pragma once

#include <cstdint>
#include <optional>

#include "ui/fieldedit.h"

namespace squall {

/// A whole number of up to 64 bit, in any form that parseCount() reads: 1000000, 1 000 000,
/// 1,000,000, 1e6, 10k, 1M. What was typed stays as it is, right or wrong.
class CountEdit final : public FieldEdit {
    Q_OBJECT

public:
    explicit CountEdit(std::uint64_t least, std::uint64_t most, QWidget* parent = nullptr);

    void setCount(std::uint64_t count);

    /// Nothing when problem() has words.
    [[nodiscard]] std::optional<std::uint64_t> count() const;

    /// What is wrong with the text, as a sentence that says what would be right; else empty.
    [[nodiscard]] QString problem() const;

private:
    const std::uint64_t m_least;
    const std::uint64_t m_most;
};

} // namespace squall
