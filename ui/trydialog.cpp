#include "ui/trydialog.h"

#include <algorithm>

#include <QDialogButtonBox>
#include <QLabel>
#include <QPlainTextEdit>
#include <QStringList>
#include <QTabWidget>
#include <QVBoxLayout>

#include "core/run/tryonce.h"
#include "ui/failurewords.h"
#include "ui/format.h"
#include "ui/sentences.h"
#include "ui/theme.h"
#include "ui/waterfall.h"

namespace squall {

namespace {

/// A field of text takes seconds for more.
constexpr std::size_t bodyShown = 1'000'000;

QLabel* makeWords(QWidget* parent, const QString& name) {
    auto* const label = new QLabel(parent);
    label->setObjectName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

TryDialog::TryDialog(const TestPlan& plan, QWidget* parent)
    : QDialog(parent)
    , m_once(new TryOnce(plan, this))
    , m_words(makeWords(this, QStringLiteral("tryWords")))
    , m_peer(makeWords(this, QStringLiteral("tryPeer")))
    , m_phases(new Waterfall(this))
    , m_tabs(new QTabWidget(this))
    , m_head(addText(QStringLiteral("tryHead"), tr("Answer")))
    , m_body(addText(QStringLiteral("tryBody"), tr("Body")))
    , m_request(addText(QStringLiteral("tryRequest"), tr("Request")))
    , m_certificates(addText(QStringLiteral("tryCertificates"), tr("Certificates"))) {
    setObjectName(QStringLiteral("tryDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Try Once"));
    m_tabs->setTabVisible(m_tabs->indexOf(m_certificates), false);
    m_phases->setObjectName(QStringLiteral("tryPhases"));
    m_words->setFont(theme::scaled(font(), 1.15, QFont::DemiBold));
    m_words->setText(tr("Waiting for the answer…"));
    auto* const buttons = new QDialogButtonBox(this);
    buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    auto* const rows = new QVBoxLayout(this);
    rows->addWidget(m_words);
    rows->addWidget(m_peer);
    rows->addWidget(m_phases);
    rows->addWidget(m_tabs, 1);
    rows->addWidget(buttons);
    resize(680, 520);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_once, &TryOnce::ended, this, &TryDialog::showOutcome);
    m_once->start();
}

QPlainTextEdit* TryDialog::addText(const QString& name, const QString& title) {
    auto* const text = new QPlainTextEdit(this);
    text->setObjectName(name);
    text->setAccessibleName(title);
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFont(theme::fixedWidth(font()));
    m_tabs->addTab(text, title);
    return text;
}

void TryDialog::showOutcome() {
    if (const Trial* const trial = m_once->trial())
        return showTrial(*trial);
    if (!m_once->error())
        return;
    const format::Explanation words = format::explain(*m_once->error());
    m_words->setText(words.cause);
    theme::setWordsColor(m_words, theme::badWords(palette()));
    m_peer->setText(words.remedy);
    m_tabs->hide();
    adjustSize();
}

void TryDialog::showTrial(const Trial& trial) {
    const Exchange& exchange = trial.exchange;
    const QString what =
        exchange.failure ? wordsFor(*exchange.failure).what : tr("Status %1").arg(exchange.status);
    m_words->setText(tr("%1 in %2").arg(what, format::duration(exchange.response())));
    theme::setWordsColor(m_words, exchange.failure ? theme::badWords(palette())
                                                   : palette().color(QPalette::WindowText));
    QStringList peer = {QString::fromStdString(trial.peer.address)};
    if (!trial.peer.proxy.empty())
        peer << tr("through the proxy %1")
                    .arg(format::visible(QString::fromStdString(trial.peer.proxy)));
    if (!trial.peer.tls.version.empty())
        peer << sentences::tlsFacts(trial.peer.tls);
    m_peer->setText(peer.join(QStringLiteral(" · ")));
    m_phases->setPhases({{tr("Name lookup"), trial.nameLookup},
                         {tr("Connect"), trial.connect},
                         {tr("TLS"), trial.handshake},
                         {tr("First byte"), exchange.firstByte},
                         {tr("Transfer"), exchange.transfer}});
    m_head->setPlainText(exchange.head.empty() ? tr("No byte of an answer came.")
                                               : format::visibleLines(exchange.head));
    m_body->setPlainText(format::visibleLines(trial.body.bytes.substr(0, bodyShown)));
    m_certificates->setPlainText(sentences::certificates(trial.peer.tls));
    m_tabs->setTabVisible(m_tabs->indexOf(m_certificates), !trial.peer.tls.chain.empty());
    m_request->setPlainText(format::visibleLines(trial.request));
    const std::size_t size = std::min(trial.body.bytes.size(), bodyShown);
    const bool isWhole = trial.body.isWhole && size == trial.body.bytes.size();
    m_tabs->setTabText(
        m_tabs->indexOf(m_body),
        (isWhole ? tr("Body (%1)") : tr("Body (the first %1)")).arg(format::bytes(size)));
}

} // namespace squall
