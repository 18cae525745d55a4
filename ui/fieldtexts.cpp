#include "ui/fieldtexts.h"

#include <QComboBox>
#include <QPlainTextEdit>

#include "core/base/quantity.h"
#include "ui/fieldedit.h"

namespace squall {

namespace {

/// Calls `use` with every field of that type and what is kept of it, if anything is.
template <typename Field, typename Kept, typename Use>
void forKept(const QWidget& form, const std::map<QString, Kept>& kept, Use use) {
    for (Field* const field : form.findChildren<Field*>()) {
        if (const auto found = kept.find(field->objectName()); found != kept.end())
            use(field, found->second);
    }
}

} // namespace

bool isSameNumber(const QString& one, const QString& other) {
    const auto first = parseCount(one.toStdString());
    const auto second = parseCount(other.toStdString());
    return first && second && *first == *second;
}

FieldTexts FieldTexts::of(const QWidget& form) {
    FieldTexts kept;
    for (const QComboBox* const box : form.findChildren<QComboBox*>()) {
        if (!box->isEditable())
            kept.m_choices[box->objectName()] = box->currentIndex();
    }
    for (const FieldEdit* const edit : form.findChildren<FieldEdit*>())
        kept.m_texts[edit->objectName()] = edit->text();
    for (const QPlainTextEdit* const edit : form.findChildren<QPlainTextEdit*>())
        kept.m_texts[edit->objectName()] = edit->toPlainText();
    return kept;
}

void FieldTexts::putBack(const QWidget& form) const {
    forKept<QComboBox>(form, m_choices,
                       [](QComboBox* box, int choice) { box->setCurrentIndex(choice); });
    forKept<FieldEdit>(form, m_texts, [](FieldEdit* edit, const QString& text) {
        if (edit->text() != text && !isSameNumber(edit->text(), text))
            edit->setText(text);
    });
    forKept<QPlainTextEdit>(form, m_texts, [](QPlainTextEdit* edit, const QString& text) {
        if (edit->toPlainText() != text)
            edit->setPlainText(text);
    });
}

} // namespace squall
