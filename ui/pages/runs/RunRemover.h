#pragma once

#include "ui/pages/DocumentPage.h"

#include <QObject>
#include <QStringList>

namespace assay {

class ConnectionRegistry;
class JobListModel;
class LibraryRuns;

/// Deletes runs (and what is kept of those that their server has no more) after a time in which the user can change their mind. Until then they are only hidden, so that the end of the
/// program, or a crash, deletes nothing that the user could still have wanted back. One for the program, as the time goes on when
/// the page is closed that it was asked from.
class RunRemover : public QObject {
    Q_OBJECT
public:
    static constexpr int undoMs = 10'000;
    RunRemover(ConnectionRegistry &connections, JobListModel &jobs, LibraryRuns &library, QObject *parent = nullptr);
    void remove(const QStringList &ids);

Q_SIGNALS:
    void messageRequested(const assay::UserMessage &message);

private:
    void deleteNow(const QStringList &ids);
    ConnectionRegistry &m_connections;
    JobListModel &m_jobs;
    LibraryRuns &m_library;
};

} // namespace assay
