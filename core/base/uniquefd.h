#pragma once

#include <utility>

#include <unistd.h>

namespace squall {

/// Owns one file descriptor and closes it. Not thread-safe.
class UniqueFd final {
public:
    UniqueFd() = default;

    explicit UniqueFd(int fd)
        : m_fd(fd) {}

    UniqueFd(UniqueFd&& other) noexcept
        : m_fd(other.release()) {}

    UniqueFd& operator=(UniqueFd&& other) noexcept {
        reset(other.release());
        return *this;
    }

    UniqueFd(const UniqueFd&) = delete;
    UniqueFd& operator=(const UniqueFd&) = delete;

    ~UniqueFd() { reset(); }

    [[nodiscard]] int get() const { return m_fd; }

    [[nodiscard]] bool isOpen() const { return m_fd >= 0; }

    [[nodiscard]] int release() { return std::exchange(m_fd, -1); }

    void reset(int fd = -1) {
        if (m_fd >= 0)
            ::close(m_fd);
        m_fd = fd;
    }

private:
    int m_fd = -1;
};

} // namespace squall
