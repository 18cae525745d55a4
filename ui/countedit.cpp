#include "ui/countedit.h"

#include "core/base/quantity.h"
#include "ui/format.h"

namespace squall {

CountEdit::CountEdit(std::uint64_t least, std::uint64_t most, QWidget* parent)
    : FieldEdit(parent)
    , m_least(least)
    , m_most(most) {
    setInputMethodHints(Qt::ImhPreferNumbers);
}

void CountEdit::setCount(std::uint64_t count) {
    setText(format::count(count));
}

std::optional<std::uint64_t> CountEdit::count() const {
    const auto value = parseCount(text().toStdString());
    if (!value || *value < m_least || *value > m_most)
        return std::nullopt;
    return *value;
}

QString CountEdit::problem() const {
    if (count())
        return {};
    if (text().trimmed().isEmpty())
        return tr("Type a number, such as 10 000.");
    if (parseCount(text().toStdString()))
        return tr("Type a number from %1 to %2.")
            .arg(format::count(m_least), format::count(m_most));
    return tr("“%1” is not a whole number such as 10000, 10 000, 10k or 1e6.")
        .arg(format::visible(text()));
}

} // namespace squall
