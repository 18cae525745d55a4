#include "core/stats/interval.h"

namespace squall {

void Ledger::merge(const Ledger& other) {
    sent += other.sent;
    ok += other.ok;
    failed += other.failed;
    dropped += other.dropped;
}

void ByteCounts::merge(const ByteCounts& other) {
    in += other.in;
    out += other.out;
    bodyIn += other.bodyIn;
}

void ConnectionCounts::merge(const ConnectionCounts& other) {
    opened += other.opened;
    reused += other.reused;
    failed += other.failed;
    resumed += other.resumed;
    retried += other.retried;
}

void Counts::merge(const Counts& other) {
    ledger.merge(other.ledger);
    bytes.merge(other.bytes);
    connections.merge(other.connections);
    failures.merge(other.failures);
    for (std::size_t i = 0; i < statuses.size(); ++i)
        statuses[i] += other.statuses[i];
    response.merge(other.response);
    service.merge(other.service);
    failed.merge(other.failed);
    lag.merge(other.lag);
    connect.merge(other.connect);
    tls.merge(other.tls);
    firstByte.merge(other.firstByte);
    transfer.merge(other.transfer);
    waited += other.waited;
    cpu += other.cpu;
    runDelay += other.runDelay;
}

void Counts::clear() {
    ledger = {};
    bytes = {};
    connections = {};
    failures.clear();
    statuses.fill(0);
    response.clear();
    service.clear();
    failed.clear();
    lag.clear();
    connect.clear();
    tls.clear();
    firstByte.clear();
    transfer.clear();
    waited = cpu = runDelay = Nanoseconds{0};
}

void Interval::clear() {
    counts.clear();
    from = until = Nanoseconds{0};
    connectionsOpen = 0;
    isWarmUp = isLast = false;
    examples = {};
}

} // namespace squall
