#pragma once

#include "services/core/Result.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QStringList>

#include <functional>
#include <memory>

namespace assay {

/// Asks a person before something is changed on a guarded connection. What is asked for in one turn of the event loop is
/// one question for each connection. GUI thread.
class WriteGuard : public QObject {
    Q_OBJECT
public:
    struct Question {
        QString connection; ///< its name
        QStringList writes; ///< translated, e.g. "delete a run"; at least one
    };
    /// Shows the question and calls answer(go on) once, whatever happens to it.
    using Ask = std::function<void(const Question &question, const std::function<void(bool)> &answer)>;

    using QObject::QObject;
    ~WriteGuard() override;
    /// Without it every write is refused.
    void setAsk(Ask ask) { m_ask = std::move(ask); }
    /// Done when the person says so, else Error::Cancelled. Nothing is sent meanwhile.
    QFuture<Result<Done>> pass(const QString &connection, const QString &write);

private:
    struct Waiting {
        QString connection;
        QStringList writes;
        QList<std::shared_ptr<QPromise<Result<Done>>>> promises;
    };
    void put();
    static void answer(const Waiting &waiting, bool yes);

    Ask m_ask;
    QList<Waiting> m_waiting; ///< not asked yet
};

} // namespace assay
