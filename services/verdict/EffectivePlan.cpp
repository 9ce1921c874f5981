#include "services/verdict/EffectivePlan.h"

#include "services/core/JsonMembers.h"
#include "services/core/StoredAnswers.h"
#include "services/verdict/LintEntry.h"
#include "services/verdict/PlanRowMaker.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

namespace {

using doctor::escaped;

/// What concerns the job as a whole.
class JobMaker {
public:
    JobMaker(const Job &job, const Collection *collection, EffectivePlan &plan)
        : m_job(job)
        , m_collection(collection)
        , m_plan(plan)
    {
    }

    void make()
    {
        addThreshold();
        addPolicy();
        addNotes();
        for (const PlanRow &row : std::as_const(m_plan.rows))
            addNotes(row);
        if (m_job.collection && m_collection)
            checkOverrides();
    }

private:
    PlanValue &add(const QString &name, const JsonText &value, Origin origin, const QString &path)
    {
        PlanValue added;
        added.name = name;
        added.value = value;
        added.origin = origin;
        added.path = path;
        m_plan.job << added;
        return m_plan.job.last();
    }
    PlanNote &note(
        const char *code, int benchmark, const QString &text, const QString &fix = {}, const QString &path = {})
    {
        m_plan.notes.append({ QLatin1String(code), benchmark, text, fix, path, false });
        return m_plan.notes.last();
    }

    void addThreshold()
    {
        const auto of
            = [](const std::optional<PassCriteria> &criteria) { return criteria ? criteria->threshold : std::nullopt; };
        const std::optional<double> own = of(m_job.passCriteria),
                                    inherited = m_collection ? of(m_collection->passCriteria) : std::nullopt;
        m_plan.jobThresholdOrigin = own ? Origin::Job : inherited ? Origin::Collection : Origin::Default;
        m_plan.jobThreshold = asFloat32(own ? *own : inherited.value_or(m_plan.profile.jobGateDefault));
        const QString name = QStringLiteral("pass_criteria"),
                      path = own ? QStringLiteral("/pass_criteria/threshold") : QString();
        PlanValue &gate = add(name, jsonText(m_plan.jobThreshold), m_plan.jobThresholdOrigin, path);
        if (std::ranges::none_of(m_plan.rows, &PlanRow::judged)) {
            gate.fate = Fate::Ignored;
            gate.code = QStringLiteral("job-gate-never-read");
            gate.reason = QCoreApplication::translate(
                "assay", "No benchmark has a primary score and a threshold, so the job gets no score to compare.");
        }
        if (own && inherited && *own != *inherited) {
            PlanValue &lost = add(name, jsonText(asFloat32(*inherited)), Origin::Collection, {});
            lost.fate = Fate::Replaced;
            lost.code = QStringLiteral("job-gate-wins");
            lost.reason
                = QCoreApplication::translate("assay", "The job's own threshold stands before the collection's.");
        }
    }

    void addPolicy()
    {
        if (!m_plan.profile.runPolicyNotRead)
            return;
        for (const auto &[name, value] : jsonMembers(m_job.custom)) {
            if (name != QLatin1String("assay"))
                continue;
            for (const auto &[setting, given] : jsonMembers(value)) {
                PlanValue &lost = add(QStringLiteral("custom.assay.") + setting, given, Origin::Job,
                    QStringLiteral("/custom/assay/") + escaped(setting));
                lost.fate = Fate::Ignored;
                lost.code = QStringLiteral("run-policy-not-read");
                lost.reason = QCoreApplication::translate(
                    "assay", "Only the local engine reads it; this server stores it and does nothing with it.");
            }
        }
    }

