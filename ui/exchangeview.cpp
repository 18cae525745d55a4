#include "ui/exchangeview.h"

#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

#include "ui/failurewords.h"
#include "ui/format.h"
#include "ui/phasebar.h"
#include "ui/theme.h"

namespace squall {

namespace {

QString answerText(const Exchange& exchange) {
    if (exchange.head.empty())
        return ExchangeView::tr("No byte of an answer came.");
    return format::visibleLines(exchange.head) + QStringLiteral("\n\n") +
           format::visibleLines(exchange.body);
}

} // namespace

ExchangeView::ExchangeView(QWidget* parent)
    : QWidget(parent)
    , m_caption(new QLabel(this))
    , m_phases(new PhaseBar(this))
    , m_answer(new QPlainTextEdit(this)) {
    m_caption->setObjectName(QStringLiteral("exchangeCaption"));
    m_caption->setTextFormat(Qt::PlainText);
    m_caption->setWordWrap(true);
    m_answer->setObjectName(QStringLiteral("exchangeAnswer"));
    m_answer->setAccessibleName(tr("Answer of the server"));
    m_answer->setReadOnly(true);
    m_answer->setTabChangesFocus(true);
    m_answer->setFont(theme::fixedWidth(font()));
    m_answer->setMinimumHeight(5 * QFontMetrics(m_answer->font()).lineSpacing() + 12);
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 6, 0, 0);
    rows->setSpacing(6);
    rows->addWidget(m_caption);
    rows->addWidget(m_phases);
    rows->addWidget(m_answer, 1);
    show(nullptr, {});
}

void ExchangeView::show(const Exchange* exchange, const QString& instead) {
    m_phases->setVisible(exchange != nullptr);
    m_answer->setVisible(exchange != nullptr);
    if (exchange == nullptr) {
        m_caption->setText(instead);
        return;
    }
    m_phases->setPhases(exchange->waited, exchange->firstByte, exchange->transfer);
    const QString what = exchange->failure ? wordsFor(*exchange->failure).what
                                           : tr("status %1").arg(exchange->status);
    m_caption->setText(tr("At %1: %2, %3 in all: %4")
                           .arg(format::duration(exchange->at), what,
                                format::duration(exchange->response()), m_phases->words()));
    m_answer->setPlainText(answerText(*exchange));
}

} // namespace squall
