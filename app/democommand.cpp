#include "app/democommand.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include "core/demo/demotarget.h"
#include "core/net/endpoint.h"

namespace squall {

namespace {

constexpr int internalFault = 1;
constexpr int usageFault = 104;

// Written by runDemo(), read by the signal handler, which may run on any thread.
std::atomic<DemoTarget*> runningTarget{nullptr};

void stopRunningTarget(int) {
    if (DemoTarget* target = runningTarget.load())
        target->stop();
}

void handle(int signal, void (*handler)(int)) {
    struct sigaction action{};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
}

/// Each client takes a descriptor, and the usual soft limit is 1024.
void raiseDescriptorLimit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

Result<UniqueFd> inheritedListener(int fd) {
    int listens = 0;
    socklen_t size = sizeof listens;
    if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &size) != 0 || listens == 0)
        return fail(ErrorCode::SystemFailed,
                    "descriptor " + std::to_string(fd) + " is no socket that listens");
    if (fcntl(fd, F_SETFD, FD_CLOEXEC) != 0 || fcntl(fd, F_SETFL, O_NONBLOCK) != 0)
        return fail(ErrorCode::SystemFailed,
                    "cannot use descriptor " + std::to_string(fd) + ": " + strerrordesc_np(errno));
    return UniqueFd(fd);
}

int complain(const Error& error, int exitCode) {
    std::fprintf(stderr, "squall demo: %s\n", error.detail.c_str());
    return exitCode;
}

} // namespace

int runDemo(const DemoCommandOptions& options) {
    auto listener = options.listenFd >= 0 ? inheritedListener(options.listenFd)
                                          : listenOnLoopback(options.port);
    if (!listener)
        return complain(listener.error(), options.port != 0 ? usageFault : internalFault);
    const std::string address = Endpoint::ofSocket(listener->get()).toString();
    raiseDescriptorLimit();

    DemoTarget target(
        std::move(*listener),
        {.delay = options.delay, .failShare = options.failShare, .isTls = options.isTls});
    runningTarget = &target;
    handle(SIGPIPE, SIG_IGN);
    handle(SIGINT, stopRunningTarget);
    handle(SIGTERM, stopRunningTarget);

    std::printf("%s://%s/\n", options.isTls ? "https" : "http", address.c_str());
    std::fflush(stdout);
    const auto served = target.run();
    handle(SIGINT, SIG_DFL);
    handle(SIGTERM, SIG_DFL);
    runningTarget = nullptr;
    return served ? 0 : complain(served.error(), internalFault);
}

} // namespace squall
