#pragma once

#include <QString>
#include <QStringList>

namespace assay {

class JobListModel;

/// A value of a facet and how many of the shown runs have it.
struct FacetCount {
    QString value; ///< as a filter line has it, e.g. "failed"
    QString title; ///< for people, e.g. "Failed"
    int count = 0;
    bool operator==(const FacetCount &) const = default;
};

/// Keys that the bar of facets has: "state", "verdict", "model", "collection", "connection", "tag".
QStringList facetKeys();
QString facetTitle(const QString &key);
/// The values of a key over the runs that the rest of the line lets through, most frequent first.
QList<FacetCount> facetCounts(const JobListModel &jobs, const QString &line, const QString &key, qint64 nowMs);

/// What may stand in place of the part of the line that ends at `cursor`: whole parts, at most 12.
QStringList filterCompletions(const JobListModel &jobs, const QString &line, int cursor);
/// Where that part begins.
int filterPartStart(const QString &line, int cursor);

} // namespace assay
