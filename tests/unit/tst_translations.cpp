// Whoever chooses a language finds all of it: no text of the window is left untranslated.

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QTranslator>
#include <QXmlStreamReader>

#include "core/base/tlsfault.h"
#include "core/http/parsefault.h"
#include "core/http/proxyhandshake.h"
#include "ui/failurewords.h"
#include "ui/format.h"
#include "ui/timeedit.h"

using namespace squall;

class TestTranslations final : public QObject {
    Q_OBJECT

private slots:
    void nothingIsUnfinished();
    void placesAreKept();
    void coreSpeaksRussianToo();
    void everyFaultIsToldInRussian();
    void pluralsHaveTheirForms_data();
    void pluralsHaveTheirForms();
    void timesAreReadAsTheyAreWritten();

private:
    struct Message {
        QString source;
        QStringList forms;
        bool isUnfinished = false;
    };

    /// Of resources/translations, brought up to date with the sources.
    static QList<Message> messages();
};

QList<TestTranslations::Message> TestTranslations::messages() {
    const QTemporaryDir folder;
    const QString root = QStringLiteral(SQUALL_SOURCE_DIR);
    const QString copy = folder.filePath("squall_ru.ts");
    if (!QFile::copy(root + "/resources/translations/squall_ru.ts", copy))
        return {};
    QProcess update;
    update.setWorkingDirectory(root);
    update.start(SQUALL_LUPDATE, {"-I", ".", "ui", "app", "-ts", copy, "-no-obsolete", "-silent"});
    if (!update.waitForFinished(60'000) || update.exitCode() != 0)
        return {};
    QFile file(copy);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QList<Message> list;
    bool hasForms = false;
    for (QXmlStreamReader xml(&file); !xml.atEnd(); xml.readNext()) {
        if (!xml.isStartElement())
            continue;
        if (xml.name() == u"message") {
            list.emplaceBack();
            hasForms = xml.attributes().value("numerus") == u"yes";
        } else if (xml.name() == u"source")
            list.back().source = xml.readElementText();
        else if (xml.name() == u"translation") {
            list.back().isUnfinished = xml.attributes().hasAttribute("type");
            if (!hasForms)
                list.back().forms << xml.readElementText();
        } else if (xml.name() == u"numerusform") {
            list.back().forms << xml.readElementText();
        }
    }
    return list;
}

void TestTranslations::nothingIsUnfinished() {
    const QList<Message> all = messages();
    QVERIFY(all.size() > 300);
    QStringList unfinished;
    for (const Message& message : all) {
        if (message.isUnfinished)
            unfinished << message.source;
    }
    QVERIFY2(unfinished.isEmpty(), qPrintable("translate: " + unfinished.join(" | ")));
}

// A translation that lost a %1 would lose a figure.
void TestTranslations::placesAreKept() {
    for (const Message& message : messages()) {
        for (const char* const place : {"%1", "%2", "%3", "%4"}) {
            for (const QString& form : message.forms)
                QVERIFY2(form.contains(place) == message.source.contains(place),
                         qPrintable(message.source));
        }
    }
}

void TestTranslations::coreSpeaksRussianToo() {
    QTranslator translator;
    QVERIFY(translator.load(":/translations/squall_ru.qm"));
    QVERIFY(QCoreApplication::installTranslator(&translator));
    QCOMPARE(format::sentence("\"ftp\" is not http or https"), "«ftp» — не http и не https.");
    QCOMPARE(format::sentence("the address holds a space; write it as %20"),
             "В адресе есть пробел; пишите его как %20.");
    QCOMPARE(format::sentence("99 % of the requests left within 42 µs of their time"),
             "99 % запросов ушли не позже чем через 42 мкс после срока.");
    QCOMPARE(format::sentence("The target bears 10/s, the highest rate that was tried."),
             "Сервер держит 10/с, наибольшую испытанную частоту.");
    QCOMPARE(format::sentence("nobody knows this"), "Nobody knows this.");
    QCOMPARE(format::sentence("127.0.0.1:9: Connection refused"),
             "127.0.0.1:9: в соединении отказано.");
}

void TestTranslations::everyFaultIsToldInRussian() {
    QTranslator translator;
    QVERIFY(translator.load(":/translations/squall_ru.qm"));
    QVERIFY(QCoreApplication::installTranslator(&translator));
    QStringList english;
    const auto look = [&english](FailureClass group, int first, int last) {
        for (int code = first; code <= last; ++code) {
            const FailureWords words = wordsFor({group, static_cast<std::uint16_t>(code)});
            // "Not HTTP: ..." in Russian, and what it was behind that
            const QString told = words.what.mid(words.what.indexOf(QLatin1Char(':')) + 1);
            if (!told.contains(QRegularExpression(QStringLiteral("[а-я]{3}"))))
                english << words.what;
        }
    };
    look(FailureClass::Protocol, 1, static_cast<int>(ParseFault::BodyTooLong));
    look(FailureClass::Timeout, 0, static_cast<int>(TimeoutPhase::Silence));
    look(FailureClass::Tls, 1, static_cast<int>(TlsFault::Flood));
    look(FailureClass::Connect, proxyFaultCode + 1,
         proxyFaultCode + static_cast<int>(ProxyFault::Closed));
    QVERIFY2(english.isEmpty(), qPrintable(english.join('\n')));
}

void TestTranslations::pluralsHaveTheirForms_data() {
    QTest::addColumn<quint64>("count");
    QTest::addColumn<QString>("words");
    QTest::newRow("1") << quint64(1) << "1 запрос";
    QTest::newRow("2") << quint64(2) << "2 запроса";
    QTest::newRow("5") << quint64(5) << "5 запросов";
    QTest::newRow("11") << quint64(11) << "11 запросов";
    QTest::newRow("21") << quint64(21) << "21 запрос";
    QTest::newRow("past 32 bit") << quint64(10'000'000'022) << "10 000 000 022 запроса";
}

void TestTranslations::pluralsHaveTheirForms() {
    QFETCH(quint64, count);
    QTranslator translator;
    QVERIFY(translator.load(":/translations/squall_ru.qm"));
    QVERIFY(QCoreApplication::installTranslator(&translator));
    QTEST(format::requests(count).replace(QChar(0x00a0), ' '), "words");
}

void TestTranslations::timesAreReadAsTheyAreWritten() {
    QTranslator translator;
    QVERIFY(translator.load(":/translations/squall_ru.qm"));
    QVERIFY(QCoreApplication::installTranslator(&translator));
    QCOMPARE(format::span(std::chrono::seconds(30)), QStringLiteral("30\u00a0с"));
    for (const Nanoseconds time :
         {Nanoseconds(1500), Nanoseconds(2'000'000), Nanoseconds(std::chrono::seconds(30)),
          Nanoseconds(std::chrono::minutes(7))}) {
        QVERIFY(readTime(format::span(time)) == time);
    }
    QVERIFY(readTime("5 s") == std::chrono::seconds(5));
    QVERIFY(readTime("5") == std::chrono::seconds(5));
}

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
