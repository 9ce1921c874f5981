#pragma once

#include "services/authoring/AuthoredDocument.h"

#include <functional>

namespace assay {

/// How much of each benchmark is run.
enum class Preset {
    Smoke,    ///< 50 items: does it run at all
    Standard, ///< 500 items: a first number
    Full,     ///< no limit
};
inline constexpr Preset allPresets[] = {Preset::Smoke, Preset::Standard, Preset::Full};
QString presetTitle(Preset preset); ///< translated: "Smoke"
QString presetHelp(Preset preset);  ///< translated, one sentence
/// Items of each benchmark; none: all.
std::optional<qint64> presetItems(Preset preset);

/// What a preset has to know beside the job.
struct PresetSources {
    /// Items of a benchmark as its provider states them; none: it does not. May be empty.
    std::function<std::optional<qint64>(const QString &provider, const QString &benchmark)> size = {};
    /// The entries of the collection that the job names; empty: the job names none, or it is not known.
    QList<BenchmarkRef> collection = {};
};

/// A benchmark that a preset left as it was, or cannot be sure of.
struct PresetNote {
    QString path;         ///< of its entry ("benchmarks/2"), or "collection/id" for one of the collection
    QString benchmark;    ///< its id
    bool changed = false; ///< true: the limit was written, though it is not sure that it is read
    QString sentence;     ///< translated: why
    bool operator==(const PresetNote &) const = default;
};

struct PresetResult {
    AuthoredDocument document;
    QList<PresetNote> notes;
    int changed = 0; ///< entries whose limit is another now
};

/// Writes the provider's item limit into every entry: the preset's number, or the size where the set is smaller; Full takes
/// the limit away. For a job that names a collection the limits are overrides, one an entry and the same for all of a provider,
/// since some servers hand each to all of them; a limit of the collection's own wins over every override and is told as a note.
PresetResult applyPreset(const AuthoredDocument &job, Preset preset, const PresetSources &sources);
/// The presets that would change nothing; several where every set is small, none where the limits are one's own or where
/// presets have no effect at all.
QList<Preset> presetsOf(const AuthoredDocument &job, const PresetSources &sources);

} // namespace assay
