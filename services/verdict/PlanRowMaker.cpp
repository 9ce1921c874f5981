#include "services/verdict/PlanRowMaker.h"

#include "services/core/JsonMembers.h"
#include "services/verdict/LintEntry.h"

#include <QCoreApplication>

#include <algorithm>
#include <tuple>

namespace assay {

namespace {

using doctor::escaped;

JsonText scoreText(const PrimaryScore &score)
{
    return jsonObject({ { QStringLiteral("metric"), jsonText(score.metric) },
        { QStringLiteral("lower_is_better"), { score.lowerIsBetter.value_or(false) ? "true" : "false" } } });
}

JsonText thresholdText(double threshold)
{
    return jsonText(asFloat32(threshold));
}

JsonText dataText(const TestDataRef &data)
{
    QString text;
    if (data.s3)
        text = QStringLiteral("s3 %1/%2").arg(data.s3->bucket, data.s3->key);
    else if (data.pvc)
        text = QStringLiteral("pvc %1/%2").arg(data.pvc->claimName, data.pvc->subPath);
    else if (data.git)
        text = QStringLiteral("git %1 %2").arg(data.git->url, data.git->ref);
    else if (data.hf)
        text = QStringLiteral("hf %1 %2").arg(data.hf->repoId, data.hf->revision);
    return jsonText(text.trimmed());
}

JsonText hardwareText(const HardwareConfig &hardware)
{
    QStringList parts;
    if (!hardware.hardwareProfileName.isEmpty())
        parts << hardware.hardwareProfileName;
    if (hardware.cpu)
        parts << QStringLiteral("cpu %1").arg(
            hardware.cpu->request.isEmpty() ? hardware.cpu->limit : hardware.cpu->request);
    if (hardware.memory)
        parts << QStringLiteral("memory %1")
                     .arg(hardware.memory->request.isEmpty() ? hardware.memory->limit : hardware.memory->request);
    if (hardware.gpu)
        parts << QStringLiteral("%1 × %2").arg(hardware.gpu->count.value_or(1)).arg(hardware.gpu->name);
    return jsonText(parts.join(QStringLiteral(", ")));
}

/// Makes the row of one benchmark.
class RowMaker {
public:
    explicit RowMaker(const PlanSource &source)
        : m_profile(source.profile)
        , m_collection(source.collection)
        , m_overrides(source.overrides)
        , m_own(source.collection ? Origin::Collection : Origin::Job)
    {
    }

    PlanRow make(const QList<BenchmarkRef> &entries, int index, const ProviderBenchmark *benchmark)
    {
        const BenchmarkRef &entry = entries.at(index);
        m_row.index = index;
        m_row.entry = entry;
        m_row.known = benchmark;
        m_override = overrideOf(entry, m_overrides);
        const BenchmarkRef &twin = *overrideOf(entry, entries); // the first of its kind, perhaps the entry itself
        const bool byTwin = m_profile.duplicatesJudgedByFirst
            && (twin.primaryScore != entry.primaryScore || twin.passCriteria != entry.passCriteria);
        m_judgedIndex = byTwin ? int(&twin - entries.constData()) : index;
        const WireEntry judged = wireEntry(byTwin ? twin : entry, benchmark);
        m_row.gate = wireGate(judged);
        m_row.weight = wireWeight(wireEntry(entry, benchmark));
        const auto &turning = m_profile.inheritedDirectionNotInverted ? judged.entryScore : m_row.gate.score;
        m_row.turned = m_row.judged() && turning && turning->lowerIsBetter.value_or(false);
        addScore();
        addGate(judged);
        if (byTwin)
            addLostToTwin();
        addWeight();
        addParameters();
        addPlaces();
        if (m_override && m_profile.overridesIgnoredInCollectionJobs)
            addIgnoredOverride();
        std::ranges::stable_sort(m_row.values, {}, sortKey);
        return m_row;
    }

private:
    QString place(int index, const QString &member) const
    {
        return m_own == Origin::Job ? QStringLiteral("/benchmarks/%1/%2").arg(index).arg(member) : QString();
    }
    /// What belongs together stands together, and what counts stands before what does not.
    static std::tuple<int, QString, bool> sortKey(const PlanValue &value)
    {
        static const QStringList order { QStringLiteral("primary_score"), QStringLiteral("pass_criteria"),
            QStringLiteral("weight"), QStringLiteral("parameters"), QStringLiteral("test_data_ref"),
            QStringLiteral("hardware_config") };
        return { int(order.indexOf(value.name.section(u'.', 0, 0))), value.name,
            value.fate == Fate::Ignored || value.fate == Fate::Replaced };
    }
    int overrideIndex() const { return m_override ? int(m_override - m_overrides.constData()) : -1; }
    static QString overridePlace(int override, const QString &member)
    {
        return QStringLiteral("/collection/benchmarks/%1/%2").arg(override).arg(member);
    }
    /// A gate can be edited where the job lists its benchmarks; otherwise they have to be listed first.
    QString gateFix() const { return m_own == Origin::Job ? planfix::editGate : planfix::expandInline; }

