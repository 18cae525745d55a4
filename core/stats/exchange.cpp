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

std::size_t Examples::countOf(FailureKind kind) const {
    return static_cast<std::size_t>(
        std::ranges::count(m_failed, std::optional(kind), &Exchange::failure));
}

void Examples::addFailed(Exchange exchange) {
    const FailureKind kind = *exchange.failure;
    const auto place = std::ranges::upper_bound(m_failed, exchange.at, {}, &Exchange::at);
    m_failed.insert(place, std::move(exchange));
    std::size_t& count = m_failedOf[static_cast<std::size_t>(kind.group)];
    const bool isKindFull = countOf(kind) > perKind;
    if (!isKindFull && ++count <= perClass)
        return;
    count -= isKindFull ? 0 : 1;
    const auto last = std::find_if(m_failed.rbegin(), m_failed.rend(), [&](const Exchange& e) {
        return isKindFull ? e.failure == kind : e.failure->group == kind.group;
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
