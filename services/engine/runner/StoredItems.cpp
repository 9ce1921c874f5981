#include "services/engine/runner/StoredItems.h"

#include "services/core/StoredAnswers.h"
#include "services/json/Json.h"

#include <QCoreApplication>

#include <algorithm>
#include <climits>

namespace assay::engine {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

constexpr int page = 200;

nlohmann::json columnsOf(const Sample &sample)
{
    auto columns = nlohmann::json::parse(sample.metadata.text.begin(), sample.metadata.text.end(), nullptr, false);
    return columns.is_object() ? columns : nlohmann::json::object();
}

/// An import says so of texts that it shortened.
bool wasCut(const nlohmann::json &columns)
{
    const auto own = columns.find("assay");
    return own != columns.end() && own->is_object() && own->value("cut", false);
}

/// The row that scorers see: the sample's other columns, its question and its target.
nlohmann::json rowOf(nlohmann::json columns, const Sample &sample)
{
    columns.erase("assay");
    columns[storedInputColumn] = sample.prompt.toStdString();
    columns[storedTargetColumn] = sample.target.toStdString();
    return columns;
}

} // namespace

Result<std::shared_ptr<StoredItems>> StoredItems::open(AnswerOrigin origin, std::shared_ptr<const StoredSamples> samples)
{
    auto places = samples->places();
    if (!places)
        return places.error();
    if (places->ordinals.isEmpty())
        return Error{Error::Kind::NotFound, noStoredAnswersText(origin.runText(), origin.benchmarkId), {}, QStringLiteral("no_stored_answers")};
    return std::shared_ptr<StoredItems>(new StoredItems(std::move(origin), std::move(samples), *std::move(places)));
}

Result<const Sample *> StoredItems::find(qint64 ordinal, int repeat)
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
    if (beyond) {
        auto read = repeat > 0 ? m_samples->after(ordinal, repeat - 1, page) : m_samples->after(ordinal - 1, INT_MAX, page);
        if (!read)
            return read.error();
        m_page = *std::move(read);
    }
    return held();
}

Error StoredItems::missing(const QString &itemKey, const QString &why) const
{
    //: %1 name of a run, %2 item, %3 benchmark, %4 a sentence
    return {Error::Kind::NotFound, tr("The run '%1' has no answer to item %2 of benchmark %3 that could be scored: %4")
                                       .arg(m_origin.runText(), itemKey, m_origin.benchmarkId, why),
            {}, QLatin1String(noStoredAnswer)};
}

Result<std::pair<AskedItem, Result<ModelAnswer>>> StoredItems::item(qint64 item, int repeat)
{
    using Item = std::pair<AskedItem, Result<ModelAnswer>>;
    const auto found = find(m_places.ordinals[item], repeat);
    if (!found)
        return found.error();
    const Sample *sample = *found;
    AskedItem out;
    out.ordinal = item;
    out.repeat = repeat;
    if (!sample) {
        out.itemKey = QString::number(item);
        out.row = rowOf(nlohmann::json::object(), {});
        out.question = {m_origin.benchmarkId, out.itemKey, repeat, {}};
        return Item{out, missing(out.itemKey, tr("it was not asked so often."))};
    }
    auto columns = columnsOf(*sample);
    const bool cut = wasCut(columns);
    out.itemKey = sample->itemKey;
    out.row = rowOf(std::move(columns), *sample);
    out.metadata = sample->metadata;
    out.question = {m_origin.benchmarkId, sample->itemKey, repeat, {}};
    out.question.prompt.chat = false;
    out.question.prompt.text = sample->prompt;
    if (sample->response.isNull())
        return Item{out, missing(sample->itemKey, sample->error.isNull() ? tr("none was stored.") : sample->error)};
    if (cut)
        return Item{out, missing(sample->itemKey, tr("its texts were cut when it was imported."))};
    ModelAnswer answer;
    answer.text = sample->response;
    answer.latencyMs = sample->latencyMs;
    answer.promptTokens = sample->promptTokens;
    answer.completionTokens = sample->completionTokens;
    return Item{out, answer};
}

} // namespace assay::engine
