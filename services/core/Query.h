#pragma once

#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace assay {

/// Which jobs (EvalHub contract, section 7). Empty members do not filter. Values follow the wire: `a,b` all, `a|b` any.
struct JobQuery {
    QString name, tags, owner, status, experimentId;
    int limit = 50;
    qint64 offset = 0;
    bool operator==(const JobQuery &) const = default;
};
struct ProviderQuery {
    QString name, tags, owner, scope;
    bool benchmarks = true;
    int limit = 50;
    qint64 offset = 0;
};
struct CollectionQuery {
    QString name, tags, owner, scope, category;
    int limit = 50;
    qint64 offset = 0;
};

/// A page of a list. totalCount counts all matches, not only this page's.
template<typename T>
struct Page {
    QList<T> items;
    qint64 totalCount = 0;
};

} // namespace assay