    PlanValue &add(const QString &name, const JsonText &value, Origin origin)
    {
        PlanValue added;
        added.name = name;
        added.value = value;
        added.origin = origin;
        if (origin == m_own)
            added.path = place(m_row.index, name);
        if (origin == Origin::Override) {
            added.override = overrideIndex();
            added.path = overridePlace(added.override, name);
        }
        m_row.values << added;
        return m_row.values.last();
    }
    static void lose(PlanValue &value, Fate fate, const char *code, const QString &reason, const QString &fix)
    {
        value.fate = fate;
        value.code = QLatin1String(code);
        value.reason = reason;
        value.fix = fix;
    }
    /// Where a member that the override may set comes from, when overrides are read.
    Origin originOf(bool overridden) const
    {
        return overridden && !m_profile.overridesIgnoredInCollectionJobs ? Origin::Override : m_own;
    }

    void setJudgedPlace(PlanValue &value) const
    {
        if (!value.path.isEmpty() && value.origin == m_own)
            value.path = place(m_judgedIndex, value.name);
    }

    void addScore()
    {
        if (!m_row.gate.score)
            return;
        const Origin origin
            = m_row.gate.scoreFromProvider ? Origin::Provider : originOf(m_override && m_override->primaryScore);
        setJudgedPlace(add(QStringLiteral("primary_score"), scoreText(*m_row.gate.score), origin));
    }

    void addGate(const WireEntry &judged)
    {
        const WireGate &gate = m_row.gate;
        const QString name = QStringLiteral("pass_criteria");
        if (gate.threshold) {
            const Origin origin
                = gate.thresholdFromProvider ? Origin::Provider : originOf(m_override && m_override->passCriteria);
            PlanValue &value = add(name, thresholdText(*gate.threshold), origin);
            setJudgedPlace(value);
            if (!gate.score) {
                lose(value, Fate::Ignored, "gate-without-metric",
                    QCoreApplication::translate("assay",
                        "Neither the entry nor the provider names a primary score, so nothing is compared with the "
                        "threshold; add primary_score."),
                    gateFix());
            }
        } else if (judged.providerCriteria && judged.providerCriteria->threshold) {
            lose(add(name, thresholdText(*judged.providerCriteria->threshold), Origin::Provider), Fate::Ignored,
                "provider-gate-not-inherited",
                QCoreApplication::translate("assay",
                    "The entry names a primary score of its own, so the provider's threshold does not apply; add "
                    "pass_criteria to the entry to gate it."),
                gateFix());
        }
    }

    void addLostToTwin()
    {
        const QString reason = QCoreApplication::translate(
            "assay", "%1 is listed twice, and this server judges every copy by the first one.")
                                   .arg(m_row.entry.id);
        if (m_row.entry.primaryScore)
            lose(add(QStringLiteral("primary_score"), scoreText(*m_row.entry.primaryScore), m_own), Fate::Replaced,
                "duplicate-benchmark", reason, gateFix());
        if (m_row.entry.passCriteria && m_row.entry.passCriteria->threshold)
            lose(add(QStringLiteral("pass_criteria"), thresholdText(*m_row.entry.passCriteria->threshold), m_own),
                Fate::Replaced, "duplicate-benchmark", reason, gateFix());
    }

    void addWeight()
    {
        const QString name = QStringLiteral("weight");
        const Origin origin = originOf(m_override && m_override->weight);
        const std::optional<double> written = m_row.entry.weight;
        m_row.weightOrigin = written && *written > 0 ? origin : Origin::Default;
        if (written && *written <= 0) {
            lose(add(name, jsonText(*written), origin), Fate::Replaced, "weight-zero",
                QCoreApplication::translate("assay", "A weight of 0 counts as 1."), gateFix());
        } else if (written && !m_row.judged()) {
            lose(add(name, jsonText(*written), origin), Fate::Ignored, "weight-without-test",
                QCoreApplication::translate("assay",
                    "Without a primary score and a threshold the benchmark has no part in the job's score, so its "
                    "weight counts for nothing."),
                gateFix());
            return;
        }
        if (m_row.judged())
            add(name, jsonText(m_row.weight), m_row.weightOrigin);
    }

