#pragma once

#include "models/jobs/JobFilterModel.h"
#include "services/api/SavedDocuments.h"

#include <QByteArray>
#include <QObject>

namespace assay {

/// How the list of runs is shown: what, in which order, which columns.
struct RunsView {
    QString id;         ///< empty: not saved
    QString title;
    bool builtIn = false;
    QString filter;     ///< a filter line; grouping is part of it ("group:model")
    QList<JobFilterModel::SortKey> sort;
    QByteArray columns; ///< state of the table's header; empty: as it is
    bool operator==(const RunsView &) const = default;
};

/// The saved views of the runs, after those that come with the program. GUI thread.
class SavedViews : public QObject {
    Q_OBJECT
public:
    explicit SavedViews(SavedDocuments &documents, QObject *parent = nullptr) : QObject(parent), m_documents(documents) {}
    void load();
    /// Those of the program first, then the user's by title.
    QList<RunsView> views() const;
    /// Null when there is none of this id.
    const RunsView *find(const QString &id) const;
    /// Why it cannot be called that: translated; empty: it can. `id`: of the view that is renamed; else empty.
    QString titleProblem(const QString &title, const QString &id = {}) const;
    /// A new one, or (with an id) in place of the old.
    void save(const RunsView &view);
    void remove(const QString &id);

Q_SIGNALS:
    void changed();
    void saved(const QString &id);
    void failed(const QString &message); ///< translated

private:
    static QList<RunsView> builtIn();
    SavedDocuments &m_documents;
    QList<RunsView> m_saved;
};

} // namespace assay
