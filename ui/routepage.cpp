#include "ui/routepage.h"

#include <QComboBox>

#include "core/plan/secrets.h"
#include "ui/fieldlist.h"
#include "ui/fileedit.h"

namespace squall {

RoutePage::RoutePage(QWidget* parent)
    : PlanPage(parent)
    , m_proxy(new FieldEdit(this))
    , m_unixSocket(new FileEdit(tr("Choose the socket"), tr("All files (*)"), this))
    , m_connectTo(new FieldEdit(this))
    , m_resolve(new FieldEdit(this))
    , m_family(new QComboBox(this)) {
    m_family->addItems({tr("IPv4 or IPv6"), tr("IPv4 alone"), tr("IPv6 alone")});
    m_proxy->setPlaceholderText(tr("none"));
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
    place(m_proxy, QStringLiteral("proxyEdit"), tr("Proxy:"), PlanField::Proxy);
    place(m_unixSocket, QStringLiteral("unixSocketEdit"), tr("Unix socket:"),
          PlanField::UnixSocket);
    place(m_connectTo, QStringLiteral("connectToEdit"), tr("Connect to:"), PlanField::ConnectTo);
    place(m_resolve, QStringLiteral("resolveEdit"), tr("Host addresses:"), PlanField::Resolve);
    place(m_family, QStringLiteral("familyBox"), tr("Addresses:"));
    setPlan(TestPlan{});
}

void RoutePage::setPlan(const TestPlan& plan) {
    const Routing& routing = plan.routing;
    const bool isRemoved = proxyUser(routing.proxy) == masked;
    const std::string user = std::string(masked) + '@';
    QString proxy = QString::fromStdString(routing.proxy);
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
    routing.proxy = m_proxy->text().trimmed().toStdString();
    routing.unixSocket = m_unixSocket->path();
    routing.family = static_cast<AddressFamily>(m_family->currentIndex());
    readList(m_connectTo->text(), &parseConnectTo, routing.connectTo, PlanField::ConnectTo,
             problems);
    readList(m_resolve->text(), &parseResolveTo, routing.resolve, PlanField::Resolve, problems);
}

QStringList RoutePage::summary() const {
    QStringList parts;
    if (!m_proxy->text().trimmed().isEmpty())
        parts << tr("through a proxy");
    if (!m_unixSocket->path().empty())
        parts << tr("Unix socket");
    if (!m_connectTo->text().trimmed().isEmpty() || !m_resolve->text().trimmed().isEmpty())
        parts << tr("redirected connections");
    if (m_family->currentIndex() > 0)
        parts << m_family->currentText();
    return parts;
}

} // namespace squall
