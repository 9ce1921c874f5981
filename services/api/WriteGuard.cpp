#include "services/api/WriteGuard.h"

#include <QCoreApplication>

namespace assay {

WriteGuard::~WriteGuard()
{
    for (const Waiting &waiting : std::as_const(m_waiting))
        answer(waiting, false);
}

QFuture<Result<Done>> WriteGuard::pass(const QString &connection, const QString &write)
{
    auto promise = std::make_shared<QPromise<Result<Done>>>();
    promise->start();
    if (m_waiting.isEmpty())
        QMetaObject::invokeMethod(this, &WriteGuard::put, Qt::QueuedConnection);
    for (Waiting &waiting : m_waiting) {
        if (waiting.connection == connection) {
            waiting.writes << write;
            waiting.promises << promise;
            return promise->future();
        }
    }
    m_waiting.append({connection, {write}, {promise}});
    return promise->future();
}

void WriteGuard::put()
{
    for (const Waiting &waiting : std::exchange(m_waiting, {})) {
        if (!m_ask) {
            answer(waiting, false);
            continue;
        }
        auto open = std::make_shared<bool>(true);
        m_ask({waiting.connection, waiting.writes}, [waiting, open](bool yes) {
            if (std::exchange(*open, false))
                answer(waiting, yes);
        });
    }
}

void WriteGuard::answer(const Waiting &waiting, bool yes)
{
    for (const auto &promise : waiting.promises) {
        if (yes)
            promise->addResult(Result<Done>(Done{}));
        else
            promise->addResult(Result<Done>(
                Error{Error::Kind::Cancelled,
                      QCoreApplication::translate("assay", "“%1” is guarded and the change was not confirmed; nothing was sent.").arg(waiting.connection), {},
                      QStringLiteral("not_confirmed")}));
        promise->finish();
    }
}

} // namespace assay
