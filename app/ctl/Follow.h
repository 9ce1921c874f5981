#pragma once

#include "services/api/Connection.h"
#include "services/api/JobService.h"

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace assay::ctl {

/// Shows on standard error how far jobs are: one line that is drawn over on a terminal, else a line for each step.
class Progress {
public:
    enum class Style { Auto, Silent };
    explicit Progress(Style style);
    ~Progress(); ///< ends the drawn line

    /// `key` tells benchmarks of several jobs apart.
    void update(const QString &key, const QString &name, const Word<RunState> &state, std::optional<qint64> done,
                std::optional<qint64> total);
    void clear();

private:
    struct Lane {
        QString name;
        Word<RunState> state;
        qint64 done = 0, total = 0;
        int lastQuarter = -1;
    };
    void draw();
    void line(Lane &lane);

    bool m_terminal = false, m_silent = false, m_drawn = false;
    QHash<QString, Lane> m_lanes;
    QElapsedTimer m_since;
};

/// Follows jobs until all are over. Errors: Network when the server is gone for a minute, NotFound when a job is.
Result<QList<Job>> follow(Connection &connection, const QStringList &ids, Progress &progress);

} // namespace assay::ctl
