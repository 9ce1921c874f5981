#include "models/imports/ImportFollower.h"

#include "models/imports/ImportListModel.h"
#include "services/api/Connection.h"
#include "services/core/Async.h"

namespace assay {

namespace {
constexpr int lookMs = 250;
}

ImportFollower::ImportFollower(Connection &connection, QObject *parent)
    : QObject(parent), m_connection(connection), m_runs(new ImportListModel(ImportListModel::Show::Runs, this)),
      m_problems(new ImportListModel(ImportListModel::Show::Problems, this))
{
    m_timer.setInterval(lookMs);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &ImportFollower::look);
    connect(&connection, &Connection::stateChanged, this, [this] {
        if (m_connection.state() == Connection::State::Ready && m_state.id.isEmpty())
            takeUp();
        Q_EMIT changed();
    });
}

QString ImportFollower::problem() const
{
    if (!m_connection.imports() || (m_connection.state() == Connection::State::Ready && !m_connection.capabilities().has(Capability::ImportResults)))
        return m_connection.capabilities().reasonMissing(Capability::ImportResults);
    return m_fault;
}

double ImportFollower::progress() const
{
    if (m_state.isOver())
        return 1;
    if (m_state.bytes > 0)
        return double(m_state.bytesDone) / double(m_state.bytes);
    return -1;
}

void ImportFollower::takeUp()
{
    if (!m_connection.imports() || m_connection.state() != Connection::State::Ready)
        return;
    whenDone(m_connection.imports()->list(), this, [this](const Result<QList<ImportState>> &known) {
        if (known && !known->isEmpty() && m_state.id.isEmpty())
            follow(known->constFirst().id);
    });
}

void ImportFollower::begin(const QStringList &paths)
{
    if (!m_connection.imports() || paths.isEmpty())
        return;
    m_fault.clear();
    whenDone(m_connection.imports()->begin(paths), this, [this](const Result<QString> &id) {
        if (id)
            follow(*id);
        else
            fail(id.error());
    });
}

void ImportFollower::follow(const QString &id)
{
    m_state = ImportState();
    m_state.id = id;
    m_runs->clear();
    m_problems->clear();
    look();
    Q_EMIT changed();
}

void ImportFollower::look()
{
    if (m_looking || m_state.id.isEmpty())
        return;
    m_looking = true;
    whenDone(m_connection.imports()->look(m_state.id, m_runs->rowCount(), m_problems->rowCount()), this,
             [this, id = m_state.id](const Result<ImportState> &state) {
                 m_looking = false;
                 if (id != m_state.id) // another one is followed by now
                     return look();
                 if (!state)
                     return fail(state.error());
                 m_runs->append(state->runs);
                 m_problems->append(state->problems);
                 m_state = *state;
                 m_state.runs.clear();
                 m_state.problems.clear();
                 if (!m_state.isOver())
                     m_timer.start();
                 Q_EMIT changed();
             });
}

void ImportFollower::cancel()
{
    if (!isRunning())
        return;
    whenDone(m_connection.imports()->cancel(m_state.id), this, [this](const Result<Done> &done) {
        done ? look() : fail(done.error());
    });
}

void ImportFollower::fail(const Error &error)
{
    if (error.kind == Error::Kind::Cancelled)
        return;
    m_fault = error.message;
    if (isRunning()) // it goes on there; so do we, when the server is back
        m_timer.start();
    Q_EMIT changed();
}

} // namespace assay
