#include "ui/planpage.h"

#include <algorithm>

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QRegularExpression>

#include "ui/fieldedit.h"
#include "ui/fielderror.h"

namespace squall {

namespace {

constexpr int columnsAPlace = 3; ///< label, field, room between
constexpr int lastRow = 100;     ///< takes what height is left, unless a field can use it

QString errorName(QString name) {
    static const QRegularExpression lastWord(QStringLiteral("[A-Z][a-z]*$"));
    return name.remove(lastWord) + QStringLiteral("Error");
}

} // namespace

PlanPage::PlanPage(QWidget* parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this)) {
    m_grid->setContentsMargins(12, 10, 12, 8);
    m_grid->setHorizontalSpacing(10);
    m_grid->setVerticalSpacing(5);
    m_grid->setColumnStretch(1, 1);
    m_grid->setColumnMinimumWidth(2, 12);
    m_grid->setColumnStretch(columnsAPlace + 1, 1);
    m_grid->setRowStretch(lastRow, 1);
}

void PlanPage::place(QWidget* field, const QString& name, const QString& text,
                     std::optional<PlanField> planField, Width width) {
    if (width == Width::Whole)
        breakLine();
    const int row = m_place / 2 * 2;
    const int column = m_place % 2 * columnsAPlace;
    const int columns = width == Width::Whole ? columnsAPlace + 1 : 1;
    auto* const label = new QLabel(text, this);
    label->setBuddy(field);
    auto* const error = new FieldError(this);
    field->setObjectName(name);
    error->setObjectName(errorName(name));
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(QString(text).remove(QLatin1Char('&')).remove(QLatin1Char(':')));
    const bool isTall = qobject_cast<QAbstractScrollArea*>(field) != nullptr;
    const bool isNarrow = field->maximumWidth() < QWIDGETSIZE_MAX;
    m_grid->addWidget(label, row, column, isTall ? Qt::AlignTop : Qt::AlignVCenter);
    m_grid->addWidget(field, row, column + 1, 1, columns,
                      isNarrow ? Qt::AlignLeft | Qt::AlignVCenter : Qt::Alignment());
    m_grid->addWidget(error, row + 1, column + 1, 1, columns);
    const bool canGrow = isTall && field->maximumHeight() == QWIDGETSIZE_MAX;
    m_grid->setRowStretch(row, canGrow ? 100 : 0);
    if (canGrow)
        field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    m_rows.push_back({field, label, error, planField});
    m_place += width == Width::Whole ? 2 : 1;
    listen(field, planField);
}

void PlanPage::listen(QWidget* field, std::optional<PlanField> planField) {
    const auto tell = [this, planField] {
        if (planField)
            emit edited(*planField);
        else
            emit changed();
    };
    if (auto* const edit = qobject_cast<FieldEdit*>(field)) {
        connect(edit, &FieldEdit::textChanged, this, tell);
        connect(edit, &FieldEdit::submitted, this, &PlanPage::submitted);
    } else if (auto* const box = qobject_cast<QComboBox*>(field)) {
        connect(box, &QComboBox::currentTextChanged, this, tell);
    } else if (auto* const check = qobject_cast<QCheckBox*>(field)) {
        connect(check, &QCheckBox::toggled, this, tell);
    } else if (auto* const text = qobject_cast<QPlainTextEdit*>(field)) {
        connect(text, &QPlainTextEdit::textChanged, this, tell);
    }
}

void PlanPage::setShown(QWidget* field, bool isShown) {
    const auto row = std::ranges::find(m_rows, field, &Row::field);
    row->isShown = isShown;
    row->field->setVisible(isShown);
    row->label->setVisible(isShown);
}

void PlanPage::makeNarrow(QWidget* field) {
    field->setFixedWidth(field->fontMetrics().horizontalAdvance(QStringLiteral("0 000 000 000")) +
                         48);
}

void PlanPage::render(bool isEditable, const FieldProblems& problems) {
    for (const Row& row : m_rows) {
        row.field->setEnabled(isEditable);
        const bool canBeWrong = row.planField && row.isShown;
        const QString words = canBeWrong ? wordsFor(problems, *row.planField) : QString();
        row.error->setWords(words);
        if (auto* const edit = qobject_cast<FieldEdit*>(row.field))
            edit->setWrong(words);
        else if (row.planField)
            row.field->setAccessibleDescription(words);
    }
}

bool PlanPage::has(PlanField field) const {
    return std::ranges::any_of(
        m_rows, [field](const Row& row) { return row.isShown && row.planField == field; });
}

bool PlanPage::focusField(PlanField field) {
    const auto row = std::ranges::find_if(m_rows, [field](const Row& candidate) {
        return candidate.isShown && candidate.planField == field;
    });
    if (row == m_rows.end())
        return false;
    row->field->setFocus(Qt::ShortcutFocusReason);
    if (auto* const edit = qobject_cast<FieldEdit*>(row->field))
        edit->selectAll();
    return true;
}

QList<QWidget*> PlanPage::fields() const {
    QList<QWidget*> list;
    for (const Row& row : m_rows) {
        if (row.field->focusPolicy() != Qt::NoFocus)
            list << row.field;
    }
    return list;
}

} // namespace squall
