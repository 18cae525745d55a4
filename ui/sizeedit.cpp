#include "ui/sizeedit.h"

#include "core/base/quantity.h"

namespace squall {

SizeEdit::SizeEdit(QWidget* parent)
    : FieldEdit(parent) {}

void SizeEdit::setBytes(std::uint64_t bytes) {
    setText(QString::fromStdString(sizeText(bytes, "\u00a0")));
}

std::optional<std::uint64_t> SizeEdit::bytes() const {
    const auto read = parseSize(text().replace(QChar(0x00a0), QLatin1Char(' ')).toStdString());
    return read ? std::optional(*read) : std::nullopt;
}

QString SizeEdit::problem() const {
    return bytes() ? QString() : tr("Type a size such as 500 kB, 64 MiB or 1 GB.");
}

} // namespace squall
