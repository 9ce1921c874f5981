#include "services/verdict/MetricDictionary.h"

#include <QCoreApplication>
#include <QFile>
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMutex>

#include <algorithm>
#include <cmath>
#include <utility>

namespace assay {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("assay", text);
}

template <typename E>
using Words = QList<std::pair<QString, E>>;

const Words<MetricUnit> &units()
{
    static const Words<MetricUnit> words {
        { QStringLiteral("ratio"), MetricUnit::Ratio },
        { QStringLiteral("percent"), MetricUnit::Percent },
        { QStringLiteral("tokens_per_second"), MetricUnit::TokensPerSecond },
        { QStringLiteral("per_second"), MetricUnit::PerSecond },
        { QStringLiteral("seconds"), MetricUnit::Seconds },
        { QStringLiteral("milliseconds"), MetricUnit::Milliseconds },
        { QStringLiteral("tokens"), MetricUnit::Tokens },
        { QStringLiteral("count"), MetricUnit::Count },
        { QStringLiteral("unbounded"), MetricUnit::Unbounded },
    };
    return words;
}

const Words<IntervalMethod> &methods()
{
    static const Words<IntervalMethod> words {
        { QStringLiteral("automatic"), IntervalMethod::Automatic },
        { QStringLiteral("wilson"), IntervalMethod::Wilson },
        { QStringLiteral("normal"), IntervalMethod::Normal },
        { QStringLiteral("bootstrap"), IntervalMethod::Bootstrap },
        { QStringLiteral("none"), IntervalMethod::None },
    };
    return words;
}

const Words<bool> &directions()
{
    static const Words<bool> words { { QStringLiteral("higher"), false }, { QStringLiteral("lower"), true } };
    return words;
}

/// Reads one entry; throws Error, which stays in this file.
class EntryReader {
public:
    EntryReader(const QJsonObject &object, const QString &place)
        : m_object(object)
        , m_place(place)
    {
    }

    auto entry() const
    {
        static const QStringList known { QStringLiteral("names"), QStringLiteral("pattern"), QStringLiteral("title"),
            QStringLiteral("unit"), QStringLiteral("range"), QStringLiteral("direction"), QStringLiteral("decimals"),
            QStringLiteral("suffix"), QStringLiteral("interval") };
        for (const QString &name : m_object.keys()) {
            if (!known.contains(name))
                refuse(name, tr("there is no such field; the fields are %1.").arg(known.join(QStringLiteral(", "))));
        }
        MetricDictionary::Entry out;
        readNames(out);
        MetricInfo &info = out.info;
        info.known = true;
        info.title = text(QStringLiteral("title"));
        info.suffix = text(QStringLiteral("suffix"));
        info.unit = word(QStringLiteral("unit"), units(), MetricUnit::Unbounded);
        info.lowerIsBetter = word(QStringLiteral("direction"), directions(), false);
        info.interval = word(QStringLiteral("interval"), methods(), IntervalMethod::Automatic);
        readRange(info);
        readDecimals(info);
        return out;
    }

private:
    [[noreturn]] void refuse(const QString &field, const QString &what) const
    {
        throw Error { Error::Kind::Invalid,
            tr("The metric dictionary, %1: %2").arg(field.isEmpty() ? m_place : m_place + u'.' + field, what), field, {} };
    }

    QString text(const QString &field) const
    {
        const QJsonValue value = m_object.value(field);
        if (!value.isUndefined() && !value.isNull() && !value.isString())
            refuse(field, tr("a text is expected."));
        return value.toString();
    }

    template <typename E>
    E word(const QString &field, const Words<E> &words, E fallback) const
    {
        const QString given = text(field);
        if (given.isEmpty())
            return fallback;
        QStringList possible;
        for (const auto &[name, value] : words) {
            if (name == given)
                return value;
            possible << name;
        }
        refuse(field, tr("“%1” is unknown; write one of %2.").arg(given, possible.join(QStringLiteral(", "))));
    }

    void readNames(MetricDictionary::Entry &out) const
    {
        const QJsonValue names = m_object.value(QStringLiteral("names"));
        if (!names.isUndefined() && !names.isArray())
            refuse(QStringLiteral("names"), tr("a list of metric names is expected."));
        for (const QJsonValue &name : names.toArray()) {
            if (name.toString().trimmed().isEmpty())
                refuse(QStringLiteral("names"), tr("each name must be a text that is not empty."));
            out.names << name.toString().trimmed().toLower();
        }
        out.pattern = text(QStringLiteral("pattern"));
        if (out.names.isEmpty() && out.pattern.isEmpty())
            refuse({}, tr("“names” or “pattern” is missing; say which metrics this is about."));
        const QRegularExpression pattern(out.pattern);
        if (!pattern.isValid())
            refuse(QStringLiteral("pattern"), tr("this is no regular expression (%1).").arg(pattern.errorString()));
    }

