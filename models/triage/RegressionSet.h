#pragma once

#include "services/api/JobService.h"
#include "services/api/TriageStore.h"

namespace assay {

/// The samples that were kept, and the benchmark that can be made of them. GUI thread.
class RegressionSet : public QObject {
    Q_OBJECT
public:
    RegressionSet(TriageStore &store, JobService &jobs, QObject *parent = nullptr);
    const QList<RegressionItem> &items() const { return m_items; }
    qsizetype usable() const; ///< those that can be asked again
    /// Writes the rows to a file of the user's choice; said() tells.
    void exportTo(const QString &path);
    /// Makes the benchmark on this connection; said() and made() tell.
    void makeBenchmark(const QString &name, const QString &scorer);
    bool isBusy() const { return m_busy; }

Q_SIGNALS:
    void changed();
    void said(const QString &sentence, bool wrong);
    void made(const QString &benchmarkId);

private:
    void read();
    TriageStore &m_store;
    JobService &m_jobs;
    QList<RegressionItem> m_items;
    bool m_busy = false;
    quint64 m_ticket = 0;
};

} // namespace assay
