#pragma once

#include <QString>

#include "core/base/tlsfault.h"
#include "core/stats/failures.h"

namespace squall {

/// One kind of failed request in the user's language.
struct FailureWords {
    QString what;   ///< "503 Service Unavailable"
    QString remedy; ///< what to look at
};

/// One word or two for a class of failures.
[[nodiscard]] QString classWord(FailureClass group);

[[nodiscard]] FailureWords wordsFor(FailureKind kind);

/// What to do about a handshake that failed.
[[nodiscard]] QString tlsRemedy(TlsFault fault);

} // namespace squall
