#pragma once

namespace squall {

/// How an engine thread waits for the server. Polling answers sooner and costs CPU.
enum class SpinPolicy {
    Off,  ///< sleep as soon as there is nothing to do
    On,   ///< never sleep
    Auto, ///< poll or nap for a moment first, as long as that pays (IdlePolicy)
};

} // namespace squall
