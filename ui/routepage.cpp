#include "ui/routepage.h"

#include <QComboBox>

#include "core/plan/secrets.h"
#include "ui/fieldlist.h"
#include "ui/fileedit.h"

namespace squall {

RoutePage::RoutePage(QWidget* parent)
    : PlanPage(parent)
    , m_proxyOf(new QComboBox(this))
    , m_proxy(new FieldEdit(this))
    , m_unixSocket(new FileEdit(tr("Choose the socket"), tr("All files (*)"), this))
    , m_connectTo(new FieldEdit(this))
    , m_resolve(new FieldEdit(this))
    , m_family(new QComboBox(this)) {
    m_family->addItems({tr("IPv4 or IPv6"), tr("IPv4 alone"), tr("IPv6 alone")});
    m_proxyOf->addItems({tr("the system's"), tr("none"), tr("this one")});
    m_proxyOf->setToolTip(tr("The system's is never used for this machine, nor where a socket, "
                             "another host or an address is named here."));
    m_proxy->setPlaceholderText(QStringLiteral("http://127.0.0.1:3128"));
    m_proxy->setToolTip(tr("http://USER:PASSWORD@HOST:PORT or socks5://HOST:PORT"));
    m_unixSocket->setPlaceholderText(tr("none"));
    m_unixSocket->setToolTip(tr("Connections go to this socket of this machine instead"));
    m_connectTo->setPlaceholderText(QStringLiteral("a.test:443::8443"));
    m_connectTo->setToolTip(tr("HOST:PORT:HOST2:PORT2 with commas between: connections for the "
                               "first go to the second, while the request stays as it is; what is "
                               "left out stands for any, and for the same"));
    m_resolve->setPlaceholderText(QStringLiteral("a.test:80:127.0.0.1"));
    m_resolve->setToolTip(tr("HOST:PORT:ADDRESS with commas between: the address is used instead "
                             "of looking the host up"));
    place(m_proxyOf, QStringLiteral("proxyOfBox"), tr("Proxy:"));
    place(m_proxy, QStringLiteral("proxyEdit"), tr("Its address:"), PlanField::Proxy);
    place(m_unixSocket, QStringLiteral("unixSocketEdit"), tr("Unix socket:"),
          PlanField::UnixSocket);
    place(m_connectTo, QStringLiteral("connectToEdit"), tr("Connect to:"), PlanField::ConnectTo);
    place(m_resolve, QStringLiteral("resolveEdit"), tr("Host addresses:"), PlanField::Resolve);
    place(m_family, QStringLiteral("familyBox"), tr("Addresses:"));
    TestPlan usual;
    usual.routing.proxy = systemProxy;
    setPlan(usual);
}

void RoutePage::setPlan(const TestPlan& plan) {
    const Routing& routing = plan.routing;
    const bool isRemoved = proxyUser(routing.proxy) == masked;
    const std::string user = std::string(masked) + '@';
    const bool isOfSystem = routing.proxy == systemProxy;
    QString proxy = isOfSystem ? QString() : QString::fromStdString(routing.proxy);
    const ProxyOf own = proxy.isEmpty() ? ProxyOf::Nobody : ProxyOf::Plan;
    m_proxyOf->setCurrentIndex(static_cast<int>(isOfSystem ? ProxyOf::System : own));
    if (isRemoved)
        proxy.remove(QString::fromStdString(user));
    m_proxy->setText(proxy);
    m_unixSocket->setText(QString::fromStdString(routing.unixSocket));
    m_connectTo->setText(listText(routing.connectTo, &connectToText));
    m_resolve->setText(listText(routing.resolve, &resolveToText));
    m_family->setCurrentIndex(static_cast<int>(routing.family));
}

void RoutePage::readInto(TestPlan& plan, FieldProblems& problems) const {
    Routing& routing = plan.routing;
    routing.proxy.clear();
    if (proxyOf() == ProxyOf::System)
        routing.proxy = systemProxy;
    else if (proxyOf() == ProxyOf::Plan)
        routing.proxy = m_proxy->text().trimmed().toStdString();
    if (proxyOf() == ProxyOf::Plan && routing.proxy.empty())
        problems.emplace(PlanField::Proxy, tr("Type the address of the proxy."));
    routing.unixSocket = m_unixSocket->path();
    routing.family = static_cast<AddressFamily>(m_family->currentIndex());
    readList(m_connectTo->text(), &parseConnectTo, routing.connectTo, PlanField::ConnectTo,
             problems);
    readList(m_resolve->text(), &parseResolveTo, routing.resolve, PlanField::Resolve, problems);
}

QStringList RoutePage::summary() const {
    QStringList parts;
    if (proxyOf() == ProxyOf::Plan)
        parts << tr("through a proxy");
    if (!m_unixSocket->path().empty())
        parts << tr("Unix socket");
    if (!m_connectTo->text().trimmed().isEmpty() || !m_resolve->text().trimmed().isEmpty())
        parts << tr("redirected connections");
    if (m_family->currentIndex() > 0)
        parts << m_family->currentText();
    return parts;
}

RoutePage::ProxyOf RoutePage::proxyOf() const {
    return static_cast<ProxyOf>(m_proxyOf->currentIndex());
}

void RoutePage::render(bool isEditable, const FieldProblems& problems) {
    setShown(m_proxy, proxyOf() == ProxyOf::Plan);
    PlanPage::render(isEditable, problems);
}

} // namespace squall
