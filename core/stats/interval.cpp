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
    retried += other.retried;
}

void Counts::merge(const Counts& other) {
    ledger.merge(other.ledger);
    bytes.merge(other.bytes);
    connections.merge(other.connections);
    failures.merge(other.failures);
    for (std::size_t i = 0; i < statuses.size(); ++i)
        statuses[i] += other.statuses[i];
    service.merge(other.service);
    failed.merge(other.failed);
    connect.merge(other.connect);
    firstByte.merge(other.firstByte);
    transfer.merge(other.transfer);
    waited += other.waited;
    cpu += other.cpu;
}

void Counts::clear() {
    ledger = {};
    bytes = {};
    connections = {};
    failures.clear();
    statuses.fill(0);
    service.clear();
    failed.clear();
    connect.clear();
    firstByte.clear();
    transfer.clear();
    waited = cpu = Nanoseconds{0};
}

void Interval::clear() {
    counts.clear();
    from = until = Nanoseconds{0};
    connectionsOpen = 0;
    isLast = false;
}

} // namespace squall
