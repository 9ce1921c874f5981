#include "services/secrets/EnvironmentSecrets.h"

#include "services/core/Async.h"
#include "services/secrets/SecretBinding.h"

#include <QCoreApplication>

namespace assay {

EnvironmentSecrets::EnvironmentSecrets(QProcessEnvironment environment) : m_environment(std::move(environment)) {}

QString EnvironmentSecrets::variableOf(const QString &name)
{
    QString out = QStringLiteral("ASSAY_SECRET_");
    for (const QChar c : name.toUpper())
        out += (c >= QLatin1Char('A') && c <= QLatin1Char('Z')) || (c >= QLatin1Char('0') && c <= QLatin1Char('9')) ? c : QLatin1Char('_');
    return out;
}

static Error fixed()
{
    return Error{Error::Kind::Unsupported,
                 QCoreApplication::translate(
                     "assay", "Keys from the environment cannot be changed here; set ASSAY_SECRET_NAME where the program is started.")};
}

QFuture<Result<Done>> EnvironmentSecrets::save(const QString &, const QString &, const QStringList &)
{
    return readyFuture(Result<Done>(fixed()));
}

QFuture<Result<Done>> EnvironmentSecrets::remove(const QString &)
{
    return readyFuture(Result<Done>(fixed()));
}

QFuture<Result<QString>> EnvironmentSecrets::read(const QString &name, const QString &origin)
{
    const QString variable = variableOf(name);
    const QString secret = m_environment.value(variable);
    if (secret.isEmpty())
        return readyFuture(Result<QString>(noSuchSecret(name)));
    const QString list = variable + QStringLiteral("_ORIGINS");
    const auto bound = bindSecret(name, secret, m_environment.value(list).split(QLatin1Char(','), Qt::SkipEmptyParts));
    if (!bound)
        return readyFuture(Result<QString>(
            Error{Error::Kind::Unauthorized,
                  QCoreApplication::translate("assay", "The key in %1 is not sent anywhere until %2 names its address, e.g. %2=%3.")
                      .arg(variable, list, origin)}));
    return readyFuture(releaseSecret(*bound, name, origin));
}

} // namespace assay
