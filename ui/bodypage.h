#pragma once

#include <string>

#include "ui/planpage.h"

class QPlainTextEdit;

namespace squall {

class FileEdit;

/// The body of every request: what is typed, or what a file holds when the run starts.
class BodyPage final : public PlanPage {
    Q_OBJECT

public:
    explicit BodyPage(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan) override;
    void readInto(TestPlan& plan, FieldProblems& problems) const override;
    [[nodiscard]] QStringList summary() const override;
    void render(bool isEditable, const FieldProblems& problems) override;

private:
    [[nodiscard]] std::string body() const;

    QPlainTextEdit* const m_text;
    FileEdit* const m_file;
    std::string m_body; ///< as the plan had it: the field cannot show every byte
};

} // namespace squall
