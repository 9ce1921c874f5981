#include "services/verdict/Comparability.h"

#include <QCoreApplication>

#include <algorithm>

namespace assay {

namespace {

using Aspect = ComparabilityAspect;

/// A key of RunConfig, what it belongs to and how bad a difference is. needed: not to know it is worth a caveat.
struct KeyRule {
    const char *key;
    Aspect aspect;
    Light differs;
    bool needed;
};
constexpr KeyRule keyRules[] = {
    { "scoring_sha256", Aspect::Meaning, Light::Red, false },
    { "dataset_sha256", Aspect::Data, Light::Red, false },
    { "dataset_revision", Aspect::Data, Light::Red, false },
    { "dataset", Aspect::Data, Light::Amber, false },
    { "num_fewshot", Aspect::Shots, Light::Red, true },
    { "prompt_sha256", Aspect::Prompt, Light::Red, true },
    { "system_prompt_sha256", Aspect::Prompt, Light::Red, false },
    { "temperature", Aspect::Decoding, Light::Amber, true },
    { "top_p", Aspect::Decoding, Light::Amber, false },
    { "max_tokens", Aspect::Decoding, Light::Amber, false },
    { "stop", Aspect::Decoding, Light::Amber, false },
    { "harness", Aspect::Harness, Light::Amber, true },
    { "harness_version", Aspect::Harness, Light::Amber, false },
    { "task_version", Aspect::Harness, Light::Red, false },
    { "judge", Aspect::Judge, Light::Red, false },
    { "judge_prompt_sha256", Aspect::Judge, Light::Red, false },
    { "limit", Aspect::Limits, Light::Amber, false },
    { "items", Aspect::Limits, Light::Amber, false },
};

/// Not settings of the measurement: what the runs are compared for, and the luck of the draw.
bool isFree(const QString &key)
{
    return key == QLatin1String("seed") || key == QLatin1String("model_revision")
        || key.startsWith(QLatin1String("model.")) || key == QLatin1String("concurrency")
        || key == QLatin1String("timeout_seconds") || key == QLatin1String("retries");
}

const KeyRule *ruleOf(const QString &key)
{
    const auto at = std::ranges::find_if(keyRules, [&](const KeyRule &rule) { return key == QLatin1String(rule.key); });
    return at == std::end(keyRules) ? nullptr : &*at;
}

/// Gathers what is found about one aspect of one run.
struct Finding {
    Light light = Light::Green;
    QList<ComparabilityDetail> details;
    int differing = 0, unknown = 0; ///< benchmarks
    void add(Light worse, const ComparabilityDetail &detail)
    {
        light = std::max(light, worse);
        details << detail;
    }
};

/// The checks of one run against the baseline.
class RunChecks {
public:
    RunChecks(const RunComparison &comparison, int run, const QHash<int, RunConfig> &before, const QHash<int, RunConfig> &after)
        : m_comparison(comparison)
        , m_run(run)
        , m_before(before)
        , m_after(after)
    {
    }
    QList<ComparabilityCheck> all();

private:
    void lookAtRow(const ComparedRow &row);
    void lookAtMeaning(const ComparedRow &row);
    Light lookAtItems(const ComparedRow &row);
    void lookAtConfig(const ComparedRow &row, bool sameItems);
    void lookAtKey(const ComparedRow &row, const KeyRule &rule, bool sameItems);
    void lookAtOthers(const ComparedRow &row, const RunConfig &before, const RunConfig &after);
    ComparabilityCheck checkOf(Aspect aspect, const Finding &finding) const;
    QString sentence(Aspect aspect, const Finding &finding, const QStringList &keys) const;
    QString missingSentence() const;
    Finding &of(Aspect aspect) { return m_findings[int(aspect)]; }

