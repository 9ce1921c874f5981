#include "tests/support/Places.h"
#include "tests/support/TestRegistry.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

/// Keeps the languages whole: every text of the sources is in the .ts files, translated, and fits its source.
class tst_Translations : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void everyMessageIsTranslated_data();
    void everyMessageIsTranslated();
    void translationsFitTheirSources_data();
    void translationsFitTheirSources();
    void englishHasEveryPlural();
    void everyTextOfTheSourcesIsThere();
    void seesAFault_data();
    void seesAFault();
};

namespace {

struct Message {
    QString context, source, comment;
    bool plural = false, unfinished = false;
    QStringList forms; ///< one, or both plural forms

    QString key() const { return context + QLatin1String(": “") + source + QLatin1String("”") + comment; }
};

Message readMessage(QXmlStreamReader &xml, const QString &context)
{
    Message message;
    message.context = context;
    message.plural = xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
    while (xml.readNextStartElement()) {
        if (xml.name() == QLatin1String("source")) {
            message.source = xml.readElementText();
        } else if (xml.name() == QLatin1String("comment")) {
            message.comment = xml.readElementText();
        } else if (xml.name() == QLatin1String("translation")) {
            message.unfinished = xml.attributes().hasAttribute(QLatin1String("type"));
            if (!message.plural) {
                message.forms << xml.readElementText();
                continue;
            }
            while (xml.readNextStartElement())
                message.forms << xml.readElementText();
        } else {
            xml.skipCurrentElement();
        }
    }
    return message;
}

/// Empty when the file cannot be read.
QList<Message> messagesOf(const QString &path)
{
    QList<Message> messages;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name"))
            context = xml.readElementText();
        else if (xml.name() == QLatin1String("message"))
            messages << readMessage(xml, context);
    }
    return xml.hasError() ? QList<Message> {} : messages;
}

QStringList placeholders(const QString &text)
{
    static const QRegularExpression form(QStringLiteral("%L?\\d+|%n"));
    QStringList found;
    for (auto it = form.globalMatch(text); it.hasNext();)
        found << it.next().captured();
    found.sort();
    found.removeDuplicates();
    return found;
}

/// The mark at the end that has to be the same in every language; empty for none.
QString endMark(const QString &text)
{
    static const QStringList marks { QStringLiteral("…"), QStringLiteral("..."), QStringLiteral(":"),
        QStringLiteral("."), QStringLiteral("?"), QStringLiteral("!") };
    const QString end = text.trimmed();
    for (const QString &mark : marks) {
        if (end.endsWith(mark))
            return mark;
    }
    return {};
}

/// White space and line breaks at either end.
std::pair<QString, QString> edges(const QString &text)
{
    static const QRegularExpression front(QStringLiteral("^\\s*")), back(QStringLiteral("\\s*$"));
    return { front.match(text).captured(), back.match(text).captured() };
}

/// What is wrong with a form of a message that is translated; `form` counts from 0.
QStringList faults(const Message &message, qsizetype form)
{
    const QString &text = message.forms.at(form);
    QStringList found;
    QStringList wanted = placeholders(message.source), given = placeholders(text);
    if (message.plural && form == 0 && !given.contains(QLatin1String("%n")))
        wanted.removeAll(QStringLiteral("%n")); // “one run” needs no figure
    if (wanted != given)
        found << QStringLiteral("has other placeholders");
    if (edges(message.source) != edges(text))
        found << QStringLiteral("begins or ends with other white space");
    if (endMark(message.source) != endMark(text))
        found << QStringLiteral("ends with another mark");
    if (message.source.count(QLatin1Char('&')) != text.count(QLatin1Char('&')))
        found << QStringLiteral("has another mnemonic");
    return found;
}

QStringList keysOf(const QList<Message> &messages, bool pluralOnly)
{
    QStringList keys;
    for (const Message &message : messages) {
        if (message.plural || !pluralOnly)
            keys << message.key() + (message.plural ? QStringLiteral(" (plural)") : QString());
    }
    keys.sort();
    return keys;
}

QStringList without(const QStringList &all, const QStringList &known)
{
    const QSet<QString> have(known.begin(), known.end());
    QStringList rest;
    std::ranges::copy_if(all, std::back_inserter(rest), [&](const QString &key) { return !have.contains(key); });
    return rest;
}

QString text(const QStringList &lines)
{
    return lines.join(QLatin1Char('\n'));
}
QString fileOf(const QString &language)
{
    return assay::test::inSource("/translations/assay_%1.ts").arg(language);
}

void languages()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("German") << QStringLiteral("de");
    QTest::newRow("English") << QStringLiteral("en");
}

} // namespace

void tst_Translations::everyMessageIsTranslated_data()
{
    languages();
}

void tst_Translations::everyMessageIsTranslated()
{
    QFETCH(QString, language);
    const auto messages = messagesOf(fileOf(language));
    QVERIFY(messages.size() > 20);
    QStringList wrong;
    for (const Message &message : messages) {
        const bool whole = message.forms.size() == (message.plural ? 2 : 1)
            && std::ranges::none_of(message.forms, [](const QString &form) { return form.trimmed().isEmpty(); });
        if (message.unfinished || !whole)
            wrong << message.key();
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(QStringLiteral("not translated:\n") + text(wrong)));
}

