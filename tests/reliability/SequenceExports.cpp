#include "tests/reliability/Sequence.h"

#include <QCryptographicHash>

// Where jobs are exported to, and whether they came there, once.

namespace assay::test {

using Json = nlohmann::json;

void Sequence::receiverTurns()
{
    settle();
    if (dead() || !m_world.receiver)
        return;
    static const std::vector<Receiver> all { Receiver::Good, Receiver::Busy, Receiver::Refusing };
    m_model.receiver = wants({ "retryExports" }) && m_world.plan.armed() ? Receiver::Refusing : oneOf(all);
    m_world.receiver->answer(m_model.receiver);
    tell(m_model.receiver == Receiver::Good      ? "exports are taken"
            : m_model.receiver == Receiver::Busy ? "exports are put off"
                                                 : "exports are refused");
}

void Sequence::checkExports()
{
    if (!m_world.receiver)
        return;
    for (const Json &item : allJobs()) {
        const ModelJob &job = m_model.jobs.at(item.value("name", ""));
        const auto here = [&](const std::string &text) { throw Violation("job '" + job.name + "' " + text); };
        const auto done = [&](const char *kind) {
            const auto found = job.exports.find(kind);
            return job.ended() && found != job.exports.end() && found->second.final() && found->second.state == "done";
        };
        const Json results = item["results"].value("benchmarks", Json::array());
        for (std::size_t i = 0; i < job.benchmarks.size(); ++i) {
            if (m_world.receiver->runs(job.id + '/' + std::to_string(i)).size() > 1)
                here("has two runs for one result");
        }
        if (done("mlflow") && results.empty() && m_world.receiver->runs(job.id).size() != 1)
            here("has no run in MLflow");
        for (const Json &result : results) {
            const std::string index = std::to_string(result.value("benchmark_index", 0));
            if (done("mlflow")
                && m_world.receiver->runs(job.id + '/' + index) != std::vector { result.value("mlflow_run_id", "") })
                here("names another run than MLflow has: " + result.dump());
        }
        for (const Json &one : item["results"].value("assay_exports", Json::array())) {
            if (one["kind"] != "oci" || !done("oci"))
                continue;
            const auto manifest = m_world.receiver->manifest(job.id);
            const auto digest
                = QCryptographicHash::hash(QByteArray::fromStdString(manifest), QCryptographicHash::Sha256).toHex();
            if (!textAt(one, "/reference").ends_with("@sha256:" + digest.toStdString()))
                here("names another manifest than the registry has: " + one.dump());
        }
    }
}

} // namespace assay::test
