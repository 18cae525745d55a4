#include "core/plan/requestbody.h"

#include <array>
#include <cerrno>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "core/base/uniquefd.h"
#include "core/http/url.h"

namespace squall {

namespace {

/// Of what is read: a device has no end.
constexpr std::size_t mostRead = std::size_t{512} << 20;

/// Only the kernel looks at the body. Whoever else touched a page of a file that has become shorter
/// would be ended by SIGBUS.
bool isSentAsItIs(const TestPlan& plan) {
    const auto url = parseUrl(plan.url);
    return url && !url->isTls && plan.http != HttpVersion::Http2 && plan.follow == 0;
}

} // namespace

Result<RequestBody> RequestBody::of(const TestPlan& plan) {
    RequestBody body;
    body.m_text = plan.body;
    if (plan.bodyFile.empty())
        return body;
    const UniqueFd file(open(plan.bodyFile.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat facts{};
    bool isThere = file.isOpen() && fstat(file.get(), &facts) == 0;
    const auto size = static_cast<std::size_t>(facts.st_size);
    const bool isToMap =
        isThere && S_ISREG(facts.st_mode) && size > largestCopiedBody && isSentAsItIs(plan);
    isThere = isThere && (isToMap ? body.map(file.get(), size) : body.readFrom(file.get()));
    if (!isThere)
        return fail(ErrorCode::FileFailed, "cannot read \"" + plan.bodyFile + "\"");
    if (body.m_text.size() > mostRead)
        return fail(ErrorCode::FileFailed, "cannot read \"" + plan.bodyFile +
                                               "\": it is longer than 512 MiB, the most that is "
                                               "copied");
    return body;
}

RequestBody::~RequestBody() {
    if (!m_mapped.empty())
        munmap(const_cast<char*>(m_mapped.data()), m_mapped.size());
}

bool RequestBody::readFrom(int file) {
    std::array<char, 65536> piece;
    m_text.clear();
    while (m_text.size() <= mostRead) {
        const ssize_t got = read(file, piece.data(), piece.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return got == 0;
        m_text.append(piece.data(), static_cast<std::size_t>(got));
    }
    return true;
}

bool RequestBody::map(int file, std::size_t size) {
    void* const pages = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
    if (pages == MAP_FAILED)
        return false;
    m_mapped = {static_cast<const char*>(pages), size};
    return true;
}

} // namespace squall
