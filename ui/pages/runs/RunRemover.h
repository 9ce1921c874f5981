#pragma once

#include "ui/pages/DocumentPage.h"

#include <QObject>
#include <QStringList>

namespace assay {

class JobListModel;
class JobService;

/// Deletes runs after a time in which the user can change their mind. Until then they are only hidden, so that the end of the
/// program, or a crash, deletes nothing that the user could still have wanted back.
class RunRemover : public QObject {
    Q_OBJECT
public:
    static constexpr int undoMs = 10'000;
    RunRemover(JobService &service, JobListModel &jobs, QObject *parent = nullptr);
    void remove(const QStringList &ids);

Q_SIGNALS:
    void messageRequested(const assay::UserMessage &message);

private:
    void deleteNow(const QStringList &ids);
    JobService &m_service;
    JobListModel &m_jobs;
};

} // namespace assay
