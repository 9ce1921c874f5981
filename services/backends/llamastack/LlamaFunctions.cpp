#include "services/backends/llamastack/LlamaFunctions.h"

#include "services/api/DraftStore.h"
#include "services/backends/llamastack/EvalWire.h"
#include "services/json/Json.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace assay {

namespace {

using Json = nlohmann::json; // members in one order, so that equal objects compare equal

Json parsed(const JsonText &text)
{
    return Json::parse(text.text.begin(), text.text.end(), nullptr, false);
}

bool isSame(const JsonText &a, const JsonText &b)
{
    return parsed(a) == parsed(b);
}

} // namespace

LlamaFunctions::LlamaFunctions(RestClient &client, DraftStore &files, const QString &place, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_files(files)
    , m_place(place)
{
}

QString LlamaFunctions::fileName() const
{
    return QStringLiteral("llamastack-%1-functions").arg(m_place);
}

void LlamaFunctions::moveTo(const QString &place)
{
    m_place = place;
    m_left.clear();
    m_read = false;
}

void LlamaFunctions::read(const Result<QByteArray> &text)
{
    const Json in = text ? Json::parse(text->begin(), text->end(), nullptr, false) : Json();
    m_read = text.hasValue();
    if (!in.is_object())
        return;
    for (const auto &[id, left] : in.items()) {
        if (!left.is_object() || !left.contains("before") || !left.contains("now"))
            continue;
        Left one { { json::dump(left["before"]) }, {} };
        const Json now = left["now"].is_array() ? left["now"] : Json::array({ left["now"] }); // one alone, of old
        for (const Json &params : now)
            one.now << JsonText { json::dump(params) };
        m_left.insert(QString::fromStdString(id), one);
    }
}

QFuture<Result<QList<ScoringFunction>>> LlamaFunctions::ask()
{
    auto promise = std::make_shared<QPromise<Result<QList<ScoringFunction>>>>();
    promise->start();
    const auto list = [this, promise] {
        const auto asked = m_client.call<QList<ScoringFunction>>({ .path = QStringLiteral("/v1/scoring-functions") },
            [](const HttpReply &reply) { return llamastack::decodeScoringFunctions(reply.body); });
        whenDone(asked, this, [this, promise](const Result<QList<ScoringFunction>> &listed) {
            promise->addResult(listed ? Result<QList<ScoringFunction>>(corrected(*listed)) : listed);
            promise->finish();
        });
    };
    const auto future = promise->future();
    if (m_read) {
        list();
    } else {
        const int before = m_client.interrupts();
        whenDone(m_files.load(fileName()), this, [=, this, place = m_place](const Result<QByteArray> &text) {
            if (before != m_client.interrupts()) { // to ask would open what was closed meanwhile
                promise->addResult(Error { Error::Kind::Cancelled });
                return promise->finish();
            }
            if (place == m_place && !m_read)
                read(text);
            list();
        });
    }
    return future;
}

QList<ScoringFunction> LlamaFunctions::corrected(QList<ScoringFunction> listed) const
{
    for (ScoringFunction &one : listed) {
        const auto left = m_left.constFind(one.id);
        if (left != m_left.cend() && left->has(one.params))
            one.params = left->before;
    }
    return listed;
}

bool LlamaFunctions::Left::has(const JsonText &params) const
{
    return std::any_of(now.cbegin(), now.cend(), [&params](const JsonText &one) { return isSame(one, params); });
}

void LlamaFunctions::sent(const QMap<QString, JsonText> &params, const QList<ScoringFunction> &definitions)
{
    for (auto it = params.cbegin(); it != params.cend(); ++it) {
        const auto one = std::find_if(definitions.cbegin(), definitions.cend(),
            [&it](const ScoringFunction &function) { return function.id == it.key(); });
        if (one == definitions.cend())
            continue;
        const auto left = m_left.find(it.key());
        const bool known = left != m_left.end() && isSame(left->before, one->params);
        if (isSame(one->params, it.value())) {
            if (!known)
                m_left.remove(it.key()); // somebody means it otherwise now, and so do we
        } else if (!known) {
            m_left.insert(it.key(), { one->params, { it.value() } });
        } else if (!left->has(it.value())) {
            left->now << it.value();
        }
    }
    save();
}

void LlamaFunctions::arrived(const QMap<QString, JsonText> &params)
{
    for (auto it = params.cbegin(); it != params.cend(); ++it) {
        const auto left = m_left.find(it.key());
        if (left == m_left.end())
            continue;
        if (isSame(left->before, it.value()))
            m_left.erase(left); // it stands there again as it is meant
        else
            left->now = { it.value() };
    }
    save();
}

void LlamaFunctions::save()
{
    Json out = Json::object();
    for (auto it = m_left.cbegin(); it != m_left.cend(); ++it) {
        Json now = Json::array();
        for (const JsonText &params : it->now)
            now.push_back(parsed(params));
        out[it.key().toStdString()] = { { "before", parsed(it->before) }, { "now", now } };
    }
    m_files.save(fileName(), json::dump(out));
}

} // namespace assay
