#include "services/engine/store/Commands.h"

#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QCryptographicHash>

namespace assay::engine {

namespace {

QStringList namesOf(const QList<EnvVar> &environment)
{
    QStringList names;
    for (const EnvVar &variable : environment)
        names << variable.name;
    names.sort();
    names.removeDuplicates();
    return names;
}

CommandRecord readRow(const Statement &row)
{
    CommandRecord command;
    command.hash = row.text(0);
    command.provider = row.text(1);
    command.command = row.text(2);
    command.environment = row.text(3).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    command.firstSeenMs = row.integer(4);
    command.decision = CommandDecision(row.integer(5));
    command.decidedMs = row.integer(6);
    return command;
}

} // namespace

QString commandHash(const QString &command, const QList<EnvVar> &environment)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (const QString &part : QStringList{command} + namesOf(environment)) {
        const QByteArray bytes = part.toUtf8();
        hash.addData(QByteArray::number(bytes.size()) + ':' + bytes); // no two lists of parts read the same
    }
    return QString::fromLatin1(hash.result().toHex());
}

QByteArray environmentText(const QList<EnvVar> &environment)
{
    if (environment.isEmpty())
        return {};
    nlohmann::json list = nlohmann::json::array();
    for (const EnvVar &variable : environment)
        list.push_back({{"name", variable.name.toStdString()}, {"value", variable.value.toStdString()}});
    return json::dump(list);
}

QList<EnvVar> environmentOf(const QByteArray &text)
{
    QList<EnvVar> environment;
    const auto list = json::parse(text);
    if (text.isEmpty() || !list)
        return environment;
    for (const nlohmann::json &one : *list) {
        EnvVar variable;
        variable.name = QString::fromStdString(one.value("name", std::string()));
        variable.value = QString::fromStdString(one.value("value", std::string()));
        environment.append(variable);
    }
    return environment;
}

CommandRecord commandOf(Database &db, const QString &provider, const QString &command, const QList<EnvVar> &environment)
{
    CommandRecord record;
    record.hash = commandHash(command, environment);
    record.provider = provider;
    record.command = command;
    record.environment = namesOf(environment);
    auto row = db.prepare("SELECT decision FROM command WHERE hash = ?1");
    if (row.bind(1, record.hash).step())
        record.decision = CommandDecision(row.integer(0));
    return record;
}

Result<Done> noteCommand(Transaction &tx, const CommandRecord &command)
{
    auto row = tx.db.prepare("INSERT OR IGNORE INTO command(hash, provider, command, env, first_seen) VALUES(?1, ?2, ?3, ?4, ?5)");
    row.bind(1, command.hash).bind(2, command.provider).bind(3, command.command).bind(4, command.environment.join(QLatin1Char('\n')));
    row.bind(5, tx.nowMs).run();
    return Done{};
}

Result<CommandRecord> decideCommand(Transaction &tx, const QString &hash, CommandDecision decision)
{
    {
        auto update = tx.db.prepare("UPDATE command SET decision = ?2, decided_at = ?3 WHERE hash = ?1");
        update.bind(1, hash).bind(2, int(decision)).bind(3, tx.nowMs).run();
    }
    auto row = tx.db.prepare("SELECT hash, provider, command, env, first_seen, decision, decided_at FROM command WHERE hash = ?1");
    if (!row.bind(1, hash).step()) {
        return Error{
            Error::Kind::NotFound,
            QCoreApplication::translate("assay", "No command with the hash '%1' has come up here: GET /api/v1/commands lists those that have.")
                .arg(hash),
            {},
            QStringLiteral("resource_not_found")};
    }
    return readRow(row);
}

Result<QList<CommandRecord>> readCommands(Database &db)
{
    QList<CommandRecord> list;
    auto rows = db.prepare("SELECT hash, provider, command, env, first_seen, decision, decided_at FROM command ORDER BY seq");
    while (rows.step())
        list.append(readRow(rows));
    return list;
}

} // namespace assay::engine