    const RunComparison &m_comparison;
    const int m_run;
    const QHash<int, RunConfig> &m_before, &m_after;
    Finding m_findings[int(Aspect::Other) + 1];
    int m_shared = 0, m_onlyBaseline = 0, m_onlyRun = 0, m_unfinished = 0, m_otherMetric = 0;
};

QList<ComparabilityCheck> RunChecks::all()
{
    for (const ComparedRow &row : m_comparison.rows) {
        if (row.primary)
            lookAtRow(row);
    }
    Finding &benchmarks = of(Aspect::Benchmarks);
    benchmarks.light = m_shared == 0 ? Light::Red
        : m_onlyBaseline > 0 || m_unfinished > 0 ? std::max(benchmarks.light, Light::Amber)
                                                 : benchmarks.light;
    QList<ComparabilityCheck> checks;
    for (int aspect = 0; aspect <= int(Aspect::Other); ++aspect)
        checks << checkOf(Aspect(aspect), m_findings[aspect]);
    return checks;
}

void RunChecks::lookAtRow(const ComparedRow &row)
{
    const ComparedCell &before = row.cells.at(m_comparison.baseline), &after = row.cells.at(m_run);
    if (before.index < 0 || after.index < 0) {
        m_onlyBaseline += after.index < 0 && before.index >= 0;
        m_onlyRun += before.index < 0 && after.index >= 0;
        return;
    }
    lookAtMeaning(row);
    if (!before.value || !after.value) {
        const auto reportedAnother = [](const ComparedCell &cell) { return cell.state == ComparedCell::State::NoMetric; };
        m_otherMetric += (before.value && reportedAnother(after)) || (after.value && reportedAnother(before));
        ++m_unfinished;
        of(Aspect::Benchmarks)
            .add(Light::Amber, { row.id, {}, before.value ? QString() : missingText(before.state), after.value ? QString() : missingText(after.state) });
        return;
    }
    ++m_shared;
    const Light items = lookAtItems(row);
    lookAtConfig(row, items == Light::Green && after.basis == ComparedCell::Basis::Paired);
}

void RunChecks::lookAtMeaning(const ComparedRow &row)
{
    const ComparedCell &after = row.cells.at(m_run);
    if (after.state == ComparedCell::State::NotComparable) {
        of(Aspect::Meaning).add(Light::Red, { row.id, row.metric, {}, after.note });
        ++of(Aspect::Meaning).differing;
    }
}

/// Green when the same items were asked, as far as that is known.
Light RunChecks::lookAtItems(const ComparedRow &row)
{
    constexpr double nearlyAll = 0.99, half = 0.5;
    const ComparedCell &before = row.cells.at(m_comparison.baseline), &after = row.cells.at(m_run);
    Finding &finding = of(Aspect::Items);
    if (after.basis == ComparedCell::Basis::Paired && after.comparison) {
        const double share = double(after.comparison->pairs) / double(after.comparison->pairs + after.comparison->unpaired);
        const Light light = share >= nearlyAll ? Light::Green : share >= half ? Light::Amber : Light::Red;
        if (light != Light::Green) {
            ++finding.differing;
            finding.add(light, { row.id, {}, QString(), QCoreApplication::translate("assay", "%1 of %2 items shared")
                                                            .arg(after.comparison->pairs)
                                                            .arg(after.comparison->pairs + after.comparison->unpaired) });
        }
        return light;
    }
    if (before.n && after.n && *before.n != *after.n) {
        ++finding.differing;
        finding.add(Light::Amber, { row.id, {}, QString::number(*before.n), QString::number(*after.n) });
    } else {
        ++finding.unknown;
        finding.light = std::max(finding.light, Light::Amber);
    }
    return Light::Amber;
}

void RunChecks::lookAtConfig(const ComparedRow &row, bool sameItems)
{
    for (const KeyRule &rule : keyRules)
        lookAtKey(row, rule, sameItems);
    const RunConfig before = m_before.value(row.cells.at(m_comparison.baseline).index);
    const RunConfig after = m_after.value(row.cells.at(m_run).index);
    const bool dataKnown = (before.has(QStringLiteral("dataset_sha256")) && after.has(QStringLiteral("dataset_sha256")))
        || (before.has(QStringLiteral("dataset_revision")) && after.has(QStringLiteral("dataset_revision")));
    if (!dataKnown && !sameItems) {
        ++of(Aspect::Data).unknown;
        of(Aspect::Data).light = std::max(of(Aspect::Data).light, Light::Amber);
    }
    lookAtOthers(row, before, after);
}

void RunChecks::lookAtKey(const ComparedRow &row, const KeyRule &rule, bool sameItems)
{
    const QString key = QString::fromLatin1(rule.key);
    const QString before = m_before.value(row.cells.at(m_comparison.baseline).index).value(key);
    const QString after = m_after.value(row.cells.at(m_run).index).value(key);
    Finding &finding = of(rule.aspect);
    if (!before.isEmpty() && !after.isEmpty()) {
        if (sameConfigValue(before, after))
            return;
        ++finding.differing;
        // How the file is called or how its text is written does not matter where the items are the same.
        const bool onlyTheFile = sameItems && rule.aspect == Aspect::Data;
        finding.add(onlyTheFile ? Light::Amber : rule.differs, { row.id, key, before, after });
        return;
    }
    // A judge or a limit that only one of the runs names: the other had none, or did not say.
    const bool oneSided = before.isEmpty() != after.isEmpty();
    if (oneSided && (rule.needed || rule.aspect == Aspect::Judge || rule.aspect == Aspect::Limits || rule.aspect == Aspect::Prompt)) {
        ++finding.differing;
        finding.add(Light::Amber, { row.id, key, before, after });
    } else if (rule.needed && before.isEmpty() && after.isEmpty()) {
        ++finding.unknown;
        finding.light = std::max(finding.light, Light::Amber);
    }
}

void RunChecks::lookAtOthers(const ComparedRow &row, const RunConfig &before, const RunConfig &after)
{
    Finding &finding = of(Aspect::Other);
    const auto look = [&](const QString &key) {
        if (ruleOf(key) || isFree(key) || sameConfigValue(before.value(key), after.value(key)))
            return;
        ++finding.differing;
        finding.add(Light::Amber, { row.id, key, before.value(key), after.value(key) });
    };
    for (const ConfigValue &value : before.values)
        look(value.key);
    for (const ConfigValue &value : after.values) {
        if (!before.has(value.key))
            look(value.key);
    }
}

ComparabilityCheck RunChecks::checkOf(Aspect aspect, const Finding &finding) const
{
    ComparabilityCheck check;
    check.aspect = aspect;
    check.run = m_run;
    check.light = finding.light;
    check.details = finding.details;
    for (const ComparabilityDetail &detail : finding.details) {
        if (!detail.key.isEmpty() && !check.keys.contains(detail.key))
            check.keys << detail.key;
    }
    check.text = aspect == Aspect::Benchmarks ? missingSentence() : sentence(aspect, finding, check.keys);
    return check;
}

QString RunChecks::missingSentence() const
{
    if (m_shared == 0 && m_otherMetric > 0)
        return QCoreApplication::translate("assay", "The two runs have a benchmark in common, but report no metric of the same name.");
    if (m_shared == 0)
        return QCoreApplication::translate("assay", "The two runs have no result of one benchmark in common.");
    QStringList parts;
    if (m_onlyBaseline > 0)
        parts << QCoreApplication::translate("assay", "%n benchmark(s) of the baseline were not run.", nullptr, m_onlyBaseline);
    if (m_onlyRun > 0)
        parts << QCoreApplication::translate("assay", "%n benchmark(s) are not in the baseline.", nullptr, m_onlyRun);
    if (m_unfinished > 0)
        parts << QCoreApplication::translate("assay", "%n benchmark(s) have no result in one of the runs.", nullptr, m_unfinished);
    if (parts.isEmpty())
        return QCoreApplication::translate("assay", "Both runs have the same benchmarks.");
    return parts.join(QLatin1Char(' '));
}

QString RunChecks::sentence(Aspect aspect, const Finding &finding, const QStringList &keys) const
{
    const QString title = aspectTitle(aspect);
    if (finding.differing > 0 || !finding.details.isEmpty()) {
        QStringList named;
        for (const ComparabilityDetail &detail : finding.details) {
            if (!named.contains(detail.benchmark))
                named << detail.benchmark;
        }
        constexpr int most = 3;
        QString where = QStringList(named.mid(0, most)).join(QStringLiteral(", "));
        if (named.size() > most)
            where = QCoreApplication::translate("assay", "%1 and %n more", nullptr, int(named.size()) - most).arg(where);
        if (keys.isEmpty())
            return QCoreApplication::translate("assay", "%1: not the same for %2.").arg(title, where);
        //: %1 aspect, e.g. "Data"; %2 benchmarks; %3 names of settings
        return QCoreApplication::translate("assay", "%1: not the same for %2 (%3).").arg(title, where, keys.join(QStringLiteral(", ")));
    }
    if (finding.unknown > 0)
        return QCoreApplication::translate("assay", "%1: not recorded for %n benchmark(s).", nullptr, finding.unknown).arg(title);
    return QCoreApplication::translate("assay", "%1: no difference found.").arg(title);
}

} // namespace

Light Comparability::light() const
{
    Light worst = Light::Green;
    for (const ComparabilityCheck &check : checks)
        worst = std::max(worst, check.light);
    return worst;
}

Light Comparability::lightOf(int run) const
{
    Light worst = Light::Green;
    for (const ComparabilityCheck &check : checks)
        worst = check.run == run ? std::max(worst, check.light) : worst;
    return worst;
}

QList<ComparabilityCheck> Comparability::of(int run) const
{
    QList<ComparabilityCheck> found;
    std::ranges::copy_if(checks, std::back_inserter(found), [run](const ComparabilityCheck &check) { return check.run == run; });
    return found;
}

Comparability comparabilityOf(const RunComparison &comparison, const QList<ComparedRun> &runs)
{
    Comparability out;
    if (runs.size() != comparison.refs.size() || comparison.baseline >= runs.size())
        return out;
    const auto configs = [&](int run) { return runConfigs(runs.at(run).job, runs.at(run).plan); };
    const QHash<int, RunConfig> before = configs(comparison.baseline);
    for (int run = 0; run < runs.size(); ++run) {
        if (run != comparison.baseline) {
            const QHash<int, RunConfig> after = configs(run);
            out.checks << RunChecks(comparison, run, before, after).all();
        }
    }
    return out;
}

QString aspectTitle(Aspect aspect)
{
    switch (aspect) {
    case Aspect::Benchmarks: return QCoreApplication::translate("assay", "Benchmarks");
    case Aspect::Meaning: return QCoreApplication::translate("assay", "Meaning of the score");
    case Aspect::Data: return QCoreApplication::translate("assay", "Data");
    case Aspect::Items: return QCoreApplication::translate("assay", "Items");
    case Aspect::Shots: return QCoreApplication::translate("assay", "Worked examples");
    case Aspect::Prompt: return QCoreApplication::translate("assay", "Prompt");
    case Aspect::Decoding: return QCoreApplication::translate("assay", "Decoding");
    case Aspect::Harness: return QCoreApplication::translate("assay", "Harness");
    case Aspect::Judge: return QCoreApplication::translate("assay", "Judge");
    case Aspect::Limits: return QCoreApplication::translate("assay", "Limits");
    case Aspect::Other: break;
    }
    return QCoreApplication::translate("assay", "Other settings");
}

QString lightTitle(Light light)
{
    switch (light) {
    case Light::Green: return QCoreApplication::translate("assay", "Comparable");
    case Light::Amber: return QCoreApplication::translate("assay", "Comparable with caveats");
    case Light::Red: break;
    }
    return QCoreApplication::translate("assay", "Not comparable");
}

QString caveatText(const Comparability &comparability, const QStringList &names, bool confirmed)
{
    QStringList red, amber;
    for (const ComparabilityCheck &check : comparability.checks) {
        //: %1 a run, %2 a sentence about what differs
        if (check.light == Light::Red)
            red << QCoreApplication::translate("assay", "Not comparable: %1. %2").arg(names.value(check.run), check.text);
        else if (check.light == Light::Amber)
            amber << QCoreApplication::translate("assay", "Caveat: %1. %2").arg(names.value(check.run), check.text);
    }
    QStringList lines = red + amber;
    if (const QString confirmation = confirmationText(comparability, confirmed); !confirmation.isEmpty())
        lines.prepend(confirmation);
    return lines.join(QLatin1Char('\n'));
}

QString confirmationText(const Comparability &comparability, bool confirmed)
{
    if (!confirmed || comparability.light() != Light::Red)
        return {};
    return QCoreApplication::translate(
        "assay", "The runs are called better and worse all the same, because the author of this comparison confirmed it.");
}

Wording wordingOf(const Comparability &comparability, bool confirmed)
{
    return comparability.light() == Light::Red && !confirmed ? Wording::Plain : Wording::Judging;
}

QString breakReason(const RunConfig &before, const RunConfig &after)
{
    QStringList keys;
    for (const KeyRule &rule : keyRules) {
        const QString key = QString::fromLatin1(rule.key), was = before.value(key), is = after.value(key);
        if (rule.differs == Light::Red && !was.isEmpty() && !is.isEmpty() && !sameConfigValue(was, is))
            keys << QCoreApplication::translate("assay", "%1 was %2, is %3").arg(key, was.left(12), is.left(12));
    }
    return keys.join(QStringLiteral("; "));
}

} // namespace assay
