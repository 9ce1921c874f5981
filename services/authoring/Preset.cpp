#include "services/authoring/Preset.h"

#include "services/authoring/DocumentPath.h"
#include "services/authoring/ParameterTable.h"

#include <QCoreApplication>
#include <QLocale>

#include <algorithm>

namespace assay {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

/// One entry that is asked for.
struct Asked {
    QString provider, benchmark;
    std::optional<qint64> size;
};

Asked asked(const QString &provider, const QString &benchmark, const PresetSources &sources)
{
    Asked out{provider, benchmark, {}};
    if (sources.size) {
        const std::optional<qint64> size = sources.size(provider, benchmark);
        out.size = size.value_or(0) > 0 ? size : std::nullopt; // the wire writes 0 where nobody said a size
    }
    return out;
}

/// What the limit becomes; `leave`: nothing is written, for the reason in `why`.
struct Wanted {
    std::optional<qint64> items = {};
    bool leave = false;
    QString why = {};
};

Wanted wantedFor(const Asked &entry, const ItemLimit &limit, std::optional<qint64> items)
{
    if (limit.parameter.isEmpty())
        return {.leave = true, .why = limit.why};
    if (items)
        return {.items = entry.size && !limit.endless ? std::min(*items, *entry.size) : *items, .why = limit.why};
    if (limit.endless)
        return {.leave = true, .why = tr("A load test has no full size: without %1 there may be no end to it, so it stays as it is.").arg(limit.parameter)};
    if (!limit.withoutIt)
        return {.why = limit.why};
    if (entry.size)
        return {.items = entry.size};
    return {.leave = true, .why = tr("Without %1 the program asks only %2 items, and the provider states no size: enter the number yourself.")
                                      .arg(limit.parameter, QLocale().toString(*limit.withoutIt))};
}

class Applying {
    Q_DECLARE_TR_FUNCTIONS(assay::Applying)
public:
    Applying(const AuthoredDocument &job, Preset preset, const PresetSources &sources)
        : m_sources(sources), m_items(presetItems(preset))
    {
        result.document = job;
    }
    PresetResult result;

    void run()
    {
        const qsizetype rows = result.document.rows(QStringLiteral("benchmarks")).size();
        for (qsizetype i = 0; i < rows; ++i) {
            const QString path = path::join(QStringLiteral("benchmarks"), i);
            const Asked entry = asked(result.document.text(path + QStringLiteral("/provider_id")), result.document.text(path + QStringLiteral("/id")), m_sources);
            const ItemLimit limit = itemLimitOf(entry.provider, entry.benchmark);
            apply(path, path, entry, limit, wantedFor(entry, limit, m_items));
        }
        if (result.document.contains(QStringLiteral("collection/id")))
            overrides();
    }

private:
    void note(const QString &path, const QString &benchmark, bool changed, const QString &sentence)
    {
        result.notes.append({path, benchmark, changed, sentence});
    }

    void apply(const QString &path, const QString &notePath, const Asked &entry, const ItemLimit &limit, const Wanted &wanted)
    {
        if (!wanted.why.isEmpty())
            note(notePath, entry.benchmark, !wanted.leave, wanted.why);
        if (wanted.leave)
            return;
        const QString parameters = path + QStringLiteral("/parameters");
        const QVariantMap before = result.document.value(parameters).toMap();
        QVariantMap after = before;
        for (const QString &other : limit.others)
            after.remove(other);
        if (wanted.items)
            after.insert(limit.parameter, *wanted.items);
        else
            after.remove(limit.parameter);
        if (after == before)
            return;
        result.document.set(parameters, after);
        ++result.changed;
    }

