#include "services/verdict/RunConfig.h"

#include "services/core/JsonMembers.h"
#include "services/core/StoredAnswers.h"
#include "services/verdict/RunBenchmarks.h"

#include <QCryptographicHash>
#include <QLocale>
#include <QMap>
#include <QVariantMap>

#include <algorithm>

namespace assay {

namespace {

using Values = QMap<QString, ConfigValue>;

/// Rows that a job holds are told by their beginning, and apart by a hash of all of them.
QString shortened(const QByteArray &json)
{
    constexpr qsizetype longest = 2000, begin = 200;
    if (json.size() <= longest)
        return QString::fromUtf8(json);
    const QByteArray hash = QCryptographicHash::hash(json, QCryptographicHash::Sha256).toHex();
    return QStringLiteral("%1… sha256:%2").arg(QString::fromUtf8(json).left(begin), QString::fromLatin1(hash));
}

/// Empty for what is no plain value.
QString textOf(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::QString: return value.toString();
    case QMetaType::Bool: return value.toBool() ? QStringLiteral("true") : QStringLiteral("false");
    case QMetaType::Int:
    case QMetaType::LongLong: return QString::number(value.toLongLong());
    case QMetaType::Double: return QString::number(value.toDouble(), 'g', QLocale::FloatingPointShortest);
    case QMetaType::QVariantMap:
    case QMetaType::QVariantList:
        // As compact JSON, which is the same for the same value.
        return shortened(JsonText::fromVariantMap({ { QStringLiteral("v"), value } }).text.mid(5).chopped(1));
    default: return {};
    }
}

void put(Values &values, const QString &key, const QVariant &value, bool recorded)
{
    const QString text = textOf(value);
    if (!text.isEmpty() && !values.contains(key))
        values.insert(key, { key, text, recorded });
}

/// What the native runner wrote before it wrote `config`.
void addOlderNotes(Values &values, const QVariantMap &own)
{
    const QVariantMap dataset = own.value(QStringLiteral("dataset")).toMap();
    put(values, QStringLiteral("dataset"), dataset.value(QStringLiteral("name")), true);
    put(values, QStringLiteral("dataset_sha256"), dataset.value(QStringLiteral("sha256")), true);
    put(values, QStringLiteral("items"), own.value(QStringLiteral("items")), true);
    const QVariantMap generation = own.value(QStringLiteral("generation")).toMap();
    for (auto it = generation.begin(); it != generation.end(); ++it)
        put(values, it.key(), it.value(), true);
}

/// The common word for a parameter, as the harnesses' tables in services/authoring spell them; null: it has none.
QString commonKey(const QString &name)
{
    static const QHash<QString, QString> words {
        { QStringLiteral("num_examples"), QStringLiteral("limit") },
        { QStringLiteral("limit"), QStringLiteral("limit") },
        { QStringLiteral("num_fewshot"), QStringLiteral("num_fewshot") },
        { QStringLiteral("num_few_shot"), QStringLiteral("num_fewshot") },
        { QStringLiteral("n_shot"), QStringLiteral("num_fewshot") },
        { QStringLiteral("temperature"), QStringLiteral("temperature") },
        { QStringLiteral("top_p"), QStringLiteral("top_p") },
        { QStringLiteral("max_tokens"), QStringLiteral("max_tokens") },
        { QStringLiteral("max_gen_toks"), QStringLiteral("max_tokens") },
        { QStringLiteral("max_new_tokens"), QStringLiteral("max_tokens") },
        { QStringLiteral("seed"), QStringLiteral("seed") },
        { QStringLiteral("judge_model"), QStringLiteral("judge") },
        { QStringLiteral("judge"), QStringLiteral("judge") },
    };
    return words.value(name);
}

/// Objects inside, as `sampling` and `generation` are, are looked into.
void addAsked(Values &values, const QVariantMap &parameters, const QString &prefix)
{
    for (auto it = parameters.begin(); it != parameters.end(); ++it) {
        if (it.value().typeId() == QMetaType::QVariantMap) {
            addAsked(values, it.value().toMap(), prefix + it.key() + QLatin1Char('.'));
            continue;
        }
        if (it.key() == QLatin1String("answers") && StoredAnswers::of(it.value().toString()))
            continue; // where stored answers lie, not how they came about
        const QString common = commonKey(it.key());
        put(values, common.isEmpty() ? prefix + it.key() : common, it.value(), false);
    }
}

void addData(Values &values, const std::optional<TestDataRef> &data)
{
    if (!data)
        return;
    put(values, QStringLiteral("dataset_revision"), data->resolvedSha, true);
    if (data->hf) {
        put(values, QStringLiteral("dataset"), data->hf->repoId, false);
        put(values, QStringLiteral("dataset_revision"), data->hf->revision, false);
    } else if (data->git) {
        put(values, QStringLiteral("dataset"), data->git->url, false);
        put(values, QStringLiteral("dataset_revision"), data->git->ref, false);
    } else if (data->s3) {
        put(values, QStringLiteral("dataset"), QStringLiteral("%1/%2").arg(data->s3->bucket, data->s3->key), false);
    } else if (data->pvc) {
        put(values, QStringLiteral("dataset"), QStringLiteral("%1/%2").arg(data->pvc->claimName, data->pvc->subPath), false);
    }
}

} // namespace

QString RunConfig::value(const QString &key) const
{
    const auto at = std::ranges::lower_bound(values, key, {}, &ConfigValue::key);
    return at != values.end() && at->key == key ? at->value : QString();
}

QHash<int, RunConfig> runConfigs(const Job &job, const QList<BenchmarkRef> &plan)
{
    const QVariantMap model = job.model.parameters.toVariantMap();
    QHash<int, RunConfig> configs;
    for (const RunBenchmark &one : runBenchmarks(job, plan)) {
        Values values;
        if (one.result >= 0) {
            const QVariantMap own = job.results.benchmarks.at(one.result)
                                        .additionalInfo.toVariantMap()
                                        .value(QStringLiteral("assay"))
                                        .toMap();
            const QVariantMap recorded = own.value(QStringLiteral("config")).toMap();
            for (auto it = recorded.begin(); it != recorded.end(); ++it)
                put(values, it.key(), it.value(), true);
            addOlderNotes(values, own);
        }
        addData(values, one.entry.testDataRef);
        addAsked(values, one.entry.parameters.toVariantMap(), QString());
        addAsked(values, model, QStringLiteral("model."));
        configs.insert(one.index, { values.values() });
    }
    return configs;
}

bool sameConfigValue(const QString &one, const QString &other)
{
    if (one == other)
        return true;
    bool first = false, second = false;
    const double a = one.toDouble(&first), b = other.toDouble(&second);
    return first && second && a == b;
}

} // namespace assay
