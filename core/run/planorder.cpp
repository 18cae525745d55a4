#include "core/run/planorder.h"

#include "core/run/limits.h"

namespace squall {

namespace {

/// Of the head of an answer in pieces, enough to find the Location and cookies in it.
constexpr std::size_t wholeHead = std::size_t{16} * 1024;

RequestForm formOf(const TestPlan& sent, const Preflight::Findings& found) {
    return {.keepAlive = sent.keepAlive,
            .expectsContinue = sent.expectContinue,
            .isAbsolute = found.proxy && !found.isTunnelled,
            .proxyUser = found.proxy ? found.proxy->userInfo : std::string()};
}

void fillAnswers(WorkOrder& order, const TestPlan& sent) {
    order.timeout = sent.timeout;
    order.idleTimeout = sent.idleTimeout;
    order.longestBody = sent.maxBody > 0 ? sent.maxBody : ChunkedBody::unbounded;
    order.check = AnswerCheck(sent.expectations);
    order.keepsCookies = sent.cookies;
    order.readsHeads = sent.cookies || sent.follow > 0;
    order.wantsHeads = order.check.needsBody() || order.readsHeads;
    order.headKept = order.readsHeads ? wholeHead : WorkOrder::usualHead;
}

void fillLoad(WorkOrder& order, const TestPlan& sent) {
    order.workers = threadsToUse(sent, usableCores());
    order.spin = sent.spin;
    order.arrivals = sent.arrivals;
    order.seed = sent.seed;
    if (isOpenModel(sent))
        order.rate = rampOf(sent);
    else if (!sent.stages.empty())
        order.connections = rampOf(sent);
}

} // namespace

Result<> fillOrder(WorkOrder& order, const TestPlan& sent, std::string_view body,
                   const Preflight::Findings& found) {
    const Url url = parseUrl(sent.url).value_or(Url{});
    order.form = formOf(sent, found);
    auto request = makeRequest(url, sent.method, sent.headers, body, order.form);
    if (!request)
        return std::unexpected(request.error());
    order.request = std::move(*request);
    order.endpoints = found.endpoints;
    order.tls = found.tls.get();
    order.host = url.host;
    order.proxy = found.proxy;
    order.target = found.target;
    order.isTunnelled = found.isTunnelled;
    order.http = httpToSpeak(sent);
    order.streams = streamsToUse(sent, url.isTls);
    order.connectTimeout = sent.connectTimeout;
    order.follow = {sent.follow,
                    url,
                    sent.method,
                    sent.headers,
                    sent.routing,
                    sent.allowPublic,
                    found.tlsElsewhere.get()};
    fillAnswers(order, sent);
    fillLoad(order, sent);
    return {};
}

} // namespace squall
