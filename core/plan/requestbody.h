#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "core/base/error.h"
#include "core/plan/testplan.h"

namespace squall {

/// The body of a plan's requests, once for all connections. A large file that goes out as it is,
/// over HTTP/1.1 in the clear, is not read but mapped: the kernel brings its pages as they are
/// sent, and may take them back; of any other at most 512 MiB are read. Where such a file becomes
/// shorter meanwhile, sending it fails with EFAULT.
class RequestBody final {
public:
    /// What TestPlan::body or bodyFile says. ErrorCode::FileFailed with a sentence.
    [[nodiscard]] static Result<RequestBody> of(const TestPlan& plan);

    RequestBody() = default;

    RequestBody(RequestBody&& other) noexcept { *this = std::move(other); }

    RequestBody& operator=(RequestBody&& other) noexcept {
        std::swap(m_text, other.m_text);
        std::swap(m_mapped, other.m_mapped);
        return *this;
    }

    RequestBody(const RequestBody&) = delete;
    RequestBody& operator=(const RequestBody&) = delete;
    ~RequestBody();

    /// Valid until this is moved or gone.
    [[nodiscard]] std::string_view bytes() const { return m_mapped.empty() ? m_text : m_mapped; }

private:
    [[nodiscard]] bool readFrom(int file);
    [[nodiscard]] bool map(int file, std::size_t size);

    std::string m_text;
    std::string_view m_mapped;
};

} // namespace squall