    void addNotes()
    {
        if (!m_job.collection)
            return;
        const QString id = m_job.collection->id, path = QStringLiteral("/collection/id");
        if (!m_collection) {
            note("unknown-collection", -1,
                QCoreApplication::translate(
                    "assay", "The collection %1 is not known here, so its benchmarks cannot be shown.")
                    .arg(id),
                {}, path);
        } else if (m_collection->benchmarks.isEmpty()) {
            note("collection-empty", -1,
                QCoreApplication::translate("assay", "The collection %1 has no benchmarks; the server refuses the job.")
                    .arg(id),
                {}, path)
                .refused
                = true;
        } else if (m_plan.profile.collectionReadLive) {
            note("collection-read-live", -1,
                QCoreApplication::translate("assay",
                    "This server looks the collection up again while the job runs: an edit changes the job, and "
                    "without the collection it never ends."),
                planfix::expandInline, path);
        }
    }

    void addNotes(const PlanRow &row)
    {
        const QString id = row.entry.id;
        if (!row.known) {
            note("unknown-benchmark", row.index,
                QCoreApplication::translate(
                    "assay", "%1 of %2 is not in the catalogue, so what the provider adds cannot be shown.")
                    .arg(id, row.entry.providerId));
            return;
        }
        const QString fix = m_collection ? planfix::expandInline : planfix::editGate;
        const QString path = m_collection ? QString() : QStringLiteral("/benchmarks/%1/primary_score").arg(row.index);
        if (!row.gate.score)
            note("no-primary-score", row.index,
                QCoreApplication::translate(
                    "assay", "%1 has no primary score, so it gets no verdict and has no part in the job's score.")
                    .arg(id),
                fix, path);
        else if (row.judged() && row.gate.score->lowerIsBetter.value_or(false) && !row.turned) {
            note("direction-only-at-provider", row.index,
                QCoreApplication::translate("assay",
                    "%1: lower is better, but only the provider says so; the job's score counts a high value as good. "
                    "Write the direction on the entry.")
                    .arg(id),
                fix, path);
        }
    }

    void checkOverrides()
    {
        const QList<BenchmarkRef> &overrides = m_job.collection->benchmarks;
        for (qsizetype i = 0; i < overrides.size(); ++i) {
            const BenchmarkRef &asked = overrides.at(i);
            if (std::ranges::any_of(m_collection->benchmarks,
                    [&asked](const BenchmarkRef &entry) { return isSameBenchmark(entry, asked); }))
                continue;
            note("override-unknown", -1,
                QCoreApplication::translate(
                    "assay", "The collection %1 has no benchmark %2 of the provider %3; the server refuses the job.")
                    .arg(m_job.collection->id, asked.id, asked.providerId),
                {}, QStringLiteral("/collection/benchmarks/%1").arg(i))
                .refused
                = true;
        }
    }

    const Job &m_job;
    const Collection *m_collection;
    EffectivePlan &m_plan;
};

} // namespace

int EffectivePlan::lost() const
{
    const auto count = [](const QList<PlanValue> &values) {
        return int(std::ranges::count_if(values, [](const PlanValue &value) { return value.fate != Fate::Used; }));
    };
    int sum = count(job);
    for (const PlanRow &row : rows)
        sum += count(row.values);
    return sum;
}

EffectivePlan effectivePlan(
    const Job &job, const Collection *collection, const BenchmarkLookup &benchmarks, const ServerProfile &profile)
{
    EffectivePlan plan;
    plan.profile = profile;
    if (!job.collection)
        collection = nullptr;
    if (collection) {
        plan.collectionId = job.collection->id;
        plan.collectionUpdatedAt = collection->resource.updatedAt;
    }
    const QList<BenchmarkRef> entries
        = collection ? mergedEntries(*collection, job.collection->benchmarks, profile) : job.benchmarks;
    const PlanSource source { profile, collection, collection ? job.collection->benchmarks : QList<BenchmarkRef>() };
    for (int index = 0; index < entries.size(); ++index) {
        // Stored answers are scored by the job's own functions: the provider's metric and gate mean nothing for them.
        const BenchmarkRef &entry = entries.at(index);
        plan.rows << planRow(source, entries, index, takesStoredAnswers(entry) ? nullptr : benchmarks(entry.providerId, entry.id));
    }
    JobMaker(job, collection, plan).make();
    return plan;
}

} // namespace assay
