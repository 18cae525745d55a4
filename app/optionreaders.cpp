#include "app/optionreaders.h"

#include <limits>

#include "core/base/quantity.h"

namespace squall {

void refuse(const std::string& option, const std::string& why) {
    throw CLI::ValidationError(option, why);
}

std::uint32_t smallCount(const std::string& option, const std::string& text) {
    const std::uint64_t value = valueOf(option, parseCount(text));
    if (value > std::numeric_limits<std::uint32_t>::max())
        refuse(option, "\"" + text + "\" is too large");
    return static_cast<std::uint32_t>(value);
}

} // namespace squall
