#include "core/run/privatefile.h"

#include <utility>

#include <QSaveFile>

namespace squall {

namespace {

std::unexpected<Error> faultOf(const QSaveFile& file) {
    return std::unexpected(
        Error{ErrorCode::FileFailed, "cannot write \"" + file.fileName().toStdString() +
                                         "\": " + file.errorString().toStdString()});
}

} // namespace

PrivateFile::PrivateFile(std::unique_ptr<QSaveFile> file)
    : m_file(std::move(file)) {}

PrivateFile::PrivateFile(PrivateFile&& other) noexcept = default;
PrivateFile& PrivateFile::operator=(PrivateFile&& other) noexcept = default;
PrivateFile::~PrivateFile() = default;

Result<PrivateFile> PrivateFile::open(const std::string& path) {
    auto file = std::make_unique<QSaveFile>(QString::fromStdString(path));
    if (!file->open(QIODevice::WriteOnly))
        return faultOf(*file);
    file->setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    return PrivateFile(std::move(file));
}

// flush() by itself: commit() of Qt 6.4 takes no notice when what is still buffered cannot be
// written, and leaves an empty file behind.
Result<> PrivateFile::write(std::string_view content) {
    const auto size = static_cast<qint64>(content.size());
    if (m_file->write(content.data(), size) != size || !m_file->flush() || !m_file->commit()) {
        auto fault = faultOf(*m_file);
        m_file->cancelWriting();
        return fault;
    }
    return {};
}

} // namespace squall
