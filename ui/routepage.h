#pragma once

#include "ui/planpage.h"

class QComboBox;

namespace squall {

class FieldEdit;
class FileEdit;

/// How connections reach their target, where that is not simply its address.
class RoutePage final : public PlanPage {
    Q_OBJECT

public:
    explicit RoutePage(QWidget* parent = nullptr);

    void setPlan(const TestPlan& plan) override;
    void readInto(TestPlan& plan, FieldProblems& problems) const override;
    [[nodiscard]] QStringList summary() const override;
    void render(bool isEditable, const FieldProblems& problems) override;

private:
    /// In the order of the choice.
    enum class ProxyOf { System, Nobody, Plan };

    [[nodiscard]] ProxyOf proxyOf() const;

    QComboBox* const m_proxyOf;
    FieldEdit* const m_proxy;
    FileEdit* const m_unixSocket;
    FieldEdit* const m_connectTo;
    FieldEdit* const m_resolve;
    QComboBox* const m_family; ///< in the order of AddressFamily
};

} // namespace squall
