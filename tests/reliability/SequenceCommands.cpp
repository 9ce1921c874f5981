#include "tests/reliability/Sequence.h"

// What the user decides about providers' commands.

namespace assay::test {

using Json = nlohmann::json;

nlohmann::json Sequence::allCommands()
{
    Json list = m_world.ask("GET", "/api/v1/commands").json.value("items", Json::array());
    for (const Json &item : list)
        m_hashes[item.value("command", "")] = item.value("hash", "");
    return list;
}

std::string Sequence::commandsDifference(const Model &model, const Json &list) const
{
    if (list.size() != model.commands.size())
        return std::to_string(list.size()) + " commands came up instead of " + std::to_string(model.commands.size());
    for (const Json &item : list) {
        const std::string command = item.value("command", ""), decision = item.value("decision", "");
        const auto wanted = model.commands.find(command);
        if (wanted == model.commands.end())
            return "the command '" + command + "' came up";
        if (decision != wanted->second)
            return "'" + decision + "' holds for the command '" + command + "' instead of '" + wanted->second + "'";
    }
    return {};
}

void Sequence::decide()
{
    std::vector<std::string> known;
    for (const auto &[command, decision] : m_model.commands)
        known.push_back(command);
    if (known.empty())
        return createJob();
    const std::string command = chance(90) ? oneOf(known) : "never", decision = chance(75) ? "allow" : "deny";
    const std::string hash = command == "never" ? "0123456789abcdef" : m_hashes.at(command);
    Change change;
    change.what = decision + " command " + command;
    change.apply = [command, decision](Model &model) { return model.decide(command, decision); };
    change.learn = [decision](Model &, const Reply &reply) {
        if (reply.json.value("decision", "") != decision)
            throw Violation("a decision is answered with " + reply.json.dump());
    };
    change.reply = m_world.send("POST", "/api/v1/commands/" + QByteArray::fromStdString(hash),
        QByteArray::fromStdString(Json { { "decision", decision } }.dump()));
    for (const auto &[name, job] : m_model.jobs)
        m_touched.insert(name);
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    serve(std::move(changes));
}

} // namespace assay::test
