#include "ui/bodypage.h"

#include <QFileInfo>
#include <QPlainTextEdit>

#include "ui/fileedit.h"
#include "ui/format.h"
#include "ui/theme.h"

namespace squall {

BodyPage::BodyPage(QWidget* parent)
    : PlanPage(parent)
    , m_text(new QPlainTextEdit(this))
    , m_file(new FileEdit(tr("Choose a file with the body"), {}, this)) {
    m_text->setTabChangesFocus(true);
    m_text->setFont(theme::fixedWidth(font()));
    m_text->setMinimumHeight(3 * m_text->fontMetrics().height() + 14);
    m_text->setPlaceholderText(QStringLiteral("{\"key\": \"value\"}"));
    m_file->setToolTip(tr("In the place of the text; read when the run starts"));
    place(m_text, QStringLiteral("bodyEdit"), tr("Text:"), {}, Width::Whole);
    place(m_file, QStringLiteral("bodyFileEdit"), tr("Or a file:"), PlanField::Body, Width::Whole);
}

void BodyPage::setPlan(const TestPlan& plan) {
    m_body = plan.body;
    m_text->setPlainText(QString::fromStdString(plan.body));
    m_file->setText(QString::fromStdString(plan.bodyFile));
}

std::string BodyPage::body() const {
    const QString text = m_text->toPlainText();
    return text == QString::fromStdString(m_body) ? m_body : text.toStdString();
}

void BodyPage::readInto(TestPlan& plan, FieldProblems& problems) const {
    plan.bodyFile = m_file->path();
    plan.body = plan.bodyFile.empty() ? body() : std::string();
    if (const QString words = m_file->problem(); !words.isEmpty())
        problems.emplace(PlanField::Body, words);
}

QStringList BodyPage::summary() const {
    if (const QFileInfo file(QString::fromStdString(m_file->path())); !m_file->path().empty())
        return {tr("body from %1").arg(file.fileName())};
    if (const std::string text = body(); !text.empty())
        return {tr("body %1").arg(format::bytes(text.size()))};
    return {};
}

void BodyPage::render(bool isEditable, const FieldProblems& problems) {
    PlanPage::render(isEditable, problems);
    m_text->setEnabled(isEditable && m_file->path().empty());
}

} // namespace squall
