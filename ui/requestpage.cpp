#include "ui/requestpage.h"

#include <QComboBox>

#include "ui/fieldedit.h"

namespace squall {

RequestPage::RequestPage(QWidget* parent)
    : PlanPage(parent)
    , m_method(new QComboBox(this))
    , m_label(new FieldEdit(this)) {
    for (const char* const method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        m_method->addItem(QString::fromLatin1(method));
    m_method->setEditable(true);
    m_method->setInsertPolicy(QComboBox::NoInsert);
    m_label->setToolTip(tr("A name for the run, in its result and in the history"));
    place(m_method, QStringLiteral("methodBox"), tr("&Method:"), PlanField::Method);
    place(m_label, QStringLiteral("labelEdit"), tr("Label:"));
    setPlan(TestPlan{});
}

void RequestPage::setPlan(const TestPlan& plan) {
    m_method->setCurrentText(QString::fromStdString(plan.method));
    m_label->setText(QString::fromStdString(plan.label));
}

void RequestPage::readInto(TestPlan& plan, FieldProblems&) const {
    plan.method = m_method->currentText().trimmed().toStdString();
    plan.label = m_label->text().trimmed().toStdString();
}

QStringList RequestPage::summary() const {
    return {m_method->currentText().trimmed()};
}

} // namespace squall
