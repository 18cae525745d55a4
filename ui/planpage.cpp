#include "ui/planpage.h"

#include <algorithm>
#include <utility>

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

/// What a field shows may be longer than it is, but some letters are to be seen.
void giveWay(QWidget* field) {
    constexpr int letters = 15;
    if (auto* const box = qobject_cast<QComboBox*>(field)) {
        box->setMinimumContentsLength(letters);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    } else if (qobject_cast<FieldEdit*>(field) != nullptr && field->minimumWidth() == 0) {
        field->setMinimumWidth(letters * field->fontMetrics().averageCharWidth());
    }
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
    auto* const label = new QLabel(text, this);
    label->setBuddy(field);
    auto* const error = new FieldError(this);
    field->setObjectName(name);
    error->setObjectName(errorName(name));
    if (field->accessibleName().isEmpty())
        field->setAccessibleName(QString(text).remove(QLatin1Char('&')).remove(QLatin1Char(':')));
    giveWay(field);
    m_rows.push_back({.field = field,
                      .label = label,
                      .error = error,
                      .planField = planField,
                      .isWhole = width == Width::Whole,
                      .beginsLine = std::exchange(m_breaksLine, false)});
    put(m_rows.back());
    listen(field, planField);
}

void PlanPage::put(const Row& row) {
    const bool isWhole = row.isWhole || m_isSingle;
    if (isWhole || row.beginsLine)
        m_place += m_place % 2;
    const int line = m_place / 2 * 2;
    const int column = m_place % 2 * columnsAPlace;
    const int columns = isWhole ? columnsAPlace + 1 : 1;
    m_place += isWhole ? 2 : 1;
    const bool isTall = qobject_cast<QAbstractScrollArea*>(row.field) != nullptr;
    const bool isNarrow = row.field->maximumWidth() < QWIDGETSIZE_MAX;
    const bool canGrow = isTall && row.field->maximumHeight() == QWIDGETSIZE_MAX;
    m_grid->addWidget(row.error, line + 1, column + 1, 1, columns);
    m_grid->setRowStretch(line, canGrow ? 100 : 0);
    if (canGrow)
        row.field->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    if (qobject_cast<QCheckBox*>(row.field) != nullptr) {
        row.label->hide();
        m_grid->addWidget(row.field, line, column, 1, columns + 1);
        return;
    }
    m_grid->addWidget(row.label, line, column, isTall ? Qt::AlignTop : Qt::AlignVCenter);
    m_grid->addWidget(row.field, line, column + 1, 1, columns,
                      isNarrow ? Qt::AlignLeft | Qt::AlignVCenter : Qt::Alignment());
}

/// One field below the other where two would cut each other's words off.
void PlanPage::fit() {
    if (!m_isSingle)
        m_widthOfTwo = m_grid->minimumSize().width();
    const bool isSingle = width() < m_widthOfTwo;
    if (isSingle == m_isSingle)
        return;
    m_isSingle = isSingle;
    for (int line = 0; line < lastRow; ++line)
        m_grid->setRowStretch(line, 0);
    for (const Row& row : m_rows) {
        for (QWidget* const widget :
             {row.field, static_cast<QWidget*>(row.label), static_cast<QWidget*>(row.error)})
            m_grid->removeWidget(widget);
    }
    m_place = 0;
    for (const Row& row : m_rows)
        put(row);
}

void PlanPage::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fit();
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
    row->label->setVisible(isShown && qobject_cast<QCheckBox*>(field) == nullptr);
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
    fit();
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
