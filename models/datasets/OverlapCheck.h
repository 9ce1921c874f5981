#pragma once

#include "models/datasets/OverlapReport.h"
#include "services/core/Result.h"

#include <QObject>

#include <memory>

namespace assay {

class Connection;
class DatasetReader;
struct DatasetRow;

/// Looks for rows that two datasets of a server have in common, or that one has twice. Both are read page by page and
/// compared on the pool; then the rows of the pairs to be listed are read again, which shows them and proves them. Of
/// two datasets whose lengths are known the shorter one is held (by hashes, see OverlapFinder). GUI thread.
class OverlapCheck : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Running, Finished, Failed, Cancelled };
    explicit OverlapCheck(Connection &connection, QObject *parent = nullptr);
    ~OverlapCheck() override;

    /// What ran before is cancelled.
    void start(const OverlapRequest &request);
    void cancel();
    State state() const { return m_state; }
    QString problem() const { return m_problem; } ///< why Failed; translated
    /// Finished: what was found.
    const OverlapReport &report() const { return m_report; }
    QString step() const; ///< what is being done, translated
    qint64 rowsRead() const; ///< of both datasets, while they are read for the first time; then 0
    std::optional<qint64> rowsInAll() const; ///< likewise; none: a server does not tell

Q_SIGNALS:
    void changed(); ///< state or progress

private:
    enum class Step { First, Second, Comparing, HereAgain, ThereAgain };
    struct Again {
        qint64 row;
        qsizetype finding;
    };
    void setState(State state, const QString &problem = {});
    const OverlapSide &side(Step step) const;
    void read(Step step);
    void arrived(qint64 first, const QList<DatasetRow> &rows);
    void compare(const QList<DatasetRow> &rows);
    void lookAgain(qint64 first, const QList<DatasetRow> &rows);
    void ended(const QString &note);
    void failed(const QString &problem);
    void finish();
    void readAgain(Step step);
    void settle();
    void dropReader();

    Connection &m_connection;
    OverlapReport m_report;
    std::shared_ptr<OverlapFinder> m_finder; ///< used by one task of the pool at a time
    DatasetReader *m_reader = nullptr; ///< ours
    QList<Again> m_again; ///< by row
    State m_state = State::Idle;
    Step m_step = Step::First;
    QString m_problem;
    qint64 m_readBefore = 0; ///< rows of the first dataset
    bool m_swapped = false; ///< there is read first
    int m_ticket = 0;
};

} // namespace assay
