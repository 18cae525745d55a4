#include "ui/authpage.h"

#include <QComboBox>
#include <QLabel>

#include "core/plan/secrets.h"
#include "ui/fieldedit.h"

namespace squall {

AuthPage::AuthPage(QWidget* parent)
    : PlanPage(parent)
    , m_kind(new QComboBox(this))
    , m_user(new FieldEdit(this))
    , m_password(new FieldEdit(this))
    , m_token(new FieldEdit(this))
    , m_hint(new QLabel(tr("${NAME} is read from the environment when the run starts, and only "
                           "such references are saved."),
                        this)) {
    m_kind->addItems({tr("none"), tr("user and password"), tr("bearer token")});
    for (FieldEdit* const secret : {m_password, m_token}) {
        secret->setEchoMode(QLineEdit::PasswordEchoOnEdit);
        secret->setPlaceholderText(QStringLiteral("${NAME}"));
        connect(secret, &QLineEdit::textChanged, secret, [secret](const QString& text) {
            const bool isReference = text.startsWith(QStringLiteral("${"));
            secret->setEchoMode(isReference ? QLineEdit::Normal : QLineEdit::PasswordEchoOnEdit);
        });
    }
    m_hint->setTextFormat(Qt::PlainText);
    m_hint->setWordWrap(true);
    place(m_kind, QStringLiteral("authBox"), tr("Sign in as:"));
    breakLine();
    place(m_user, QStringLiteral("userEdit"), tr("User:"), PlanField::Auth);
    place(m_password, QStringLiteral("passwordEdit"), tr("Password:"));
    place(m_token, QStringLiteral("bearerEdit"), tr("Token:"), PlanField::Auth, Width::Whole);
    place(m_hint, QStringLiteral("authHint"), QString(), {}, Width::Whole);
}

AuthPage::Kind AuthPage::kind() const {
    return static_cast<Kind>(m_kind->currentIndex());
}

void AuthPage::setPlan(const TestPlan& plan) {
    // What was removed is to be typed again.
    const std::string user = plan.user == masked ? std::string() : plan.user;
    const std::string bearer = plan.bearer == masked ? std::string() : plan.bearer;
    const std::size_t colon = user.find(':');
    m_user->setText(QString::fromStdString(user.substr(0, colon)));
    m_password->setText(
        colon == std::string::npos ? QString() : QString::fromStdString(user.substr(colon + 1)));
    m_token->setText(QString::fromStdString(bearer));
    const Kind kind = !plan.bearer.empty() ? Kind::Bearer
                      : !plan.user.empty() ? Kind::User
                                           : Kind::None;
    m_kind->setCurrentIndex(static_cast<int>(kind));
}

void AuthPage::readInto(TestPlan& plan, FieldProblems& problems) const {
    plan.user.clear();
    plan.bearer.clear();
    if (kind() == Kind::User) {
        plan.user = m_user->text().toStdString();
        if (!m_password->text().isEmpty())
            plan.user += ':' + m_password->text().toStdString();
        if (m_user->text().trimmed().isEmpty())
            problems.emplace(PlanField::Auth, tr("Type the name of the user."));
        else if (m_user->text().contains(QLatin1Char(':')))
            problems.emplace(PlanField::Auth, tr("The name of a user has no colon."));
    } else if (kind() == Kind::Bearer) {
        plan.bearer = m_token->text().trimmed().toStdString();
        if (plan.bearer.empty())
            problems.emplace(PlanField::Auth, tr("Type the token."));
    }
}

QStringList AuthPage::summary() const {
    switch (kind()) {
    case Kind::None:
        break;
    case Kind::User:
        return {tr("user %1").arg(m_user->text().trimmed())};
    case Kind::Bearer:
        return {tr("bearer token")};
    }
    return {};
}

void AuthPage::render(bool isEditable, const FieldProblems& problems) {
    setShown(m_user, kind() == Kind::User);
    setShown(m_password, kind() == Kind::User);
    setShown(m_token, kind() == Kind::Bearer);
    setShown(m_hint, kind() != Kind::None);
    PlanPage::render(isEditable, problems);
}

} // namespace squall
