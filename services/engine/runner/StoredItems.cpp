#include "services/engine/runner/StoredItems.h"

#include "services/json/Json.h"

#include <QCoreApplication>

#include <algorithm>
#include <climits>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

constexpr int page = 200;

/// The row that scorers see: the sample's other columns, its question and its target.
nlohmann::json rowOf(const Sample &sample)
{
    auto row = nlohmann::json::parse(sample.metadata.text.begin(), sample.metadata.text.end(), nullptr, false);
    if (!row.is_object())
        row = nlohmann::json::object();
    row.erase("assay");
    row[storedInputColumn] = sample.prompt.toStdString();
    row[storedTargetColumn] = sample.target.toStdString();
    return row;
}

bool wasCut(const Sample &sample)
{
    if (!sample.metadata.text.contains("\"cut\""))
        return false;
    const auto metadata = nlohmann::json::parse(sample.metadata.text.begin(), sample.metadata.text.end(), nullptr, false);
    return metadata.is_object() && metadata.contains("assay") && metadata["assay"].is_object() && metadata["assay"].value("cut", false);
}

} // namespace

Result<std::shared_ptr<StoredItems>> StoredItems::open(AnswerOrigin origin, std::shared_ptr<const StoredSamples> samples)
{
    const std::shared_ptr<StoredItems> out(new StoredItems(std::move(origin), std::move(samples)));
    if (!out->readPlaces()) {
        return Error{Error::Kind::NotFound, tr("The run '%1' has no stored answers of benchmark %2, so they cannot be scored again.")
                                                .arg(out->m_origin.runText(), out->m_origin.benchmarkId),
                     {}, QStringLiteral("no_stored_answers")};
    }
    return out;
}

bool StoredItems::readPlaces()
{
    qint64 ordinal = -1;
    int repeat = 0;
    for (;;) {
        const QList<Sample> samples = m_samples ? m_samples->after(ordinal, repeat, page) : QList<Sample>();
        for (const Sample &sample : samples) {
            if (m_items.empty() || m_items.back() != sample.ordinal)
                m_items.push_back(sample.ordinal);
            m_repeats = std::max(m_repeats, sample.repeat + 1);
        }
        if (samples.size() < page)
            return !m_items.empty();
        ordinal = samples.last().ordinal;
        repeat = samples.last().repeat;
    }
}

const Sample *StoredItems::find(qint64 ordinal, int repeat)
{
    const auto held = [&]() -> const Sample * {
        const auto at = std::lower_bound(m_page.cbegin(), m_page.cend(), std::pair(ordinal, repeat), [](const Sample &one, const auto &place) {
            return std::pair(one.ordinal, one.repeat) < place;
        });
        return at != m_page.cend() && at->ordinal == ordinal && at->repeat == repeat ? &*at : nullptr;
    };
    if (const Sample *sample = held())
        return sample;
    const bool beyond = m_page.isEmpty() || std::pair(m_page.last().ordinal, m_page.last().repeat) < std::pair(ordinal, repeat)
        || std::pair(ordinal, repeat) < std::pair(m_page.first().ordinal, m_page.first().repeat);
    if (beyond)
        m_page = repeat > 0 ? m_samples->after(ordinal, repeat - 1, page) : m_samples->after(ordinal - 1, INT_MAX, page);
    return held();
}

Error StoredItems::missing(const QString &itemKey, const QString &why) const
{
    //: %1 name of a run, %2 item, %3 benchmark, %4 a sentence
    return {Error::Kind::NotFound, tr("The run '%1' has no answer to item %2 of benchmark %3 that could be scored: %4")
                                       .arg(m_origin.runText(), itemKey, m_origin.benchmarkId, why),
            {}, QLatin1String(noStoredAnswer)};
}

std::pair<AskedItem, Result<ModelAnswer>> StoredItems::item(qint64 item, int repeat)
{
    AskedItem out;
    out.ordinal = item;
    out.repeat = repeat;
    const Sample *sample = find(m_items[static_cast<std::size_t>(item)], repeat);
    if (!sample) {
        out.itemKey = QString::number(item);
        out.row = rowOf({});
        out.question = {m_origin.benchmarkId, out.itemKey, repeat, {}};
        return {out, missing(out.itemKey, tr("it was not asked so often."))};
    }
    out.itemKey = sample->itemKey;
    out.row = rowOf(*sample);
    out.metadata = sample->metadata;
    out.question = {m_origin.benchmarkId, sample->itemKey, repeat, {}};
    out.question.prompt.chat = false;
    out.question.prompt.text = sample->prompt;
    if (sample->response.isNull())
        return {out, missing(sample->itemKey, sample->error.isNull() ? tr("none was stored.") : sample->error)};
    if (wasCut(*sample))
        return {out, missing(sample->itemKey, tr("its texts were cut when it was imported."))};
    ModelAnswer answer;
    answer.text = sample->response;
    answer.latencyMs = sample->latencyMs;
    answer.promptTokens = sample->promptTokens;
    answer.completionTokens = sample->completionTokens;
    return {out, answer};
}

} // namespace assay::engine
