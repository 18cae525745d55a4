#pragma once

#include <cstdint>
#include <optional>

#include "ui/fieldedit.h"

namespace squall {

/// A field for a number of bytes, as parseSize() reads it: "64 MiB", "500k". What was typed stays
/// as it is, right or wrong.
class SizeEdit final : public FieldEdit {
    Q_OBJECT

public:
    explicit SizeEdit(QWidget* parent = nullptr);

    void setBytes(std::uint64_t bytes);

    /// Nothing when problem() has words.
    [[nodiscard]] std::optional<std::uint64_t> bytes() const;

    /// What is wrong with the text, as a sentence that says what would be right; else empty.
    [[nodiscard]] QString problem() const;
};

} // namespace squall
