#pragma once

#include "ui/planpage.h"

class QCheckBox;
class QComboBox;
class QPlainTextEdit;

namespace squall {

class CountEdit;
class FieldEdit;

/// What is asked and how: method and version of HTTP; what counts as a good answer; the user's word
/// for the run.
class RequestPage final : public PlanPage {
    Q_OBJECT

public:
    explicit RequestPage(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan) override;
    void readInto(TestPlan& plan, FieldProblems& problems) const override;
    [[nodiscard]] QStringList summary() const override;

    /// "HTTP/2".
    [[nodiscard]] QString version() const;

private:
    void readExpectations(TestPlan& plan, FieldProblems& problems) const;

    QComboBox* const m_method;
    QComboBox* const m_http; ///< in the order of HttpVersion
    CountEdit* const m_streams;
    FieldEdit* const m_statuses;
    FieldEdit* const m_bodyText;
    FieldEdit* const m_label;
    QPlainTextEdit* const m_json; ///< an expectation a line
    QCheckBox* const m_follow;
    QCheckBox* const m_cookies;
    QCheckBox* const m_expectContinue;
    std::uint32_t m_mostRedirects = maxFollow; ///< where they are followed
};

} // namespace squall