    /// An override of one benchmark may reach every other of its provider, so all of a provider have the same number.
    void overrides()
    {
        QHash<QString, qint64> most;
        for (const BenchmarkRef &entry : m_sources.collection) {
            const Asked one = asked(entry.providerId, entry.id, m_sources);
            const Wanted wanted = wantedFor(one, itemLimitOf(one.provider, one.benchmark), m_items);
            if (wanted.items)
                most.insert(one.provider, std::max(most.value(one.provider, 0), *wanted.items));
        }
        for (const BenchmarkRef &entry : m_sources.collection) {
            const Asked one = asked(entry.providerId, entry.id, m_sources);
            const ItemLimit limit = itemLimitOf(one.provider, one.benchmark);
            const QString noted = QStringLiteral("collection/id");
            if (const QVariant own = entry.parameters.toVariantMap().value(limit.parameter); own.isValid() && !limit.parameter.isEmpty()) {
                note(noted, one.benchmark, false,
                     tr("The collection itself sets %1 to %2, and that wins over what the run asks for.").arg(limit.parameter, own.toString()));
                continue;
            }
            Wanted wanted = wantedFor(one, limit, m_items);
            if (wanted.items)
                wanted.items = most.value(one.provider);
            apply(overrideRow(one, wanted), noted, one, limit, wanted);
        }
        dropEmptyOverrides();
    }

    /// The override of this benchmark; a new one where something has to be written.
    QString overrideRow(const Asked &entry, const Wanted &wanted)
    {
        const QString list = QStringLiteral("collection/benchmarks");
        const QVariantList rows = result.document.rows(list);
        for (qsizetype i = 0; i < rows.size(); ++i) {
            const QVariantMap row = rows.at(i).toMap();
            if (row.value(QStringLiteral("provider_id")) == entry.provider && row.value(QStringLiteral("id")) == entry.benchmark)
                return path::join(list, i);
        }
        if (!wanted.leave && wanted.items)
            result.document.insertRow(list, rows.size(), QVariantMap{{QStringLiteral("provider_id"), entry.provider}, {QStringLiteral("id"), entry.benchmark}});
        return path::join(list, rows.size());
    }

    /// What held nothing but the limit says nothing without it.
    void dropEmptyOverrides()
    {
        const QString list = QStringLiteral("collection/benchmarks");
        for (qsizetype i = result.document.rows(list).size() - 1; i >= 0 && result.changed > 0; --i) {
            if (result.document.rows(list).at(i).toMap().size() <= 2 && !result.document.contains(path::join(list, i) + QStringLiteral("/parameters")))
                result.document.removeRow(list, i);
        }
    }

    const PresetSources &m_sources;
    const std::optional<qint64> m_items;
};

} // namespace

QString presetTitle(Preset preset)
{
    switch (preset) {
    case Preset::Smoke: return tr("Smoke");
    case Preset::Standard: return tr("Standard");
    case Preset::Full: break;
    }
    return tr("Full");
}

QString presetHelp(Preset preset)
{
    const auto items = presetItems(preset);
    if (!items)
        return tr("All items of each benchmark: the number to publish.");
    return (preset == Preset::Smoke ? tr("%1 items of each benchmark: shows whether everything works.")
                                    : tr("%1 items of each benchmark: a first result, with a wide interval."))
        .arg(QLocale().toString(*items));
}

std::optional<qint64> presetItems(Preset preset)
{
    switch (preset) {
    case Preset::Smoke: return 50;
    case Preset::Standard: return 500;
    case Preset::Full: break;
    }
    return std::nullopt;
}

PresetResult applyPreset(const AuthoredDocument &job, Preset preset, const PresetSources &sources)
{
    Applying applying(job, preset, sources);
    applying.run();
    return applying.result;
}

QList<Preset> presetsOf(const AuthoredDocument &job, const PresetSources &sources)
{
    QList<Preset> same;
    for (const Preset preset : allPresets) {
        if (applyPreset(job, preset, sources).changed == 0)
            same << preset;
    }
    return same.size() == std::ssize(allPresets) ? QList<Preset>() : same;
}

} // namespace assay
