#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace squall {

/// The beginning of a body, as far as somebody wants to look at it.
struct KeptBody {
    std::size_t most = 0; ///< bytes; what comes behind them is forgotten
    std::string bytes;

    void add(std::string_view piece) { bytes.append(piece.substr(0, most - bytes.size())); }
};

} // namespace squall