    void readRange(MetricInfo &info) const
    {
        info.lowest = info.unit == MetricUnit::Unbounded ? std::nullopt : std::optional(0.0);
        info.highest = info.unit == MetricUnit::Ratio ? std::optional(1.0)
            : info.unit == MetricUnit::Percent        ? std::optional(100.0)
                                                      : std::nullopt;
        const QJsonValue range = m_object.value(QStringLiteral("range"));
        if (range.isUndefined() || range.isNull())
            return;
        const QJsonArray ends = range.toArray();
        const auto fits = [](const QJsonValue &end) { return end.isDouble() || end.isNull(); };
        if (!range.isArray() || ends.size() != 2 || !fits(ends.at(0)) || !fits(ends.at(1)))
            refuse(QStringLiteral("range"), tr("write [lowest, highest], with null for an open end."));
        info.lowest = ends.at(0).isNull() ? std::nullopt : std::optional(ends.at(0).toDouble());
        info.highest = ends.at(1).isNull() ? std::nullopt : std::optional(ends.at(1).toDouble());
        if (info.lowest && info.highest && *info.lowest >= *info.highest)
            refuse(QStringLiteral("range"), tr("the lowest value must be below the highest."));
    }

    void readDecimals(MetricInfo &info) const
    {
        constexpr int most = 12;
        const QString field = QStringLiteral("decimals");
        const QJsonValue value = m_object.value(field);
        if (value.isUndefined() || value.isNull())
            return;
        const double number = value.toDouble(-1);
        if (number < 0 || number > most || number != std::floor(number))
            refuse(field, tr("a whole number from 0 to 12 is expected."));
        info.decimals = static_cast<int>(number);
    }

    QJsonObject m_object;
    QString m_place;
};

template <typename E>
QString wordOf(const Words<E> &words, E value)
{
    for (const auto &[name, meant] : words) {
        if (meant == value)
            return name;
    }
    return {};
}

QJsonObject toObject(const MetricDictionary::Entry &entry)
{
    const MetricInfo &info = entry.info;
    QJsonObject object;
    if (!entry.names.isEmpty())
        object.insert(QStringLiteral("names"), QJsonArray::fromStringList(entry.names));
    if (!entry.pattern.isEmpty())
        object.insert(QStringLiteral("pattern"), entry.pattern);
    if (!info.title.isEmpty())
        object.insert(QStringLiteral("title"), info.title);
    object.insert(QStringLiteral("unit"), wordOf(units(), info.unit));
    if (!info.suffix.isEmpty())
        object.insert(QStringLiteral("suffix"), info.suffix);
    const auto end = [](const std::optional<double> &value) { return value ? QJsonValue(*value) : QJsonValue(QJsonValue::Null); };
    object.insert(QStringLiteral("range"), QJsonArray { end(info.lowest), end(info.highest) });
    object.insert(QStringLiteral("direction"), wordOf(directions(), info.lowerIsBetter));
    if (info.decimals)
        object.insert(QStringLiteral("decimals"), *info.decimals);
    object.insert(QStringLiteral("interval"), wordOf(methods(), info.interval));
    return object;
}

struct Current {
    QMutex mutex;
    std::optional<MetricDictionary> dictionary; ///< none: the seed
    QHash<QString, MetricInfo> answers; ///< tables ask for the same few names thousands of times
};

Current &current()
{
    static Current instance;
    return instance;
}

} // namespace

QString metricBaseName(const QString &name)
{
    return name.section(u',', 0, 0).section(u'/', -1).trimmed().toLower();
}

const MetricDictionary &MetricDictionary::seed()
{
    static const MetricDictionary dictionary = [] {
        QFile file(QStringLiteral(":/assay/metrics.json"));
        const bool open = file.open(QIODevice::ReadOnly);
        const auto parsed = open ? parse(file.readAll()) : Error { Error::Kind::Internal, file.errorString() };
        // A test parses the file; a program without it could tell no unit and no direction.
        if (!parsed)
            qFatal("the metric dictionary cannot be read: %s", qPrintable(parsed.error().message));
        return *parsed;
    }();
    return dictionary;
}

