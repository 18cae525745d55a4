#include "ui/optionspanel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QStringList>

#include "core/base/quantity.h"
#include "ui/countedit.h"
#include "ui/fielderror.h"
#include "ui/foldbutton.h"
#include "ui/format.h"

namespace squall {

namespace {

QLabel* makeLabel(const QString& text, QWidget* buddy) {
    auto* const label = new QLabel(text, buddy->parentWidget());
    label->setBuddy(buddy);
    return label;
}

} // namespace

OptionsPanel::OptionsPanel(QWidget* parent)
    : QWidget(parent)
    , m_toggle(new FoldButton(this))
    , m_details(new QWidget(this))
    , m_connections(new CountEdit(1, maxConnections, m_details))
    , m_connectionsError(new FieldError(m_details))
    , m_method(new QComboBox(m_details))
    , m_timeout(new FieldEdit(m_details))
    , m_timeoutError(new FieldError(m_details))
    , m_keepAlive(new QCheckBox(tr("&Keep connections open between requests"), m_details)) {
    m_toggle->setObjectName(QStringLiteral("optionsToggle"));
    m_toggle->setAccessibleName(tr("Options"));
    makeFields();
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(m_toggle);
    rows->addWidget(m_details);
    setPlan(TestPlan{});
    connect(m_toggle, &FoldButton::toggled, this, &OptionsPanel::changed);
}

void OptionsPanel::makeFields() {
    m_connections->setObjectName(QStringLiteral("connectionsEdit"));
    m_connections->setAccessibleName(tr("Connections"));
    m_connections->setToolTip(tr("How many connections are open, each with one request in flight"));
    m_connectionsError->setObjectName(QStringLiteral("connectionsError"));
    m_method->setObjectName(QStringLiteral("methodBox"));
    m_method->setAccessibleName(tr("Method"));
    m_method->setMinimumHeight(m_connections->minimumHeight());
    for (const char* const method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        m_method->addItem(QString::fromLatin1(method));
    m_timeout->setObjectName(QStringLiteral("timeoutEdit"));
    m_timeout->setAccessibleName(tr("Timeout"));
    m_timeout->setToolTip(tr("How long an answer may take: 500 ms, 30 s, 2 m"));
    m_timeoutError->setObjectName(QStringLiteral("timeoutError"));
    m_keepAlive->setObjectName(QStringLiteral("keepAliveBox"));
    for (FieldEdit* const field : {static_cast<FieldEdit*>(m_connections), m_timeout}) {
        field->setFixedWidth(field->fontMetrics().horizontalAdvance(QStringLiteral("0 000 000")) +
                             48);
        connect(field, &FieldEdit::submitted, this, &OptionsPanel::submitted);
    }
    connect(m_connections, &FieldEdit::textChanged, this,
            [this] { emit edited(PlanField::Connections); });
    connect(m_timeout, &FieldEdit::textChanged, this, [this] { emit edited(PlanField::Timeout); });
    connect(m_method, &QComboBox::currentIndexChanged, this,
            [this] { emit edited(PlanField::Method); });
    connect(m_keepAlive, &QCheckBox::toggled, this, &OptionsPanel::changed);

    auto* const grid = new QGridLayout(m_details);
    grid->setContentsMargins(26, 0, 0, 4);
    grid->setHorizontalSpacing(10);
    grid->setVerticalSpacing(6);
    grid->addWidget(makeLabel(tr("&Connections:"), m_connections), 0, 0);
    grid->addWidget(m_connections, 0, 1);
    grid->addWidget(makeLabel(tr("&Method:"), m_method), 0, 2);
    grid->addWidget(m_method, 0, 3);
    grid->addWidget(makeLabel(tr("&Timeout:"), m_timeout), 0, 4);
    grid->addWidget(m_timeout, 0, 5);
    grid->setColumnStretch(6, 1);
    grid->addWidget(m_connectionsError, 1, 0, 1, 7);
    grid->addWidget(m_timeoutError, 2, 0, 1, 7);
    grid->addWidget(m_keepAlive, 3, 0, 1, 7);
}

void OptionsPanel::setPlan(const TestPlan& plan) {
    m_connections->setCount(plan.connections);
    setMethod(plan.method);
    m_timeout->setText(format::span(plan.timeout));
    m_keepAlive->setChecked(plan.keepAlive);
}

void OptionsPanel::setMethod(const std::string& method) {
    const QString name = QString::fromStdString(method);
    if (m_method->findText(name) < 0)
        m_method->addItem(name);
    m_method->setCurrentIndex(m_method->findText(name));
}

void OptionsPanel::readInto(TestPlan& plan, FieldProblems& problems) const {
    plan.method = m_method->currentText().toStdString();
    plan.keepAlive = m_keepAlive->isChecked();
    if (const auto connections = m_connections->count())
        plan.connections = static_cast<std::uint32_t>(*connections);
    else
        problems.emplace(PlanField::Connections, m_connections->problem());
    if (const auto time = timeout())
        plan.timeout = *time;
    else
        problems.emplace(PlanField::Timeout,
                         tr("Type a time such as 500 ms, 30 s or 2 m, at most %1.")
                             .arg(format::span(maxDuration)));
}

std::optional<Nanoseconds> OptionsPanel::timeout() const {
    std::string text = m_timeout->text().toStdString();
    std::erase_if(text, [](char c) { return c == ' '; });
    for (std::size_t at; (at = text.find("\u00a0")) != std::string::npos;)
        text.erase(at, 2);
    Result<Nanoseconds> parsed = parseDuration(text);
    if (!parsed)
        parsed = parseDuration(text + "s");
    if (!parsed || *parsed <= Nanoseconds{0} || *parsed > maxDuration)
        return std::nullopt;
    return *parsed;
}

void OptionsPanel::render(bool isEditable, const FieldProblems& problems) {
    const QString connectionsWords = wordsFor(problems, PlanField::Connections);
    const QString timeoutWords = wordsFor(problems, PlanField::Timeout);
    m_connections->setWrong(connectionsWords);
    m_connectionsError->setWords(connectionsWords);
    m_timeout->setWrong(timeoutWords);
    m_timeoutError->setWords(timeoutWords);
    for (QWidget* const field : fields().mid(1))
        field->setEnabled(isEditable);
    m_toggle->setText(tr("Options:  %1").arg(summary()));
    m_toggle->setAccessibleDescription(summary());
    m_details->setVisible(m_toggle->isChecked());
}

QString OptionsPanel::summary() const {
    const auto count = m_connections->count();
    QStringList parts = {m_method->currentText(),
                         count ? format::connections(*count) : tr("? connections"),
                         tr("as fast as possible"), QStringLiteral("HTTP/1.1")};
    if (!m_keepAlive->isChecked())
        parts << tr("a new connection each time");
    return parts.join(QStringLiteral(" · "));
}

bool OptionsPanel::focusField(PlanField field) {
    FieldEdit* target = nullptr;
    if (field == PlanField::Connections)
        target = m_connections;
    else if (field == PlanField::Timeout)
        target = m_timeout;
    if (target == nullptr)
        return false;
    m_toggle->setChecked(true);
    target->setFocus(Qt::ShortcutFocusReason);
    target->selectAll();
    return true;
}

QList<QWidget*> OptionsPanel::fields() const {
    return {m_toggle, m_connections, m_method, m_timeout, m_keepAlive};
}

} // namespace squall
