#include "app/ctl/Ctl.h"

#include "services/backends/local/LocalConnection.h"
#include "services/reports/ReportText.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QDir>

#include <cstdio>

namespace assay::ctl {

void ServerOptions::addTo(CLI::App &command)
{
    auto *folder = command.add_option("--workspace", workspace, "Folder of the local engine (default: the platform's)")->type_name("DIR");
    auto *address = command.add_option("--url", url, "An EvalHub server instead of the local engine")->type_name("URL");
    folder->excludes(address);
    command.add_option("--token", token, "Bearer token for --url; better given in the environment")->type_name("TOKEN")
        ->envname("ASSAY_TOKEN"); // does not need --url: the variable may be set while the local engine is meant
    command.add_option("--tenant", tenant, "X-Tenant for --url")->type_name("NAME")->needs(address);
    command.add_option("--user", user, "X-User for --url")->type_name("NAME")->needs(address);
}

Result<std::unique_ptr<EvalHubConnection>> connected(const ServerOptions &options)
{
    std::unique_ptr<EvalHubConnection> connection;
    if (options.url.empty()) {
        connection = std::make_unique<LocalConnection>(QString::fromStdString(options.workspace));
    } else {
        const QUrl url(QString::fromStdString(options.url), QUrl::StrictMode);
        if (!url.isValid() || url.host().isEmpty() || !url.scheme().startsWith(QLatin1String("http")))
            return Error{Error::Kind::Invalid,
                         QCoreApplication::translate("assay", "“%1” is not a web address; write it like http://HOST:PORT.")
                             .arg(oneLine(QString::fromStdString(options.url)))};
        connection = std::make_unique<EvalHubConnection>(EvalHubConnection::Settings{
            .id = QStringLiteral("url"), .name = url.host(), .url = url, .token = QString::fromStdString(options.token),
            .tenant = QString::fromStdString(options.tenant), .user = QString::fromStdString(options.user), .pollMs = 1000});
    }
    QEventLoop loop;
    QObject::connect(connection.get(), &Connection::stateChanged, &loop, [&] {
        if (connection->state() == Connection::State::Ready || connection->state() == Connection::State::Unreachable)
            loop.quit();
    });
    connection->open();
    loop.exec();
    if (connection->state() != Connection::State::Ready)
        return connection->lastError();
    return connection;
}

QString sharedData(const QString &name)
{
    return QDir::cleanPath(QCoreApplication::applicationDirPath() + QStringLiteral("/../share/assay/") + name);
}

void print(const QString &text)
{
    printBytes(text.toUtf8());
}

void printBytes(const QByteArray &bytes)
{
    std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), stdout);
    std::fflush(stdout);
}

void note(const QString &text)
{
    const QByteArray bytes = text.toUtf8() + '\n';
    std::fwrite(bytes.constData(), 1, std::size_t(bytes.size()), stderr);
}

int fail(const Error &error)
{
    return fail(error.message.isEmpty() ? QCoreApplication::translate("assay", "It was stopped.") : error.message);
}

int fail(const QString &message)
{
    note(QCoreApplication::translate("assay", "error: %1").arg(reports::printable(message, u'?')));
    return Broken;
}

QString oneLine(const QString &text)
{
    return reports::printable(text, u'?').replace(u'\n', u' ').replace(u'\t', u' ');
}

} // namespace assay::ctl