Result<MetricDictionary> MetricDictionary::parse(const QByteArray &json)
{
    QJsonParseError fault;
    const QJsonDocument document = QJsonDocument::fromJson(json, &fault);
    if (document.isNull())
        return Error { Error::Kind::Invalid, tr("The metric dictionary is not JSON: %1").arg(fault.errorString()) };
    const QJsonValue metrics = document.object().value(QStringLiteral("metrics"));
    if (!document.isObject() || !metrics.isArray())
        return Error { Error::Kind::Invalid,
            tr("The metric dictionary: “metrics” is missing or no list; write one entry for each metric.") };
    MetricDictionary dictionary;
    try {
        const QJsonArray list = metrics.toArray();
        for (qsizetype i = 0; i < list.size(); ++i)
            dictionary.append(EntryReader(list.at(i).toObject(), QStringLiteral("metrics[%1]").arg(i)).entry());
    } catch (const Error &error) {
        return error;
    }
    return dictionary;
}

void MetricDictionary::append(const Entry &entry)
{
    m_entries << entry;
    m_patterns << QRegularExpression(QRegularExpression::anchoredPattern(entry.pattern));
}

MetricDictionary MetricDictionary::mergedWith(const MetricDictionary &other) const
{
    const auto isAbout = [](const Entry &a, const Entry &b) { return a.names == b.names && a.pattern == b.pattern; };
    const auto has = [&](const MetricDictionary &dictionary, const Entry &entry) {
        return std::any_of(dictionary.m_entries.begin(), dictionary.m_entries.end(), [&](const Entry &one) { return isAbout(one, entry); });
    };
    MetricDictionary merged;
    for (const Entry &entry : other.m_entries) {
        if (!has(*this, entry))
            merged.append(entry);
    }
    for (const Entry &entry : m_entries) {
        const auto theirs = std::find_if(
            other.m_entries.begin(), other.m_entries.end(), [&](const Entry &one) { return isAbout(one, entry); });
        merged.append(theirs == other.m_entries.end() ? entry : *theirs);
    }
    return merged;
}

std::optional<Error> MetricDictionary::check(const Entry &entry)
{
    const QString place = !entry.info.title.isEmpty() ? entry.info.title
        : entry.names.isEmpty()                       ? entry.pattern
                                                      : entry.names.first();
    try {
        EntryReader(toObject(entry), place).entry();
    } catch (const Error &error) {
        return error;
    }
    return {};
}

MetricDictionary MetricDictionary::of(const QList<Entry> &entries)
{
    MetricDictionary dictionary;
    for (const Entry &entry : entries)
        dictionary.append(entry);
    return dictionary;
}

QByteArray MetricDictionary::toJson(const QList<Entry> &entries)
{
    QJsonArray list;
    for (const Entry &entry : entries)
        list.append(toObject(entry));
    return QJsonDocument(QJsonObject { { QStringLiteral("metrics"), list } }).toJson();
}

MetricInfo MetricDictionary::find(const QString &name) const
{
    const QString whole = name.trimmed().toLower(), base = metricBaseName(name);
    // The slash of a rate is no path.
    const bool rate = whole.endsWith(QLatin1String("tok/s")) || whole.endsWith(QLatin1String("tokens/s"));
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        const Entry &entry = m_entries.at(i);
        const bool named = entry.names.contains(whole) || entry.names.contains(base);
        if (named || (!entry.pattern.isEmpty() && m_patterns.at(i).match(rate ? whole : base).hasMatch()))
            return entry.info;
    }
    return {};
}

MetricDictionary metricDictionary()
{
    Current &state = current();
    const QMutexLocker lock(&state.mutex);
    return state.dictionary.value_or(MetricDictionary::seed());
}

void setMetricDictionary(const MetricDictionary &dictionary)
{
    Current &state = current();
    const QMutexLocker lock(&state.mutex);
    state.dictionary = dictionary;
    state.answers.clear();
}

MetricInfo metricInfo(const QString &name)
{
    constexpr qsizetype mostAnswers = 10000; // names come from results; they must not fill the memory
    Current &state = current();
    const QMutexLocker lock(&state.mutex);
    if (const auto answer = state.answers.constFind(name); answer != state.answers.constEnd())
        return *answer;
    const MetricInfo info = (state.dictionary ? *state.dictionary : MetricDictionary::seed()).find(name);
    if (state.answers.size() >= mostAnswers)
        state.answers.clear();
    state.answers.insert(name, info);
    return info;
}

} // namespace assay
