#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/error.h"

class QSaveFile;

namespace squall {

/// A file that its owner alone may read, since it holds requests or answers. It takes its name only
/// when it is whole; until then, and after a failure, what had that name stays as it was. Errors
/// are ErrorCode::FileFailed with a sentence that names the file.
class PrivateFile final {
public:
    /// So that a wrong path is told before there is anything to write.
    [[nodiscard]] static Result<PrivateFile> open(const std::string& path);

    PrivateFile(PrivateFile&& other) noexcept;
    PrivateFile& operator=(PrivateFile&& other) noexcept;
    ~PrivateFile();

    /// Once.
    [[nodiscard]] Result<> write(std::string_view content);

private:
    explicit PrivateFile(std::unique_ptr<QSaveFile> file);

    std::unique_ptr<QSaveFile> m_file;
};

} // namespace squall
