#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/plan/testplan.h"

namespace squall {

/// What stands in the place of a secret.
inline constexpr std::string_view masked = "***";

/// With A to Z turned into a to z.
[[nodiscard]] std::string lowerCase(std::string_view text);

/// Whether the value of such a header is nobody else's business: Authorization,
/// Proxy-Authorization, Cookie.
[[nodiscard]] bool isSecretHeader(std::string_view name);

/// The plan with "***" for user, password, token and the values of secret headers, but for those
/// that are references: fit for results and reports.
[[nodiscard]] TestPlan withoutSecrets(TestPlan plan);

/// The address with "***" for the values of what its query calls a token, a key, a password or the
/// like.
[[nodiscard]] std::string withoutQuerySecrets(const std::string& url);

/// What of a resolved plan must not appear anywhere, in the forms in which a server may send it
/// back.
[[nodiscard]] std::vector<std::string> secretsOf(const TestPlan& plan);

/// `text` with "***" for each of `secrets` and for the values of Set-Cookie fields.
[[nodiscard]] std::string maskSecrets(std::string text, const std::vector<std::string>& secrets);

} // namespace squall
