#pragma once

namespace squall {

/// How an engine thread waits for the server. Polling sees answers sooner and costs CPU. The last
/// 50 µs before a request is due (open model) are polled whatever it is.
enum class SpinPolicy {
    Off,  ///< sleep as soon as there is nothing to do
    On,   ///< never sleep
    Auto, ///< poll or nap for a moment first, as long as that pays (IdlePolicy)
};

} // namespace squall
