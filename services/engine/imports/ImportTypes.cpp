#include "services/engine/imports/ImportTypes.h"

#include "services/core/Time.h"
#include "services/engine/runner/ItemGroup.h"
#include "services/verdict/StoredBootstrap.h"

#include <QCryptographicHash>

#include <algorithm>
#include <cmath>

namespace assay::engine::imports {

namespace {

constexpr qsizetype mostLatencies = 1'000'000;
constexpr std::size_t mostValues = 1'000'000; // of a metric; with more their groups and their bootstrap are not looked at

double percentile(QList<double> values, double share)
{
    const auto rank = std::max<qsizetype>(0, qsizetype(std::ceil(share * double(values.size()))) - 1);
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return values.at(rank);
}

bool nearly(double a, double b) { return std::abs(a - b) <= 1e-9 * std::max(1.0, std::abs(b)); }

} // namespace

/// An item of no group is one by itself.
int SampleCounts::groupOf(const Sample &sample)
{
    const int alone = -int(m_count);
    const QByteArray &text = sample.metadata.text; // parsed only where there is something to find
    if (!text.contains("\"group\"") && !text.contains("\"cluster\""))
        return alone;
    const std::string group = itemGroup(Json::parse(text.begin(), text.end(), nullptr, false));
    if (group.empty())
        return alone;
    const QByteArray name = QByteArray::fromStdString(group);
    const auto known = m_groupNumbers.constFind(name);
    return known != m_groupNumbers.constEnd() ? *known : *m_groupNumbers.insert(name, int(m_groupNumbers.size()));
}

void SampleCounts::add(const Sample &sample, const QHash<QString, double> &scores)
{
    ++m_count;
    m_ordinals.insert(sample.ordinal);
    m_repeats = std::max<qint64>(m_repeats, sample.repeat + 1);
    m_notExtracted += sample.extractionFailed;
    if (!sample.error.isEmpty()) {
        ++m_errors;
        return;
    }
    const int group = groupOf(sample);
    for (auto it = scores.begin(); it != scores.end(); ++it) {
        Column &column = m_columns[it.key()];
        if (column.values.size() < mostValues) {
            column.values.push_back(it.value());
            column.groups.append(group);
        }
        ++column.n;
        column.sum += it.value();
        const double off = it.value() - column.mean; // Welford: the squares of values far from 0 would cancel
        column.mean += off / double(column.n);
        column.squares += off * (it.value() - column.mean);
        column.ones += it.value() == 1;
        column.binary = column.binary && (it.value() == 0 || it.value() == 1);
    }
    m_promptTokens += sample.promptTokens.value_or(0);
    m_completionTokens += sample.completionTokens.value_or(0);
    m_withTokens += sample.promptTokens || sample.completionTokens;
    m_withAllTokens += sample.promptTokens && sample.completionTokens;
    if (sample.latencyMs && m_latencies.size() < mostLatencies)
        m_latencies.append(*sample.latencyMs);
}

/// Of items that are not simply right or wrong, each for itself.
void SampleCounts::putGraded(const Column &column, Json &known)
{
    if (qint64(column.values.size()) != column.n)
        return;
    const auto different = QSet<int>(column.groups.begin(), column.groups.end()).size();
    const bool grouped = different > 1 && different < column.groups.size();
    if (grouped) {
        known["groups"] = different;
        known["binary"] = false; // Wilson's interval is for items that stand alone
        known.erase("successes");
        if (const auto error = clusteredStandardError(column.values, column.groups))
            known["stderr"] = *error;
    }
    if (!grouped && column.binary)
        return;
    const JsonText drawn = storedBootstrap(column.values, grouped ? column.groups : QList<int>());
    if (!drawn.text.isEmpty())
        known["bootstrap"] = Json::parse(drawn.text.begin(), drawn.text.end());
}

void SampleCounts::finish(ImportedBenchmark &benchmark) const
{
    Json &info = benchmark.info;
    if (m_count == 0)
        return;
    info["items"] = m_ordinals.size(); // not every repeat of each needs to be there
    info["repeats"] = m_repeats;
    info["samples"] = m_count - m_errors;
    info["errors"] = m_errors;
    info["not_extracted"] = m_notExtracted;
    if (m_withTokens > 0)
        info["tokens"] = {{"prompt", m_promptTokens}, {"completion", m_completionTokens}, {"answers", m_withAllTokens}};
    if (!m_latencies.isEmpty()) {
        double mean = 0;
        for (const double latency : m_latencies)
            mean += latency / double(m_latencies.size());
        info["latency_ms"] = {{"mean", mean}, {"p50", percentile(m_latencies, 0.5)}, {"p95", percentile(m_latencies, 0.95)}, {"recorded", true}};
    }
    for (auto it = m_columns.begin(); it != m_columns.end(); ++it) {
        const Column &column = it.value();
        const auto value = numberOf(at(benchmark.metrics, it.key().toUtf8().constData()));
        // With repeats the answers to one item are not independent; what the tool says about its error stands.
        if (!value || column.n == 0 || m_repeats > 1 || !nearly(column.sum / double(column.n), *value))
            continue;
        Json &known = info["metrics"][it.key().toStdString()];
        known["n"] = column.n;
        known["binary"] = column.binary;
        if (column.binary)
            known["successes"] = column.ones;
        if (!known.contains("stderr") && column.n > 1) {
            const double n = double(column.n);
            known["stderr"] = std::sqrt(column.squares / (n - 1) / n);
        }
        putGraded(column, known);
    }
}

QString readable(const Json &value)
{
    if (!value.is_array())
        return value.is_object() ? QString::fromUtf8(dumped(value)) : textOf(value);
    QStringList lines;
    for (const Json &one : value)
        lines << (one.is_structured() ? QString::fromUtf8(dumped(one)) : textOf(one));
    return lines.join(QLatin1Char('\n'));
}

namespace {

/// The text of a message: itself, or of its parts those that are text; of the others their kind.
QString contentText(const Json &content)
{
    if (!content.is_array())
        return readable(content);
    QStringList parts;
    for (const Json &part : content) {
        for (const char *name : {"text", "reasoning", "refusal"}) {
            if (at(part, name).is_string()) {
                parts << textOf(at(part, name));
                break;
            }
        }
        if (const QString kind = textOf(at(part, "type")); part.is_object() && !at(part, "text").is_string() && !kind.isEmpty() && kind != QLatin1String("reasoning"))
            parts << QLatin1Char('[') + kind + QLatin1Char(']');
    }
    return parts.join(QLatin1Char('\n'));
}

} // namespace

QString messagesText(const Json &input)
{
    if (!input.is_array())
        return input.is_object() ? contentText(at(input, "content")) : textOf(input);
    QStringList paragraphs;
    for (const Json &message : input) {
        if (!message.is_object()) {
            paragraphs << readable(message);
            continue;
        }
        const QString role = textOf(at(message, "role")), text = contentText(at(message, "content"));
        paragraphs << (role.isEmpty() ? text : role + QLatin1String(": ") + text);
    }
    return paragraphs.join(QLatin1String("\n\n"));
}

QString sha256Of(const QString &text)
{
    return text.isEmpty() ? QString() : QString::fromLatin1(QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256).toHex());
}

void putConfig(Json &info, const char *name, const Json &value)
{
    if (value.is_null() || (value.is_string() && value.get_ref<const std::string &>().empty()))
        return;
    info["config"][name] = value.is_structured() ? Json(QString::fromUtf8(dumped(value)).toStdString()) : value;
}

qint64 msOf(const Json &time)
{
    const QString text = textOf(time);
    QDateTime read = parseTime(text);
    if (!read.isValid())
        read = QDateTime::fromString(text, Qt::ISODateWithMs);
    return read.isValid() ? read.toMSecsSinceEpoch() : 0;
}

} // namespace assay::engine::imports