    void addParameters()
    {
        if (!m_collection) {
            for (const auto &[name, value] : jsonMembers(m_row.entry.parameters))
                addParameter(name, value, Origin::Job, -1);
            return;
        }
        const MergedParameters merged
            = mergedParameters(m_collection->benchmarks.at(m_row.index), m_overrides, m_profile);
        for (const MergedParameter &parameter : merged.values)
            addParameter(parameter.name, parameter.value,
                parameter.override < 0 ? Origin::Collection : Origin::Override, parameter.override);
        for (const LostParameter &parameter : merged.lost) {
            // What was asked for another benchmark only is not missed here.
            if (isSameBenchmark(m_overrides.at(parameter.override), m_row.entry))
                addLost(parameter);
        }
    }

    void addParameter(const QString &name, const JsonText &value, Origin origin, int override)
    {
        PlanValue &added = add(QStringLiteral("parameters.") + name, value, origin);
        if (origin == m_own)
            added.path = place(m_row.index, QStringLiteral("parameters/") + escaped(name));
        if (override >= 0) {
            setOverride(added, override, name);
            const BenchmarkRef &from = m_overrides.at(override);
            if (!isSameBenchmark(from, m_row.entry)) {
                lose(added, Fate::Leaked, "override-leaks",
                    QCoreApplication::translate(
                        "assay", "Asked for %1, but parameters of an override reach every benchmark of its provider.")
                        .arg(from.id),
                    planfix::expandInline);
            }
        }
        const bool number = !value.text.isEmpty()
            && (value.text.front() == '-' || (value.text.front() >= '0' && value.text.front() <= '9'));
        if (name == QLatin1String("num_examples") && !number) {
            lose(added, Fate::Ignored, "num-examples-not-a-number",
                QCoreApplication::translate(
                    "assay", "num_examples is no number here, and what is none limits nothing."),
                planfix::editParameter);
        }
    }

    void addLost(const LostParameter &parameter)
    {
        PlanValue &value = add(QStringLiteral("parameters.") + parameter.name, parameter.value, Origin::Override);
        setOverride(value, parameter.override, parameter.name);
        switch (parameter.by) {
        case LostParameter::By::LaterOverride:
            lose(value, Fate::Replaced, "override-later-wins",
                QCoreApplication::translate("assay", "A later override of the same provider sets it too: %1.")
                    .arg(QStringLiteral("collection.benchmarks[%1].parameters.%2")
                             .arg(parameter.winner)
                             .arg(parameter.name)),
                planfix::expandInline);
            break;
        case LostParameter::By::CollectionSets:
            lose(value, Fate::Replaced, "override-parameter-loses",
                QCoreApplication::translate(
                    "assay", "The collection's benchmark '%1' sets it, and the collection wins.")
                    .arg(m_row.entry.id),
                planfix::expandInline);
            break;
        case LostParameter::By::CollectionRemoves:
            lose(value, Fate::Ignored, "override-parameter-removed",
                QCoreApplication::translate("assay", "The collection's benchmark '%1' removes it by an empty value.")
                    .arg(m_row.entry.id),
                planfix::expandInline);
            break;
        }
    }

    static void setOverride(PlanValue &value, int override, const QString &parameter)
    {
        value.override = override;
        value.path = overridePlace(override, QStringLiteral("parameters/") + escaped(parameter));
    }

    void addPlaces()
    {
        if (m_row.entry.testDataRef)
            add(QStringLiteral("test_data_ref"), dataText(*m_row.entry.testDataRef),
                m_override && m_override->testDataRef ? Origin::Override : m_own);
        if (m_row.entry.hardwareConfig)
            add(QStringLiteral("hardware_config"), hardwareText(*m_row.entry.hardwareConfig),
                m_override ? Origin::Override : m_own);
    }

    /// The collection's own values stand, whatever the override says.
    void addIgnoredOverride()
    {
        const QString reason = QCoreApplication::translate("assay",
            "An override cannot change this of a collection's benchmark; edit the collection, or list the benchmark in "
            "the job itself.");
        const auto ignore = [this, &reason](const char *name, const JsonText &value) {
            lose(add(QLatin1String(name), value, Origin::Override), Fate::Ignored, "override-ignored", reason,
                planfix::expandInline);
        };
        if (m_override->weight)
            ignore("weight", jsonText(*m_override->weight));
        if (m_override->primaryScore)
            ignore("primary_score", scoreText(*m_override->primaryScore));
        if (m_override->passCriteria)
            ignore("pass_criteria", thresholdText(m_override->passCriteria->threshold.value_or(0)));
    }

    const ServerProfile &m_profile;
    const Collection *m_collection;
    const QList<BenchmarkRef> &m_overrides;
    const Origin m_own;
    const BenchmarkRef *m_override = nullptr;
    int m_judgedIndex = 0; ///< of the entry whose metric and gate count
    PlanRow m_row;
};

} // namespace

PlanRow planRow(
    const PlanSource &source, const QList<BenchmarkRef> &entries, int index, const ProviderBenchmark *benchmark)
{
    return RowMaker(source).make(entries, index, benchmark);
}

} // namespace assay
