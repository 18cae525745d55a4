#include "ui/samplespanel.h"

#include <QScrollArea>
#include <QStringList>
#include <QVBoxLayout>

#include "ui/copytable.h"
#include "ui/emptypage.h"
#include "ui/exchangeview.h"
#include "ui/format.h"
#include "ui/scrollpage.h"

namespace squall {

SamplesPanel::SamplesPanel(QWidget* parent)
    : QStackedWidget(parent)
    , m_empty(new EmptyPage(this))
    , m_page(new QWidget(this))
    , m_table(new CopyTable(
          {tr("Status"), tr("At"), tr("Response"), tr("Waited"), tr("First byte"), tr("Transfer")},
          m_page))
    , m_exchange(new ExchangeView(m_page)) {
    setObjectName(QStringLiteral("samplesPanel"));
    m_table->setObjectName(QStringLiteral("sampleList"));
    m_table->setAccessibleName(tr("The slowest good requests"));
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setLeastRows(2);
    auto* const rows = new QVBoxLayout(m_page);
    rows->setContentsMargins(2, 12, 2, 4);
    rows->addWidget(m_table, 1);
    rows->addWidget(m_exchange, 1);
    addWidget(m_empty);
    QScrollArea* const area = makeScrollPage(m_page, this);
    area->setFocusPolicy(Qt::NoFocus); // what is in there takes it
    addWidget(area);
    connect(m_empty, &EmptyPage::activated, this, &SamplesPanel::submitAsked);
    connect(m_table, &CopyTable::itemSelectionChanged, this, &SamplesPanel::showChosen);
}

void SamplesPanel::render(const RunView& view) {
    if (view.result == nullptr || view.result->examples.slowest().empty()) {
        m_empty->setWords(
            tr("The slowest good requests of a run are shown here when it has ended."),
            view.isActive() ? QString() : tr("Submit"));
        setCurrentWidget(m_empty);
        return;
    }
    setCurrentIndex(1);
    if (m_shownId == view.result->id)
        return;
    m_shownId = view.result->id;
    m_samples = view.result->examples.slowest();
    renderSamples();
}

void SamplesPanel::renderSamples() {
    const auto time = [](Nanoseconds value) {
        return TableCell(format::duration(value), static_cast<double>(value.count()));
    };
    QList<QList<TableCell>> rows;
    for (const Exchange& sample : m_samples)
        rows << QList<TableCell>{{QString::number(sample.status), double(sample.status)},
                                 time(sample.at),
                                 time(sample.response()),
                                 time(sample.waited),
                                 time(sample.firstByte),
                                 time(sample.transfer)};
    m_table->setRows(rows);
    m_table->selectRow(0);
    showChosen();
}

void SamplesPanel::showChosen() {
    const auto row =
        static_cast<std::size_t>(m_table->givenRow(std::max(m_table->currentRow(), 0)));
    m_exchange->show(row < m_samples.size() ? &m_samples[row] : nullptr, {});
}

} // namespace squall
