#include "ui/historymodel.h"

#include <algorithm>
#include <utility>

#include <QDateTime>
#include <QLocale>

#include "core/stats/confidence.h"
#include "ui/corewords.h"
#include "ui/format.h"

namespace squall {

namespace {

QDateTime timeOf(const HistoryEntry& entry) {
    const auto ms =
        std::chrono::duration_cast<std::chrono::milliseconds>(entry.started.time_since_epoch());
    return QDateTime::fromMSecsSinceEpoch(ms.count());
}

QString text(const std::string& value) {
    return format::visible(QString::fromStdString(value));
}

/// As the report: of too few values there is none.
QString latencyWords(const HistoryEntry& entry, Nanoseconds time, double percent) {
    return entry.ok >= valuesNeeded(percent) ? format::duration(time) : QStringLiteral("–");
}

QVariant sortValue(const HistoryEntry& entry, int column) {
    switch (column) {
    case HistoryModel::Started:
        return timeOf(entry);
    case HistoryModel::Label:
        return QString::fromStdString(entry.label);
    case HistoryModel::Address:
        return QString::fromStdString(entry.url);
    case HistoryModel::State:
        return static_cast<int>(entry.state);
    case HistoryModel::Requests:
        return static_cast<qulonglong>(entry.ok + entry.failed);
    case HistoryModel::OkRate:
        return entry.okPerSecond();
    case HistoryModel::P50:
        return static_cast<qlonglong>(entry.p50.count());
    case HistoryModel::P99:
        return static_cast<qlonglong>(entry.p99.count());
    case HistoryModel::Errors:
        return static_cast<double>(entry.failed) /
               static_cast<double>(std::max<std::uint64_t>(entry.ok + entry.failed, 1));
    default:
        return QString::fromStdString(entry.note);
    }
}

Qt::Alignment alignmentOf(int column) {
    const bool isFigure = column >= HistoryModel::Requests && column <= HistoryModel::Errors;
    return Qt::AlignVCenter | (isFigure ? Qt::AlignRight : Qt::AlignLeft);
}

} // namespace

HistoryModel::HistoryModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void HistoryModel::setEntries(std::vector<HistoryEntry> entries) {
    const bool areSame =
        std::ranges::equal(m_entries, entries, {}, &HistoryEntry::id, &HistoryEntry::id);
    if (areSame) {
        m_entries = std::move(entries);
        if (!m_entries.empty())
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnNumber - 1));
        return;
    }
    beginResetModel();
    m_entries = std::move(entries);
    endResetModel();
}

int HistoryModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_entries.size());
}

int HistoryModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : columnNumber;
}

QVariant HistoryModel::data(const QModelIndex& index, int role) const {
    const HistoryEntry& run = entry(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return words(run, index.column());
    case Qt::EditRole:
        return QString::fromStdString(index.column() == Label ? run.label : run.note);
    case Qt::TextAlignmentRole:
        return QVariant(alignmentOf(index.column()));
    case sortRole:
        return sortValue(run, index.column());
    default:
        return {};
    }
}

QString HistoryModel::words(const HistoryEntry& entry, int column) const {
    const std::uint64_t requests = entry.ok + entry.failed;
    const bool isFigure = column >= Requests && column <= Errors;
    if (isFigure && requests == 0)
        return QStringLiteral("–");
    switch (column) {
    case Started: {
        // Two runs of a minute are told apart, which short forms of a time do not.
        const QDateTime began = timeOf(entry);
        const QString time = QLocale().toString(began.date(), QLocale::ShortFormat) +
                             began.time().toString(QStringLiteral(" HH:mm:ss"));
        return entry.isBaseline ? tr("%1 (baseline)").arg(time) : time;
    }
    case Label:
        return text(entry.label);
    case Address:
        return text(entry.url);
    case State:
        switch (entry.state) {
        case HistoryState::Interrupted:
            return tr("interrupted");
        case HistoryState::Failed:
            return tr("failed");
        case HistoryState::Finished:
            return tr("finished");
        case HistoryState::Cancelled:
            return tr("cancelled");
        case HistoryState::Aborted:
            return tr("stopped by a bound");
        }
        return {};
    case Requests:
        return format::count(requests);
    case OkRate:
        return format::rate(entry.okPerSecond());
    case P50:
        return latencyWords(entry, entry.p50, 50);
    case P99:
        return latencyWords(entry, entry.p99, 99);
    case Errors:
        return format::share(entry.failed, requests);
    default: {
        // Of a run that failed the note is what core said, until it is edited.
        const bool isOfCore = entry.state == HistoryState::Failed;
        return isOfCore ? inUsersLanguage(text(entry.note)) : text(entry.note);
    }
    }
}

QVariant HistoryModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return QVariant(alignmentOf(section));
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return QAbstractTableModel::headerData(section, orientation, role);
    switch (section) {
    case Started:
        return tr("Started");
    case Label:
        return tr("Label");
    case Address:
        return tr("Address");
    case State:
        return tr("State");
    case Requests:
        return tr("Requests");
    case OkRate:
        return tr("Good");
    case P50:
        return QStringLiteral("p50");
    case P99:
        return QStringLiteral("p99");
    case Errors:
        return tr("Errors");
    default:
        return tr("Note");
    }
}

Qt::ItemFlags HistoryModel::flags(const QModelIndex& index) const {
    const bool isEditable = index.column() == Label || index.column() == Note;
    return QAbstractTableModel::flags(index) | (isEditable ? Qt::ItemIsEditable : Qt::NoItemFlags);
}

bool HistoryModel::setData(const QModelIndex& index, const QVariant& value, int role) {
    if (role != Qt::EditRole)
        return false;
    const std::string words = value.toString().trimmed().toStdString();
    HistoryEntry& run = m_entries[static_cast<std::size_t>(index.row())];
    if (index.column() == Label) {
        run.label = words;
        emit labelEdited(run.id, words);
    } else {
        run.note = words;
        emit noteEdited(run.id, words);
    }
    emit dataChanged(index, index);
    return true;
}

} // namespace squall
