#include "core/stats/exchange.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace squall {

void Exchange::setAnswer(std::string_view bytes, std::size_t most) {
    constexpr std::string_view emptyLine = "\r\n\r\n";
    const std::size_t end = bytes.find(emptyLine);
    head = bytes.substr(0, end);
    body = end == std::string_view::npos ? std::string_view{}
                                         : bytes.substr(end + emptyLine.size(), most);
}

void Examples::add(Exchange exchange) {
    if (exchange.failure)
        addFailed(std::move(exchange));
    else
        addOk(std::move(exchange));
}

void Examples::addFailed(Exchange exchange) {
    const FailureClass group = exchange.failure->group;
    const auto place = std::ranges::upper_bound(m_failed, exchange.at, {}, &Exchange::at);
    m_failed.insert(place, std::move(exchange));
    std::size_t& count = m_failedOf[static_cast<std::size_t>(group)];
    if (++count <= perClass)
        return;
    --count;
    const auto last = std::find_if(m_failed.rbegin(), m_failed.rend(), [group](const Exchange& e) {
        return e.failure->group == group;
    });
    m_failed.erase(std::next(last).base());
}

void Examples::addOk(Exchange exchange) {
    const auto place = std::ranges::upper_bound(m_slowest, exchange.response(), std::greater{},
                                                &Exchange::response);
    m_slowest.insert(place, std::move(exchange));
    if (m_slowest.size() < slowestKept)
        return;
    m_slowest.resize(slowestKept);
    m_floor = m_slowest.back().response();
}

void Examples::merge(Examples other) {
    for (Exchange& exchange : other.m_failed)
        addFailed(std::move(exchange));
    for (Exchange& exchange : other.m_slowest)
        addOk(std::move(exchange));
}

} // namespace squall
