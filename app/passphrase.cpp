#include "app/passphrase.h"

#include <array>
#include <cstdlib>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <unistd.h>

#include "core/net/tlscontext.h"
#include "core/plan/references.h"

namespace squall {

Result<> completePassphrase(TlsOptions& tls) {
    if (tls.certificateFile.empty() || !tls.passphrase.empty() || !TlsContext::needsPassphrase(tls))
        return {};
    const std::string variable(passphraseVariable);
    if (std::getenv(variable.c_str()) != nullptr) {
        tls.passphrase = "${" + variable + "}";
        return {};
    }
    if (isatty(STDIN_FILENO) == 0 || isatty(STDERR_FILENO) == 0)
        return {};
    const std::string prompt = "Passphrase of " + tls.certificateFile + ": ";
    std::array<char, 1024> typed{};
    const bool isTyped =
        EVP_read_pw_string(typed.data(), static_cast<int>(typed.size()), prompt.c_str(), 0) == 0;
    tls.passphrase = isTyped ? typed.data() : "";
    OPENSSL_cleanse(typed.data(), typed.size());
    if (tls.passphrase.empty())
        return fail(ErrorCode::BadPlan, "no passphrase was given for the client certificate");
    return {};
}

} // namespace squall
