#include "ui/requestpage.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFontDatabase>
#include <QPlainTextEdit>

#include "ui/countedit.h"
#include "ui/fieldlist.h"

namespace squall {

RequestPage::RequestPage(QWidget* parent)
    : PlanPage(parent)
    , m_method(new QComboBox(this))
    , m_http(new QComboBox(this))
    , m_streams(new CountEdit(1, maxStreams, this))
    , m_statuses(new FieldEdit(this))
    , m_bodyText(new FieldEdit(this))
    , m_label(new FieldEdit(this))
    , m_json(new QPlainTextEdit(this))
    , m_follow(new QCheckBox(tr("Follow redirects"), this))
    , m_cookies(new QCheckBox(tr("Keep cookies"), this))
    , m_expectContinue(new QCheckBox(tr("Ask before sending a body"), this)) {
    for (const char* const method : {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
        m_method->addItem(QString::fromLatin1(method));
    m_method->setEditable(true);
    m_method->setInsertPolicy(QComboBox::NoInsert);
    m_http->addItems(
        {tr("as TLS agrees on"), QStringLiteral("HTTP/1.1"), QStringLiteral("HTTP/2")});
    m_http->setToolTip(tr("Without TLS that is HTTP/1.1; HTTP/2 there is by prior knowledge."));
    m_streams->setToolTip(tr("HTTP/2: requests in flight on each connection"));
    m_statuses->setToolTip(tr("Statuses that count as good: 200-299, 404"));
    m_bodyText->setToolTip(tr("Text that an answer must hold to count as good"));
    m_follow->setToolTip(tr("Up to 10, as part of the request: to the same host, to an address in "
                            "numbers or to a name with a given address. Credentials go to the "
                            "same server alone."));
    m_cookies->setToolTip(tr("Each connection is a user, who sends back the cookies that it is "
                             "given, to the same host alone."));
    m_expectContinue->setToolTip(tr("Expect: 100-continue. A body waits for the server to ask for "
                                    "it, for one second at most, and is not sent behind another "
                                    "answer. HTTP/1.1 alone."));
    m_label->setToolTip(tr("A name for the run, in its result and in the history"));
    m_json->setToolTip(tr("Values in a JSON body that an answer must have to count as good, a line "
                          "each: where it stands (RFC 6901) and what it is"));
    m_json->setPlaceholderText(QStringLiteral("/user/id=7\n/status=ok"));
    m_json->setTabChangesFocus(true);
    m_json->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_json->setFixedHeight(2 * m_json->fontMetrics().lineSpacing() + 14);
    makeNarrow(m_streams);
    place(m_method, QStringLiteral("methodBox"), tr("&Method:"), PlanField::Method);
    place(m_http, QStringLiteral("httpBox"), tr("Version:"));
    place(m_streams, QStringLiteral("streamsEdit"), tr("Streams:"), PlanField::Streams);
    place(m_statuses, QStringLiteral("statusesEdit"), tr("Good statuses:"),
          PlanField::Expectations);
    place(m_bodyText, QStringLiteral("bodyTextEdit"), tr("Body holds:"));
    place(m_label, QStringLiteral("labelEdit"), tr("Label:"));
    place(m_follow, QStringLiteral("followRedirectsBox"), QString(), PlanField::Follow);
    place(m_cookies, QStringLiteral("cookiesBox"), QString());
    place(m_expectContinue, QStringLiteral("expectContinueBox"), QString(),
          PlanField::ExpectContinue);
    place(m_json, QStringLiteral("jsonEdit"), tr("JSON holds:"), PlanField::ExpectedJson,
          Width::Whole);
    setPlan(TestPlan{});
}

void RequestPage::setPlan(const TestPlan& plan) {
    m_method->setCurrentText(QString::fromStdString(plan.method));
    m_http->setCurrentIndex(static_cast<int>(plan.http));
    m_streams->setCount(plan.streams);
    m_statuses->setText(QString::fromStdString(statusRangesText(plan.expectations.statuses)));
    m_bodyText->setText(QString::fromStdString(plan.expectations.bodyText));
    m_label->setText(QString::fromStdString(plan.label));
    m_json->setPlainText(
        listText(plan.expectations.json, &jsonExpectationText, QStringLiteral("\n")));
    m_follow->setChecked(plan.follow > 0);
    m_mostRedirects = plan.follow > 0 ? plan.follow : maxFollow;
    m_cookies->setChecked(plan.cookies);
    m_expectContinue->setChecked(plan.expectContinue);
}

void RequestPage::readInto(TestPlan& plan, FieldProblems& problems) const {
    plan.method = m_method->currentText().trimmed().toStdString();
    plan.http = static_cast<HttpVersion>(m_http->currentIndex());
    if (const auto streams = m_streams->count())
        plan.streams = static_cast<std::uint32_t>(*streams);
    else
        problems.emplace(PlanField::Streams, m_streams->problem());
    readExpectations(plan, problems);
    plan.label = m_label->text().trimmed().toStdString();
    plan.follow = m_follow->isChecked() ? m_mostRedirects : 0;
    plan.cookies = m_cookies->isChecked();
    plan.expectContinue = m_expectContinue->isChecked();
}

void RequestPage::readExpectations(TestPlan& plan, FieldProblems& problems) const {
    const QString statuses = m_statuses->text().remove(QLatin1Char(' '));
    if (auto ranges = parseStatusRanges(statuses.toStdString()))
        plan.expectations.statuses = std::move(*ranges);
    else
        problems.emplace(PlanField::Expectations,
                         tr("Type statuses from 200 on, such as 200-299, 404."));
    plan.expectations.bodyText = m_bodyText->text().toStdString();
    readList(m_json->toPlainText(), &parseJsonExpectation, plan.expectations.json,
             PlanField::ExpectedJson, problems, QLatin1Char('\n'));
}

QStringList RequestPage::summary() const {
    QStringList parts = {m_method->currentText().trimmed()};
    if (m_follow->isChecked())
        parts << tr("follows redirects");
    if (m_cookies->isChecked())
        parts << tr("keeps cookies");
    if (m_expectContinue->isChecked())
        parts << tr("asks before a body");
    return parts;
}

QString RequestPage::version() const {
    TestPlan plan;
    plan.http = static_cast<HttpVersion>(m_http->currentIndex());
    plan.expectContinue = m_expectContinue->isChecked();
    const HttpVersion http = httpToSpeak(plan);
    return http == HttpVersion::Auto ? tr("HTTP/1.1 or 2")
                                     : m_http->itemText(static_cast<int>(http));
}

} // namespace squall
