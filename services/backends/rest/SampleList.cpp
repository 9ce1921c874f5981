#include "services/backends/rest/SampleList.h"

#include "services/core/CutText.h"
#include "services/core/JsonMembers.h"
#include "services/core/SampleExpression.h"

#include <QCoreApplication>
#include <QHash>
#include <QMap>
#include <QSet>

#include <algorithm>
#include <cmath>
#include <utility>
#include <variant>

namespace assay {

namespace {

bool passes(SampleQuery::Filter filter, const Sample &sample)
{
    switch (filter) {
    case SampleQuery::Filter::Failed: return sampleOutcomeWord(sample) == QLatin1String("failed");
    case SampleQuery::Filter::Passed: return sampleOutcomeWord(sample) == QLatin1String("passed");
    case SampleQuery::Filter::NotExtracted: return sample.extractionFailed;
    case SampleQuery::Filter::Errors: return !sample.error.isEmpty();
    case SampleQuery::Filter::All: break;
    }
    return true;
}

bool mentions(const Sample &sample, const QString &text)
{
    return text.isEmpty() || sample.prompt.contains(text, Qt::CaseInsensitive) || sample.response.contains(text, Qt::CaseInsensitive)
        || sample.target.contains(text, Qt::CaseInsensitive);
}

/// Numbers come before texts, as on the local engine.
using SortValue = std::optional<std::variant<double, QString>>;

SortValue memberValue(const QVariant &value)
{
    if (value.typeId() == QMetaType::QString)
        return value.toString();
    bool number = false;
    const double read = value.typeId() == QMetaType::QVariantMap || value.typeId() == QMetaType::QVariantList ? 0 : value.toDouble(&number);
    return number ? SortValue(read) : std::nullopt;
}

SortValue sortValue(const Sample &sample, const QString &column)
{
    const auto number = [](const auto &value) { return value ? SortValue(double(*value)) : std::nullopt; };
    if (column == QLatin1String("score"))
        return number(sample.score);
    if (column == QLatin1String("latency_ms"))
        return number(sample.latencyMs);
    if (column == QLatin1String("prompt_tokens"))
        return number(sample.promptTokens);
    if (column == QLatin1String("completion_tokens"))
        return number(sample.completionTokens);
    if (column.startsWith(QLatin1String("scorer.")))
        return memberValue(sample.scores.toVariantMap().value(column.section(QLatin1Char('.'), 1)).toMap().value(QStringLiteral("score")));
    if (column.startsWith(QLatin1String("meta.")))
        return memberValue(sample.metadata.toVariantMap().value(column.section(QLatin1Char('.'), 1)));
    return double(sample.ordinal);
}

/// Samples without the value come last, whatever the direction.
void sortBy(QList<const Sample *> &rows, const QString &sort)
{
    const bool down = sort.startsWith(QLatin1Char('-'));
    const QString column = down ? sort.mid(1) : sort;
    QList<std::pair<SortValue, const Sample *>> keyed;
    for (const Sample *row : std::as_const(rows))
        keyed.emplace_back(sortValue(*row, column), row);
    std::stable_sort(keyed.begin(), keyed.end(), [down](const auto &left, const auto &right) {
        const auto &a = left.first, &b = right.first;
        if (!a || !b)
            return a.has_value() && !b.has_value();
        return down ? *a > *b : *a < *b;
    });
    for (qsizetype at = 0; at < rows.size(); ++at)
        rows[at] = keyed.at(at).second;
}

Sample shortened(Sample sample, int chars)
{
    if (chars <= 0)
        return sample;
    for (QString *text : {&sample.prompt, &sample.response, &sample.target})
        cutText(*text, chars, sample.cutBytes);
    return sample;
}

Error invalid(const QString &message, const QString &code = {})
{
    return Error{Error::Kind::Invalid, message, {}, code};
}

} // namespace

Result<SamplePage> querySamples(const QList<Sample> &samples, const SampleQuery &query)
{
    const auto parsed = parseSampleExpression(query.filterExpression);
    if (const auto *problem = std::get_if<SampleExpressionProblem>(&parsed))
        return invalid(QCoreApplication::translate("assay", "The filter is not valid at character %1: %2").arg(problem->position + 1).arg(problem->message),
                       QStringLiteral("sample_filter_invalid"));
    const auto &expression = std::get<SampleExpression>(parsed);
    if (query.itemKeys.size() > SampleQuery::maxKeys)
        return invalid(QCoreApplication::translate("assay", "There are more than %1 item keys: ask in several requests.").arg(SampleQuery::maxKeys));
    const QSet<SampleKey> keys(query.itemKeys.cbegin(), query.itemKeys.cend());
    SamplePage page;
    QList<const Sample *> rows;
    for (const Sample &sample : samples) {
        bool gaveUp = false;
        const bool fits = passes(query.filter, sample) && mentions(sample, query.search) && (keys.isEmpty() || keys.contains({sample.itemKey, sample.repeat}))
            && matches(expression, sample, &gaveUp);
        page.gaveUp += gaveUp ? 1 : 0;
        if (fits)
            rows << &sample;
    }
    sortBy(rows, query.sort);
    page.totalCount = rows.size();
    page.lookedAt = samples.size();
    const qint64 from = std::clamp<qint64>(query.after.isEmpty() ? query.offset : query.after.toLongLong(), 0, rows.size());
    const qint64 to = std::min<qint64>(rows.size(), from + std::clamp(query.limit, 1, 1000));
    for (qint64 i = from; i < to; ++i)
        page.items << shortened(*rows.at(i), query.textChars);
    if (to < rows.size())
        page.next = QString::number(to);
    return page;
}

QList<SampleFacet> sampleFacetsOf(const QList<Sample> &samples, const SampleFacetQuery &query)
{
    QMap<QString, SampleFacet> found;
    for (const Sample &sample : samples) {
        if (!passes(query.filter, sample))
            continue;
        const QVariant value = sample.metadata.toVariantMap().value(query.metadata);
        const QString text = value.isValid() ? value.toString() : QString();
        auto facet = found.find(text);
        if (facet == found.end())
            facet = found.insert(text, SampleFacet{value.isValid() ? text : QString(), 0, 0, true, 0, 0});
        ++facet->count;
        if (!sample.score)
            continue;
        ++facet->scored;
        facet->binary = facet->binary && (*sample.score == 0 || *sample.score == 1);
        facet->sum += *sample.score;
        facet->sumOfSquares += *sample.score * *sample.score;
    }
    QList<SampleFacet> facets = found.values();
    for (SampleFacet &facet : facets)
        facet.binary = facet.binary && facet.scored > 0;
    std::stable_sort(facets.begin(), facets.end(), [](const SampleFacet &a, const SampleFacet &b) { return a.count > b.count; });
    return facets.mid(0, std::clamp(query.limit, 1, SampleFacetQuery::maxLimit));
}

ScoreColumns scoreColumnsOf(const QList<Sample> &samples)
{
    ScoreColumns out;
    for (const Sample &sample : samples) {
        out.itemKeys << sample.itemKey;
        out.repeats << sample.repeat;
        out.scores << sample.score;
    }
    return out;
}

void numberSamples(QList<Sample> &samples)
{
    QHash<QString, int> seen;
    for (qsizetype i = 0; i < samples.size(); ++i) {
        samples[i].ordinal = i;
        samples[i].repeat = seen[samples.at(i).itemKey]++;
    }
}

void MetricTally::add(double value)
{
    ++n;
    sum += value;
    sumOfSquares += value * value;
    binary = binary && (value == 0 || value == 1);
}

JsonText MetricTally::info() const
{
    QList<JsonMember> members{{QStringLiteral("n"), {QByteArray::number(n)}}};
    if (n > 1) {
        const double variance = std::max(0.0, (sumOfSquares - sum * sum / double(n)) / double(n - 1));
        members.append({QStringLiteral("stderr"), jsonText(std::sqrt(variance / double(n)))});
    }
    members.append({QStringLiteral("binary"), {binary && n > 0 ? "true" : "false"}});
    if (binary && n > 0)
        members.append({QStringLiteral("successes"), {QByteArray::number(qint64(sum))}});
    return jsonObject(members);
}

} // namespace assay
