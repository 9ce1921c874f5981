#include "services/library/SqlTriage.h"

#include "services/core/Async.h"
#include "services/library/LibraryDatabase.h"
#include "services/library/LibraryStatement.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSqlDatabase>

namespace assay {

namespace {

QString tagsText(const QStringList &tags)
{
    return QString::fromUtf8(QJsonDocument(QJsonArray::fromStringList(tags)).toJson(QJsonDocument::Compact));
}

QStringList tagsOf(const QString &text)
{
    QStringList out;
    for (const QJsonValue &tag : QJsonDocument::fromJson(text.toUtf8()).array())
        out << tag.toString();
    return out;
}

/// Texts that are null stay so.
QString sampleText(const Sample &sample)
{
    QJsonObject out{{QStringLiteral("ordinal"), sample.ordinal}};
    const std::pair<const char *, const QString *> texts[] = {
        {"prompt", &sample.prompt}, {"response", &sample.response}, {"target", &sample.target}, {"extracted", &sample.extracted}};
    for (const auto &[name, text] : texts) {
        if (!text->isNull())
            out.insert(QLatin1String(name), *text);
    }
    if (sample.score)
        out.insert(QStringLiteral("score"), *sample.score);
    if (!sample.metadata.isEmpty())
        out.insert(QStringLiteral("metadata"), QString::fromUtf8(sample.metadata.text));
    return QString::fromUtf8(QJsonDocument(out).toJson(QJsonDocument::Compact));
}

Sample sampleOf(const QString &text, const SampleKey &key)
{
    const QJsonObject in = QJsonDocument::fromJson(text.toUtf8()).object();
    Sample sample;
    sample.itemKey = key.itemKey;
    sample.repeat = key.repeat;
    sample.ordinal = in.value(QLatin1String("ordinal")).toInteger();
    const std::pair<const char *, QString *> texts[] = {
        {"prompt", &sample.prompt}, {"response", &sample.response}, {"target", &sample.target}, {"extracted", &sample.extracted}};
    for (const auto &[name, value] : texts) {
        if (in.contains(QLatin1String(name)))
            *value = in.value(QLatin1String(name)).toString(QStringLiteral(""));
    }
    if (in.contains(QLatin1String("score")))
        sample.score = in.value(QLatin1String("score")).toDouble();
    sample.metadata.text = in.value(QLatin1String("metadata")).toString().toUtf8();
    return sample;
}

LibraryStatement &bindKey(LibraryStatement &statement, const TriagePlace &place, const SampleKey &key)
{
    return statement.bind(place.connectionId).bind(place.jobId).bind(place.benchmarkIndex).bind(key.itemKey).bind(key.repeat);
}

Result<Done> ran(LibraryStatement &statement)
{
    return statement.run() ? Result<Done>(Done{}) : Result<Done>(*statement.error());
}

} // namespace

SqlTriage::SqlTriage(LibraryDatabase &database, QObject *parent) : TriageStore(parent), m_database(database) {}

QFuture<Result<Done>> SqlTriage::telling(const QFuture<Result<Done>> &future, std::function<void()> tell)
{
    whenDone(future, this, [tell = std::move(tell)](const Result<Done> &done) {
        if (done)
            tell();
    });
    return future;
}

QFuture<Result<QList<TriageNote>>> SqlTriage::notes(const TriagePlace &place)
{
    return m_database.run<QList<TriageNote>>([place](QSqlDatabase &database) -> Result<QList<TriageNote>> {
        LibraryStatement rows(database, QStringLiteral("SELECT t.item_key, t.repeat, t.reason, t.label, t.tags, t.note,"
                                                       " r.item_key IS NOT NULL FROM triage t LEFT JOIN regression r"
                                                       " USING (connection, job, benchmark, item_key, repeat)"
                                                       " WHERE connection = ? AND job = ? AND benchmark = ?"
                                                       " UNION ALL SELECT item_key, repeat, 0, 0, '[]', '', 1 FROM regression r"
                                                       " WHERE connection = ? AND job = ? AND benchmark = ? AND NOT EXISTS (SELECT 1 FROM triage t"
                                                       " WHERE t.connection = r.connection AND t.job = r.job AND t.benchmark = r.benchmark"
                                                       " AND t.item_key = r.item_key AND t.repeat = r.repeat)"));
        for (int i = 0; i < 2; ++i)
            rows.bind(place.connectionId).bind(place.jobId).bind(place.benchmarkIndex);
        rows.run();
        QList<TriageNote> all;
        while (rows.next()) {
            TriageNote note;
            note.key = {rows.text(0), int(rows.number(1))};
            note.reason = int(rows.number(2));
            note.label = HumanLabel(rows.number(3));
            note.tags = tagsOf(rows.text(4));
            note.note = rows.text(5);
            note.kept = rows.number(6) != 0;
            all << note;
        }
        return rows.error() ? Result<QList<TriageNote>>(*rows.error()) : all;
    });
}

QFuture<Result<Done>> SqlTriage::put(const TriagePlace &place, const TriageNote &note)
{
    const qint64 now = m_database.clock().wallMs();
    const auto done = m_database.run<Done>([place, note, now](QSqlDatabase &database) -> Result<Done> {
        TriageNote noted = note;
        noted.kept = false;
        if (noted.isEmpty()) {
            LibraryStatement gone(database, QStringLiteral("DELETE FROM triage WHERE connection = ? AND job = ? AND benchmark = ?"
                                                           " AND item_key = ? AND repeat = ?"));
            bindKey(gone, place, note.key);
            return ran(gone);
        }
        LibraryStatement put(database, QStringLiteral("INSERT OR REPLACE INTO triage (connection, job, benchmark, item_key, repeat, reason, label,"
                                                      " tags, note, changed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"));
        bindKey(put, place, note.key).bind(note.reason).bind(int(note.label)).bind(tagsText(note.tags));
        put.bind(note.note.isNull() ? QStringLiteral("") : note.note).bind(now);
        return ran(put);
    });
    return telling(done, [this, place] { Q_EMIT changed(place); });
}

QFuture<Result<Done>> SqlTriage::keep(const RegressionItem &item)
{
    const qint64 now = item.addedMs > 0 ? item.addedMs : m_database.clock().wallMs();
    const auto done = m_database.run<Done>([item, now](QSqlDatabase &database) -> Result<Done> {
        LibraryStatement put(database, QStringLiteral("INSERT OR REPLACE INTO regression (connection, job, benchmark, item_key, repeat,"
                                                      " benchmark_id, sample, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"));
        bindKey(put, item.place, item.key).bind(item.benchmarkId).bind(sampleText(item.sample)).bind(now);
        return ran(put);
    });
    return telling(done, [this, place = item.place] {
        Q_EMIT changed(place);
        Q_EMIT setChanged();
    });
}

QFuture<Result<Done>> SqlTriage::drop(const TriagePlace &place, const SampleKey &key)
{
    const auto done = m_database.run<Done>([place, key](QSqlDatabase &database) -> Result<Done> {
        LibraryStatement gone(database, QStringLiteral("DELETE FROM regression WHERE connection = ? AND job = ? AND benchmark = ?"
                                                       " AND item_key = ? AND repeat = ?"));
        bindKey(gone, place, key);
        return ran(gone);
    });
    return telling(done, [this, place] {
        Q_EMIT changed(place);
        Q_EMIT setChanged();
    });
}

QFuture<Result<QList<RegressionItem>>> SqlTriage::regressionSet()
{
    return m_database.run<QList<RegressionItem>>([](QSqlDatabase &database) -> Result<QList<RegressionItem>> {
        LibraryStatement rows(database, QStringLiteral("SELECT connection, job, benchmark, item_key, repeat, benchmark_id, sample, added"
                                                       " FROM regression ORDER BY added, connection, job, benchmark, item_key, repeat"));
        rows.run();
        QList<RegressionItem> all;
        while (rows.next()) {
            RegressionItem item;
            item.place = {rows.text(0), rows.text(1), int(rows.number(2))};
            item.key = {rows.text(3), int(rows.number(4))};
            item.benchmarkId = rows.text(5);
            item.sample = sampleOf(rows.text(6), item.key);
            item.addedMs = rows.number(7);
            all << item;
        }
        return rows.error() ? Result<QList<RegressionItem>>(*rows.error()) : all;
    });
}

QFuture<Result<QStringList>> SqlTriage::reasonNames()
{
    return m_database.run<QStringList>([](QSqlDatabase &database) -> Result<QStringList> {
        LibraryStatement rows(database, QStringLiteral("SELECT number, name FROM triage_reasons"));
        rows.run();
        QStringList names;
        names.resize(TriageNote::reasons);
        while (rows.next()) {
            if (const qint64 number = rows.number(0); number >= 1 && number <= TriageNote::reasons)
                names[number - 1] = rows.text(1);
        }
        return rows.error() ? Result<QStringList>(*rows.error()) : names;
    });
}

QFuture<Result<Done>> SqlTriage::setReasonNames(const QStringList &names)
{
    const auto done = m_database.run<Done>([names](QSqlDatabase &database) -> Result<Done> {
        LibraryStatement put(database, QStringLiteral("INSERT OR REPLACE INTO triage_reasons (number, name) VALUES (?, ?)"));
        for (int i = 0; i < TriageNote::reasons; ++i) {
            const QString name = names.value(i).trimmed();
            if (!put.bind(i + 1).bind(name.isNull() ? QStringLiteral("") : name).run()) // a null text would be NULL
                return *put.error();
        }
        return Done{};
    });
    return telling(done, [this] { Q_EMIT reasonsChanged(); });
}

} // namespace assay
