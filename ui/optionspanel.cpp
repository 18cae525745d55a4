#include "ui/optionspanel.h"

#include <algorithm>

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QScrollArea>
#include <QStringList>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "ui/authpage.h"
#include "ui/bodypage.h"
#include "ui/foldbutton.h"
#include "ui/headerspage.h"
#include "ui/limitspage.h"
#include "ui/loadpage.h"
#include "ui/requestpage.h"
#include "ui/routepage.h"
#include "ui/scrollpage.h"
#include "ui/theme.h"
#include "ui/tlspage.h"

namespace squall {

namespace {

constexpr int linesOfPage = 17; ///< with its tab; longer ones scroll

QIcon wrongIcon(const QPalette& palette) {
    constexpr int size = 32;
    QPixmap picture(size, size);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    theme::paintWrongSign(painter, QRectF(0, 0, size, size), palette);
    return picture;
}

} // namespace

OptionsPanel::OptionsPanel(QWidget* parent)
    : QWidget(parent)
    , m_toggle(new FoldButton(this))
    , m_badge(new QLabel(tr("Insecure"), this))
    , m_tabs(new QTabWidget(this))
    , m_load(new LoadPage(this))
    , m_request(new RequestPage(this))
    , m_tls(new TlsPage(this)) {
    m_toggle->setObjectName(QStringLiteral("optionsToggle"));
    m_toggle->setAccessibleName(tr("Options"));
    m_badge->setObjectName(QStringLiteral("insecureBadge"));
    m_badge->setTextFormat(Qt::PlainText);
    m_badge->setToolTip(tr("Any certificate is taken: this server may be another one."));
    m_badge->setContentsMargins(8, 2, 8, 2);
    m_badge->setAutoFillBackground(true);
    m_tabs->setObjectName(QStringLiteral("optionTabs"));
    m_tabs->setAccessibleName(tr("Options of the plan"));
    m_tabs->setMaximumHeight(linesOfPage * fontMetrics().height());
    addPage(m_load, tr("Load"));
    addPage(m_request, tr("Request"));
    addPage(new HeadersPage(this), tr("Headers"));
    addPage(new BodyPage(this), tr("Body"));
    addPage(new AuthPage(this), tr("Auth"));
    addPage(m_tls, tr("TLS"));
    addPage(new LimitsPage(this), tr("Limits && thresholds"));
    addPage(new RoutePage(this), tr("Route"));
    auto* const head = new QHBoxLayout;
    head->addWidget(m_toggle);
    head->addWidget(m_badge);
    head->addStretch();
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(6);
    rows->addLayout(head);
    rows->addWidget(m_tabs);
    connect(m_toggle, &FoldButton::toggled, this, &OptionsPanel::changed);
    connect(m_load, &LoadPage::loadChosen, this, &OptionsPanel::loadChosen);
}

void OptionsPanel::addPage(PlanPage* page, const QString& title) {
    page->setMinimumWidth(1); // fields give way
    QScrollArea* const area = makeScrollPage(page, this);
    area->setFocusPolicy(Qt::NoFocus);
    m_tabs->addTab(area, title);
    m_pages.push_back(page);
    connect(page, &PlanPage::edited, this, &OptionsPanel::edited);
    connect(page, &PlanPage::changed, this, &OptionsPanel::changed);
    connect(page, &PlanPage::submitted, this, &OptionsPanel::submitted);
}

void OptionsPanel::setPlan(const TestPlan& plan) {
    for (PlanPage* const page : m_pages)
        page->setPlan(plan);
}

void OptionsPanel::readInto(TestPlan& plan, FieldProblems& problems) const {
    for (const PlanPage* const page : m_pages)
        page->readInto(plan, problems);
}

void OptionsPanel::render(bool isEditable, const FieldProblems& problems) {
    for (PlanPage* const page : m_pages)
        page->render(isEditable, problems);
    m_toggle->setText(tr("Options:  %1").arg(summary()));
    m_toggle->setAccessibleDescription(summary());
    m_tabs->setVisible(m_toggle->isChecked());
    m_badge->setVisible(m_tls->isInsecure());
    QPalette badge = palette();
    badge.setColor(QPalette::Window, theme::bad(palette()));
    badge.setColor(QPalette::WindowText, theme::isDark(palette()) ? Qt::black : Qt::white);
    if (m_badge->palette() != badge)
        m_badge->setPalette(badge);
    markPages(problems);
}

void OptionsPanel::markPages(const FieldProblems& problems) {
    for (std::size_t i = 0; i < m_pages.size(); ++i) {
        const bool isWrong = std::ranges::any_of(
            problems, [this, i](const auto& problem) { return m_pages[i]->has(problem.first); });
        const int tab = static_cast<int>(i);
        if (isWrong || !m_tabs->tabIcon(tab).isNull())
            m_tabs->setTabIcon(tab, isWrong ? wrongIcon(palette()) : QIcon());
    }
}

QString OptionsPanel::summary() const {
    QStringList parts = m_request->summary() + m_load->summary();
    parts << m_request->version();
    for (const PlanPage* const page : m_pages) {
        if (page != m_request && page != m_load)
            parts << page->summary();
    }
    return parts.join(QStringLiteral(" · "));
}

bool OptionsPanel::focusField(PlanField planField) {
    const auto page =
        std::ranges::find_if(m_pages, [planField](const PlanPage* p) { return p->has(planField); });
    if (page == m_pages.end())
        return false;
    setUnfolded(true);
    m_tabs->setCurrentIndex(static_cast<int>(page - m_pages.begin()));
    const bool isFocused = (*page)->focusField(planField);
    auto* const area = qobject_cast<QScrollArea*>(m_tabs->currentWidget());
    if (QWidget* const field = (*page)->focusWidget(); area != nullptr && field != nullptr)
        area->ensureWidgetVisible(field);
    return isFocused;
}

void OptionsPanel::setUnfolded(bool isUnfolded) {
    m_toggle->setChecked(isUnfolded);
}

bool OptionsPanel::isUnfolded() const {
    return m_toggle->isChecked();
}

void OptionsPanel::setPage(int page) {
    m_tabs->setCurrentIndex(page);
}

int OptionsPanel::page() const {
    return m_tabs->currentIndex();
}

bool OptionsPanel::isStaged() const {
    return m_load->isStaged();
}

QList<QWidget*> OptionsPanel::fields() const {
    QList<QWidget*> list = {m_toggle, m_tabs->tabBar()};
    for (const PlanPage* const page : m_pages)
        list << page->fields();
    return list;
}

} // namespace squall
