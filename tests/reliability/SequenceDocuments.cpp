#include "tests/reliability/Sequence.h"

// Users' providers and collections.

namespace assay::test {

using Json = nlohmann::json;

namespace {
const char *const providers = "/api/v1/evaluations/providers";
} // namespace

Sequence::Change Sequence::documentChange()
{
    ModelDocument document;
    document.kind = chance(50) ? "providers" : "collections";
    document.name = "doc-" + std::to_string(++m_made);
    document.tenant = chance(30) ? "blue" : "";
    Json body { { "name", document.name } };
    if (document.kind == "collections") {
        body["category"] = "c";
        for (std::size_t i = 0, count = 1 + below(3); i < count; ++i) {
            document.benchmarks.emplace_back(oneOf(providerNames()), chance(50) ? "one" : "two");
            body["benchmarks"].push_back(
                { { "provider_id", document.benchmarks.back().first }, { "id", document.benchmarks.back().second } });
        }
    } else {
        body["benchmarks"] = Json::array({ { { "id", "b" }, { "name", "B" } } });
    }
    Change change;
    change.what = "create " + document.kind + ' ' + document.name;
    change.apply = [document](Model &model) {
        model.documents[document.name] = document;
        return 201;
    };
    change.learn = [name = document.name](Model &model, const Reply &reply) {
        model.documents.at(name).id = textAt(reply.json, "/resource/id");
    };
    change.reply = m_world.send("POST", "/api/v1/evaluations/" + QByteArray::fromStdString(document.kind),
        QByteArray::fromStdString(body.dump()), QByteArray::fromStdString(document.tenant));
    return change;
}

void Sequence::createDocument()
{
    std::vector<Change> changes;
    changes.push_back(documentChange());
    serve(std::move(changes));
}

void Sequence::replaceDocument()
{
    std::vector<ModelDocument *> list;
    for (auto &[name, document] : m_model.documents) {
        if (document.kind == "providers" && !document.id.empty())
            list.push_back(&document);
    }
    if (!m_canReplace || list.empty())
        return createDocument();
    const ModelDocument old = *oneOf(list);
    ModelDocument fresh = old;
    fresh.name = "doc-" + std::to_string(++m_made);
    Change change;
    change.what = "replace " + old.name + " by " + fresh.name;
    change.apply = [old, fresh](Model &model) {
        if (!model.documents.erase(old.name))
            return 404;
        model.documents[fresh.name] = fresh;
        return 200;
    };
    const Json body { { "name", fresh.name }, { "benchmarks", { { { "id", "b" }, { "name", "B" } } } } };
    change.reply = m_world.send("PUT", QByteArray(providers) + '/' + QByteArray::fromStdString(old.id),
        QByteArray::fromStdString(body.dump()), QByteArray::fromStdString(old.tenant));
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    serve(std::move(changes));
}

void Sequence::removeDocument()
{
    std::vector<std::string> list;
    for (const auto &[name, document] : m_model.documents) {
        if (!document.id.empty())
            list.push_back(name);
    }
    if (list.empty())
        return createDocument();
    const ModelDocument gone = m_model.documents.at(oneOf(list));
    Change change;
    change.what = "remove " + gone.name;
    change.apply = [name = gone.name](Model &model) { return model.documents.erase(name) ? 204 : 404; };
    change.reply = m_world.send("DELETE", QByteArray::fromStdString("/api/v1/evaluations/" + gone.kind + '/' + gone.id),
        {}, QByteArray::fromStdString(gone.tenant));
    std::vector<Change> changes;
    changes.push_back(std::move(change));
    serve(std::move(changes));
}

} // namespace assay::test
