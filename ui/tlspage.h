#pragma once

#include "ui/planpage.h"

class QCheckBox;
class QComboBox;

namespace squall {

class FieldEdit;
class FileEdit;

/// How https connections are made.
class TlsPage final : public PlanPage {
    Q_OBJECT

public:
    explicit TlsPage(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan) override;
    void readInto(TestPlan& plan, FieldProblems& problems) const override;
    [[nodiscard]] QStringList summary() const override;

    /// Any certificate will do.
    [[nodiscard]] bool isInsecure() const;

private:
    FileEdit* const m_caFile;
    FieldEdit* const m_serverName;
    FileEdit* const m_certificate;
    FileEdit* const m_key;
    FieldEdit* const m_passphrase;
    QComboBox* const m_minVersion;
    QCheckBox* const m_insecure;
};

} // namespace squall
