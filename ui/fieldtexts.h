#pragma once

#include <map>

#include <QString>

class QWidget;

namespace squall {

/// The same number, written for readers of one language or another.
[[nodiscard]] bool isSameNumber(const QString& one, const QString& other);

/// What stands in the fields of a form, right or wrong, as it was typed and chosen: for a form that
/// is made anew with the same object names. GUI thread.
class FieldTexts final {
public:
    [[nodiscard]] static FieldTexts of(const QWidget& form);

    /// Numbers that can be read stay as `form` writes them.
    void putBack(const QWidget& form) const;

private:
    std::map<QString, int> m_choices;
    std::map<QString, QString> m_texts;
};

} // namespace squall
