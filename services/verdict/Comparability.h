#pragma once

#include "services/verdict/RunComparison.h"
#include "services/verdict/RunConfig.h"

#include <QList>
#include <QLocale>
#include <QString>
#include <QStringList>

namespace assay {

/// Whether what was measured is the same thing.
enum class Light {
    Green, ///< nothing speaks against it
    Amber, ///< something differs that may matter, or is not known
    Red, ///< something differs that makes the numbers mean different things
};

/// What is looked at, in this order.
enum class ComparabilityAspect { Benchmarks, Meaning, Data, Items, Shots, Prompt, Decoding, Harness, Judge, Limits, Other };

/// One thing that differs, or is known of one run only.
struct ComparabilityDetail {
    QString benchmark; ///< as the row's title; empty: it is about the whole run
    QString key; ///< as in RunConfig; empty where it is none
    QString baseline, other; ///< empty: not known
    bool operator==(const ComparabilityDetail &) const = default;
};

/// One aspect of one run beside the baseline.
struct ComparabilityCheck {
    ComparabilityAspect aspect = ComparabilityAspect::Benchmarks;
    int run = 0;
    Light light = Light::Green;
    QString text; ///< one sentence, e.g. "The data of 2 of 6 benchmarks differ (dataset_sha256)."
    QStringList keys; ///< that differ, each once
    QList<ComparabilityDetail> details;
};

struct Comparability {
    QList<ComparabilityCheck> checks; ///< by run, then by aspect; none for the baseline
    Light light() const; ///< the worst
    Light lightOf(int run) const;
    QList<ComparabilityCheck> of(int run) const;
};

/// runs: those that the comparison was made of, in the same order; their scores are not needed. Pure, any thread.
Comparability comparabilityOf(const RunComparison &comparison, const QList<ComparedRun> &runs);

/// "Data", "Prompt", ...
QString aspectTitle(ComparabilityAspect aspect);
/// "Comparable", "Comparable with caveats", "Not comparable".
QString lightTitle(Light light);

/// What has to be read beside the numbers, on screen and in every report: one line a run and aspect that is not green. Empty when
/// there is nothing to say; the worst comes first. confirmed: the user took the responsibility, which is said before all.
QString caveatText(const Comparability &comparability, const QStringList &names, bool confirmed = false);

/// The sentence that says so; empty where there was nothing to confirm.
QString confirmationText(const Comparability &comparability, bool confirmed);

/// Whether one run may be called better than another: not while something is red, unless the user confirmed it.
Wording wordingOf(const Comparability &comparability, bool confirmed);

/// Why two results of one benchmark in time cannot be joined by a line; empty: they can. For histories.
QString breakReason(const RunConfig &before, const RunConfig &after);

} // namespace assay