void tst_Translations::translationsFitTheirSources_data()
{
    languages();
}

void tst_Translations::translationsFitTheirSources()
{
    QFETCH(QString, language);
    QStringList wrong;
    for (const Message &message : messagesOf(fileOf(language))) {
        for (qsizetype form = 0; form < message.forms.size(); ++form) {
            for (const QString &fault : faults(message, form))
                wrong << QStringLiteral("%1: “%2” %3").arg(message.key(), message.forms.at(form), fault);
        }
    }
    QVERIFY2(wrong.isEmpty(), qPrintable(text(wrong)));
}

void tst_Translations::englishHasEveryPlural()
{
    const QStringList german = keysOf(messagesOf(fileOf(QStringLiteral("de"))), true);
    const QStringList english = keysOf(messagesOf(fileOf(QStringLiteral("en"))), false);
    const QStringList missing = without(german, english);
    QVERIFY2(missing.isEmpty(), qPrintable(QStringLiteral("would read “1 run(s)”:\n") + text(missing)));
}

/// A text that is not in the file, or in another context than the program asks for, stays English without a word.
void tst_Translations::everyTextOfTheSourcesIsThere()
{
    const QString lupdate = QStringLiteral(ASSAY_LUPDATE);
    QVERIFY2(QFileInfo(lupdate).isExecutable(), qPrintable(lupdate));
    QTemporaryDir folder;
    QVERIFY(folder.isValid());
    for (const char *language : { "de", "en" }) {
        const QString name = QStringLiteral("assay_%1.ts").arg(QLatin1String(language));
        QVERIFY(QFile::copy(fileOf(QLatin1String(language)), folder.filePath(name)));
        QVERIFY(QFile::setPermissions(folder.filePath(name), QFile::ReadOwner | QFile::WriteOwner));
    }
    QProcess update;
    update.setProcessChannelMode(QProcess::MergedChannels);
    update.start(QStringLiteral(ASSAY_CMAKE),
        { QStringLiteral("-DLUPDATE=") + lupdate, QLatin1String("-DSOURCE=") + assay::test::inSource(),
            QStringLiteral("-DWORK=") + folder.filePath(QStringLiteral("sources")),
            QStringLiteral("-DTS=") + folder.path(), QStringLiteral("-P"),
            assay::test::inSource("/translations/update.cmake") });
    QVERIFY2(update.waitForFinished(60000), qPrintable(update.errorString()));
    QVERIFY2(update.exitStatus() == QProcess::NormalExit && update.exitCode() == 0, update.readAll().constData());
    for (const char *language : { "de", "en" }) {
        const QStringList now
            = keysOf(messagesOf(folder.filePath(QStringLiteral("assay_%1.ts").arg(QLatin1String(language)))), false);
        QVERIFY(now.size() > 20);
        const QStringList kept = keysOf(messagesOf(fileOf(QLatin1String(language))), false);
        const QStringList missing = without(now, kept), gone = without(kept, now);
        QVERIFY2(missing.isEmpty(),
            qPrintable(QStringLiteral("build update_translations and translate:\n") + text(missing)));
        QVERIFY2(gone.isEmpty(),
            qPrintable(QStringLiteral("no longer in the sources, build update_translations:\n") + text(gone)));
    }
}

void tst_Translations::seesAFault_data()
{
    QTest::addColumn<QString>("source");
    QTest::addColumn<QStringList>("forms");
    QTest::addColumn<qsizetype>("expected");
    QTest::newRow("fine") << QStringLiteral("&Open %1…") << QStringList { QStringLiteral("%1 ö&ffnen …") }
                          << qsizetype(0);
    QTest::newRow("placeholder") << QStringLiteral("Run %1") << QStringList { QStringLiteral("Lauf") } << qsizetype(1);
    QTest::newRow("space") << QStringLiteral(" (%1)") << QStringList { QStringLiteral("(%1)") } << qsizetype(1);
    QTest::newRow("ellipsis") << QStringLiteral("Open…") << QStringList { QStringLiteral("Öffnen") } << qsizetype(1);
    QTest::newRow("colon") << QStringLiteral("Name:") << QStringList { QStringLiteral("Name") } << qsizetype(1);
    QTest::newRow("mnemonic") << QStringLiteral("&Open") << QStringList { QStringLiteral("Öffnen") } << qsizetype(1);
    QTest::newRow("one without figure") << QStringLiteral("%n run(s)")
                                        << QStringList { QStringLiteral("ein Lauf"), QStringLiteral("%n Läufe") }
                                        << qsizetype(0);
    QTest::newRow("many without figure") << QStringLiteral("%n run(s)")
                                         << QStringList { QStringLiteral("ein Lauf"), QStringLiteral("Läufe") }
                                         << qsizetype(1);
}

void tst_Translations::seesAFault()
{
    QFETCH(QString, source);
    QFETCH(QStringList, forms);
    QFETCH(qsizetype, expected);
    const Message message { {}, source, {}, forms.size() == 2, false, forms };
    qsizetype found = 0;
    for (qsizetype form = 0; form < forms.size(); ++form)
        found += faults(message, form).size();
    QCOMPARE(found, expected);
}

ASSAY_TEST(tst_Translations)
#include "tst_Translations.moc"
