#pragma once

#include "models/common/Roles.h"
#include "services/api/TrialService.h"

#include <QAbstractTableModel>
#include <QTimer>

namespace assay {

/// One trial of a provider's command from its start to its end, with a row for each report that it posted. Asks the server every
/// moment while it runs. Cancels what runs when it goes. GUI thread.
class TrialModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { NumberColumn, TimeColumn, StatusColumn, PhaseColumn, FaultsColumn, ColumnCount };
    enum Role { DetailRole = FirstOwnRole }; ///< QString: what is wrong with the report, then the report as it was posted
    enum class State { Idle, Starting, Running, Ending, Over, Failed };

    /// service: null where the connection has no trials; outlives the model otherwise.
    explicit TrialModel(TrialService *service, QObject *parent = nullptr);
    ~TrialModel() override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Forgets the last one. Nothing happens while one runs.
    void start(const Provider &provider, const QString &benchmarkId, const QString &shownCommand);
    void cancel();
    State state() const { return m_state; }
    bool isBusy() const { return m_state == State::Starting || m_state == State::Running || m_state == State::Ending; }
    /// What it came to, or how it stands: translated sentences.
    QString summary() const;
    Tone tone() const; ///< of the summary
    /// Phases in the order in which they were reported: "Loading data → Running". Empty: none yet.
    QString phases() const;
    /// Exit code, time, CPU and memory; empty before the end.
    QString usage() const;
    QString output() const { return QString::fromUtf8(m_output); }

Q_SIGNALS:
    void changed();
    void outputAdded(const QString &text);

private:
    void look();
    void take(const TrialState &state);
    void fail(const Error &error);
    int brokenReports() const;

    TrialService *const m_service;
    State m_state = State::Idle;
    QString m_id;
    Error m_error;
    TrialState m_last; ///< without reports and output
    QList<TrialReport> m_reports;
    QByteArray m_output;
    QTimer m_timer;
    quint64 m_ticket = 0;
};

} // namespace assay
