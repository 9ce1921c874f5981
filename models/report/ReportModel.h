#pragma once

#include "models/common/LoadState.h"
#include "services/core/Result.h"
#include "services/reports/ComparisonReport.h"

#include <QObject>

#include <memory>

namespace assay {

class Connection;
class ConnectionRegistry;

/// The values of a report on runs of any connections: fetched, judged by the policy of this process, compared where a baseline is
/// asked for. The numbers are made off the GUI thread by services/reports, as those of assayctl are. GUI thread.
class ReportModel : public QObject {
    Q_OBJECT
public:
    /// subject: RunRef texts with commas between them; "compare:" before them compares the runs with the first,
    /// "compare:confirmed:" although they are not comparable (see comparisonReport()).
    ReportModel(ConnectionRegistry &connections, const QString &subject, const QString &toolVersion, QObject *parent = nullptr);

    const QStringList &refs() const { return m_refs; }
    bool isComparison() const { return m_comparison; }
    LoadState load() const { return m_load; }
    Error lastError() const { return m_error; }
    /// The whole report; empty until the first time it is ready.
    const reports::ReportData &data() const { return m_data; }
    /// Fetches everything again; the newest call wins.
    void refresh();

Q_SIGNALS:
    void changed(); ///< load state or data

private:
    struct Gathering;
    void fetchRun(const std::shared_ptr<Gathering> &work, int run);
    void fetchRetries(const std::shared_ptr<Gathering> &work, int run);
    void fetchCollection(const std::shared_ptr<Gathering> &work, int run);
    void fetchScores(const std::shared_ptr<Gathering> &work, int run);
    /// Null, and the report has failed, when it was taken out meanwhile.
    Connection *connectionOf(const std::shared_ptr<Gathering> &work, int run);
    void make(const std::shared_ptr<Gathering> &work);
    void fetchTexts(const std::shared_ptr<Gathering> &work);
    void fetchSamples(const std::shared_ptr<Gathering> &work, int run, int benchmark);
    void finishTexts(const std::shared_ptr<Gathering> &work);
    void finish(const reports::ReportData &data);
    void fail(const std::shared_ptr<Gathering> &work, const Error &error);

    ConnectionRegistry &m_connections;
    QStringList m_refs;
    bool m_comparison = false, m_confirmed = false;
    QString m_toolVersion;
    LoadState m_load = LoadState::Idle;
    Error m_error;
    reports::ReportData m_data;
    std::weak_ptr<Gathering> m_newest;
};

} // namespace assay
