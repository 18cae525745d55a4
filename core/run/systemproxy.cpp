#include "core/run/systemproxy.h"

#include <QMetaObject>
#include <QNetworkProxy>
#include <QThread>
#include <QUrl>

#include "core/http/url.h"

namespace squall {

namespace {

/// Empty for a kind that cannot be used.
std::string textOf(const QNetworkProxy& proxy) {
    const bool isHttp =
        proxy.type() == QNetworkProxy::HttpProxy || proxy.type() == QNetworkProxy::HttpCachingProxy;
    if ((!isHttp && proxy.type() != QNetworkProxy::Socks5Proxy) || proxy.hostName().isEmpty())
        return {};
    QUrl url;
    url.setScheme(isHttp ? QStringLiteral("http") : QStringLiteral("socks5"));
    url.setUserName(proxy.user(), QUrl::DecodedMode);
    url.setPassword(proxy.password(), QUrl::DecodedMode);
    url.setHost(proxy.hostName());
    url.setPort(proxy.port());
    return url.toEncoded().toStdString();
}

bool namesTheWay(const Routing& routing, const HostAndPort& target) {
    return !routing.unixSocket.empty() || connectTarget(routing, target) != target ||
           !givenAddresses(routing, target).empty();
}

class Asking final : public QThread {
public:
    explicit Asking(const Url& url)
        : m_url(QString::fromStdString(url.toString())) {}

    [[nodiscard]] const std::string& answer() const { return m_answer; }

private:
    void run() override {
        const auto proxies =
            QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(QUrl(m_url)));
        if (!proxies.isEmpty())
            m_answer = textOf(proxies.front());
    }

    const QString m_url;
    std::string m_answer; ///< written by the thread, read when it has finished
};

} // namespace

void SystemProxy::find(const TestPlan& plan) {
    const Url url = parseUrl(plan.url).value_or(Url{});
    if (isThisMachine(url.host) || namesTheWay(plan.routing, {url.host, url.port})) {
        QMetaObject::invokeMethod(this, [this] { emit found({}); }, Qt::QueuedConnection);
        return;
    }
    // It cannot be called off; who does not wait for it leaves it to itself.
    auto* const asking = new Asking(url);
    connect(asking, &QThread::finished, this, [this, asking] { emit found(asking->answer()); });
    connect(asking, &QThread::finished, asking, &QObject::deleteLater);
    asking->start();
}

} // namespace squall
