#include "services/engine/runner/SecretWait.h"

#include <QCoreApplication>

#include <future>

namespace assay::engine {

Result<QString> waitForSecret(const SecretResolver &secrets, const QString &ref, const QString &origin)
{
    if (!secrets || ref.isEmpty())
        return QString();
    const auto promise = std::make_shared<std::promise<Result<QString>>>();
    auto answer = promise->get_future();
    secrets(ref, origin, [promise](Result<QString> result) { promise->set_value(std::move(result)); });
    // The stores answer within ten seconds; one that breaks its word must not hold a thread for ever.
    if (answer.wait_for(std::chrono::seconds(30)) != std::future_status::ready)
        return Error{Error::Kind::Timeout,
                     QCoreApplication::translate("assay", "The keychain did not answer when asked for “%1”: unlock it and try again.").arg(ref),
                     {},
                     {}};
    return answer.get();
}

} // namespace assay::engine
