#include "core/results/junitreport.h"

#include <QDateTime>
#include <QXmlStreamWriter>

#include "core/plan/planjson.h"
#include "core/results/resultfields.h"
#include "core/results/units.h"

namespace squall {

namespace {

struct Case {
    QString name;
    QString failure; ///< empty: it passed
};

/// XML 1.0 has no place for most control characters, not even escaped.
QString xmlText(const std::string& text) {
    QString kept;
    for (const QChar c : QString::fromStdString(text))
        kept += c.unicode() < 0x20 && c != u'\n' && c != u'\t' ? QChar(0xfffd) : c;
    return kept;
}

Case caseOf(const ThresholdOutcome& outcome) {
    const std::string text = thresholdText(outcome.threshold);
    return {xmlText(text),
            outcome.passed ? QString() : xmlText(text + " was missed: " + actualText(outcome))};
}

QList<Case> casesOf(const RunResult& result) {
    QList<Case> cases;
    for (const ThresholdOutcome& outcome : result.thresholds)
        cases << caseOf(outcome);
    if (result.abortedBy)
        cases << Case{QStringLiteral("runs to its end"),
                      xmlText("stopped by " + thresholdText(result.abortedBy->threshold) + ": " +
                              actualText(*result.abortedBy))};
    if (cases.isEmpty())
        cases << Case{QStringLiteral("requests are answered"),
                      result.counts.ledger.ok > 0 ? QString()
                                                  : QStringLiteral("no request was answered ok")};
    return cases;
}

void writeVerdict(QXmlStreamWriter& xml, const Verdict& verdict) {
    const auto property = [&xml](const char* name, const std::string& value) {
        xml.writeEmptyElement(QStringLiteral("property"));
        xml.writeAttribute(QStringLiteral("name"), QString::fromLatin1(name));
        xml.writeAttribute(QStringLiteral("value"), xmlText(value));
    };
    xml.writeStartElement(QStringLiteral("properties"));
    property("validity", std::string(wordOf(validityWords, verdict.validity)));
    for (const std::string& reason : verdict.reasons)
        property("reason", reason);
    xml.writeEndElement();
}

} // namespace

std::string junitReport(const RunResult& result) {
    const QList<Case> cases = casesOf(result);
    const auto failures =
        std::ranges::count_if(cases, [](const Case& c) { return !c.failure.isEmpty(); });
    const QString seconds =
        QString::number(std::chrono::duration<double>(result.elapsed).count(), 'f', 3);
    const std::string name =
        result.plan.label.empty() ? displayUrl(result.plan) : result.plan.label;
    const auto started =
        std::chrono::duration_cast<std::chrono::milliseconds>(result.started.time_since_epoch());

    QByteArray bytes;
    QXmlStreamWriter xml(&bytes);
    xml.setAutoFormatting(true);
    xml.writeStartDocument();
    xml.writeStartElement(QStringLiteral("testsuites"));
    xml.writeStartElement(QStringLiteral("testsuite"));
    xml.writeAttribute(QStringLiteral("name"), xmlText("squall: " + name));
    xml.writeAttribute(QStringLiteral("tests"), QString::number(cases.size()));
    xml.writeAttribute(QStringLiteral("failures"), QString::number(failures));
    xml.writeAttribute(QStringLiteral("errors"), QStringLiteral("0"));
    xml.writeAttribute(QStringLiteral("time"), seconds);
    xml.writeAttribute(QStringLiteral("timestamp"),
                       QDateTime::fromMSecsSinceEpoch(started.count(), Qt::UTC)
                           .toString(QStringLiteral("yyyy-MM-ddTHH:mm:ss")));
    writeVerdict(xml, result.verdict);
    for (const Case& one : cases) {
        xml.writeStartElement(QStringLiteral("testcase"));
        xml.writeAttribute(QStringLiteral("classname"), QStringLiteral("squall"));
        xml.writeAttribute(QStringLiteral("name"), one.name);
        xml.writeAttribute(QStringLiteral("time"), seconds);
        if (!one.failure.isEmpty()) {
            xml.writeStartElement(QStringLiteral("failure"));
            xml.writeAttribute(QStringLiteral("message"), one.failure);
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }
    xml.writeEndDocument();
    return bytes.toStdString();
}

} // namespace squall
