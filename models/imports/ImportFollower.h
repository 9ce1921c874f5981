#pragma once

#include "services/api/ImportService.h"

#include <QObject>
#include <QTimer>

namespace assay {

class Connection;
class ImportListModel;

/// Follows one import of a connection: begins one, or takes up the newest that the server knows. Imports are the server's: they go on
/// without this object, and a new one finds them again. GUI thread.
class ImportFollower : public QObject {
    Q_OBJECT
public:
    explicit ImportFollower(Connection &connection, QObject *parent = nullptr);

    /// The newest import that the server knows, if it is running or has not been looked at; nothing when there is none.
    void takeUp();
    void begin(const QStringList &paths); ///< absolute files and folders
    void cancel();
    /// What is known of the import that is followed, without runs and problems; an empty id: none.
    const ImportState &state() const { return m_state; }
    bool isRunning() const { return !m_state.id.isEmpty() && !m_state.isOver(); }
    /// Why nothing can be imported here, or what went wrong with the last command; a sentence, empty: nothing.
    QString problem() const;
    /// Progress from 0 to 1; of bytes, as files are of very different sizes. Below 0: not known yet.
    double progress() const;
    ImportListModel &runs() { return *m_runs; }
    ImportListModel &problems() { return *m_problems; }

Q_SIGNALS:
    void changed();

private:
    void follow(const QString &id);
    void look();
    void fail(const Error &error);

    Connection &m_connection;
    ImportListModel *m_runs, *m_problems;
    ImportState m_state;
    QString m_fault;
    QTimer m_timer;
    bool m_looking = false;
};

} // namespace assay
