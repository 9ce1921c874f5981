#pragma once

#include "services/api/JobService.h"

#include <QHash>
#include <QObject>
#include <QTimer>

namespace assay {

/// Gathers changes and hands them on at most once a job and benchmark each 100 ms, the newest word winning.
class JobChanges : public QObject {
    Q_OBJECT
public:
    explicit JobChanges(JobService &service, QObject *parent = nullptr);

    /// An event `job` of the local engine's stream; harmless when it cannot be read.
    void addEvent(const QByteArray &data);
    void add(const JobChange &change);
    /// Everything may have changed.
    void listChanged();

private:
    void flush();

    JobService &m_service;
    QTimer m_timer;
    QHash<QPair<QString, qint64>, JobChange> m_waiting;
    QList<QPair<QString, qint64>> m_order;
    bool m_listChanged = false;
};

} // namespace assay
