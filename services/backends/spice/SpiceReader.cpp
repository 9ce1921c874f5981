#include "services/backends/spice/SpiceReader.h"

#include "services/http/Redaction.h"

#include <nlohmann/json.hpp>

#include <QCoreApplication>
#include <QRegularExpression>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace assay {

namespace {

using nlohmann::json;

constexpr qsizetype longestQuote = 200; ///< of an answer that cannot be read

Error unreadable(const QByteArray &body)
{
    return Error{Error::Kind::Protocol,
                 QCoreApplication::translate("assay", "The runtime's answer is neither JSON, CSV nor a table of the kind that Spice sends; check the URL."),
                 quoted(QString::fromUtf8(body), longestQuote)};
}

/// Records of a CSV text with doubled quotes (RFC 4180).
QList<QStringList> csvRecords(const QByteArray &text)
{
    QList<QStringList> records;
    QStringList record;
    QByteArray cell;
    bool quoted = false, any = false;
    const auto endCell = [&] { record << QString::fromUtf8(std::exchange(cell, {})); };
    const auto endRecord = [&] {
        if (any) {
            endCell();
            records << std::exchange(record, {});
        }
        any = false;
    };
    for (qsizetype i = 0; i < text.size(); ++i) {
        const char c = text.at(i);
        if (quoted) {
            if (c != '"')
                cell += c;
            else if (i + 1 < text.size() && text.at(i + 1) == '"')
                cell += text.at(++i);
            else
                quoted = false;
        } else if (c == '\n') {
            endRecord();
        } else if (c != '\r') {
            any = true;
            if (c == '"')
                quoted = true;
            else if (c == ',')
                endCell();
            else
                cell += c;
        }
    }
    endRecord();
    return records;
}

/// Cells of a bordered table: split at bars and trimmed. Lines may be indented, bars need not be aligned.
QList<QStringList> tableRecords(const QByteArray &text)
{
    QList<QStringList> records;
    const auto lines = text.split('\n');
    for (const QByteArray &raw : lines) {
        const QString line = QString::fromUtf8(raw.trimmed());
        if (!line.startsWith(QLatin1Char('|')))
            continue;
        QStringList cells = line.split(QLatin1Char('|'));
        cells.removeFirst();
        if (!cells.isEmpty() && cells.last().trimmed().isEmpty() && line.endsWith(QLatin1Char('|')))
            cells.removeLast();
        for (QString &cell : cells)
            cell = cell.trimmed();
        records << cells;
    }
    return records;
}

/// Objects whose cells are texts; none where the head has no column of ours.
std::optional<json> rowsOf(const QList<QStringList> &records, bool mayBeEmpty)
{
    if (records.isEmpty())
        return mayBeEmpty ? std::optional(json::array()) : std::nullopt;
    static const QStringList known{QStringLiteral("id"), QStringLiteral("primary_key"), QStringLiteral("run_id"), QStringLiteral("name")};
    const QStringList &head = records.first();
    if (std::none_of(head.cbegin(), head.cend(), [](const QString &name) { return known.contains(name); }))
        return std::nullopt;
    json rows = json::array();
    for (qsizetype i = 1; i < records.size(); ++i) {
        json row = json::object();
        for (qsizetype at = 0; at < std::min(head.size(), records.at(i).size()); ++at)
            row[head.at(at).toStdString()] = records.at(i).at(at).toStdString();
        rows.push_back(std::move(row));
    }
    return rows;
}

/// Every shape as an array of objects.
Result<json> rows(const QByteArray &body)
{
    const QByteArray text = body.trimmed();
    if (text.startsWith('[') || text.startsWith('{')) {
        json in = json::parse(text.begin(), text.end(), nullptr, false);
        if (in.is_object() && in.contains("data") && in["data"].is_array()) // the vendor's envelope, and the list of models
            in = json(in["data"]);
        if (in.is_object())
            in = json::array({in}); // as the documentation shows it
        const bool objects = in.is_array() && std::all_of(in.begin(), in.end(), [](const json &row) { return row.is_object(); });
        return objects ? Result<json>(std::move(in)) : Result<json>(unreadable(body));
    }
    const bool table = text.startsWith('+');
    auto read = rowsOf(table ? tableRecords(text) : csvRecords(text), table || text.isEmpty());
    return read ? Result<json>(std::move(*read)) : Result<json>(unreadable(body));
}

QString text(const json &row, std::initializer_list<const char *> names)
{
    for (const char *name : names) {
        const auto it = row.find(name);
        if (it == row.end() || it->is_null())
            continue;
        return it->is_string() ? QString::fromStdString(it->get<std::string>()) : QString::fromStdString(it->dump());
    }
    return {};
}

/// UTC without a zone, in which Qt would see local time.
QString utc(const QString &time)
{
    static const QRegularExpression zone(QStringLiteral("(Z|[+-]\\d\\d:?\\d\\d)$"));
    return time.isEmpty() || zone.match(time).hasMatch() ? time : time + QLatin1Char('Z');
}

/// "[match, includes]" and "a, b" as tables write lists.
QStringList looseList(QString list)
{
    if (list.startsWith(QLatin1Char('[')) && list.endsWith(QLatin1Char(']')))
        list = list.mid(1, list.size() - 2);
    QStringList out;
    for (const QString &part : list.split(QLatin1Char(','), Qt::SkipEmptyParts))
        out << part.trimmed();
    return out;
}

QStringList listOf(const json &row, const char *name)
{
    const auto it = row.find(name);
    if (it == row.end())
        return {};
    json list = *it;
    if (list.is_string()) {
        const std::string cell = list.get<std::string>();
        list = json::parse(cell, nullptr, false);
        if (!list.is_array())
            return looseList(QString::fromStdString(cell));
    }
    QStringList out;
    for (const json &one : list) {
        if (one.is_string())
            out << QString::fromStdString(one.get<std::string>());
    }
    return out;
}

/// "{match/mean: 0.375, includes/mean: 0.9}" as tables write maps.
QList<QPair<QString, double>> looseMap(const QString &map)
{
    QList<QPair<QString, double>> out;
    static const QRegularExpression pair(QStringLiteral("([^{},:\\s][^{},:]*?)\\s*:\\s*(-?[0-9.eE+-]+)"));
    for (auto it = pair.globalMatch(map); it.hasNext();) {
        const auto match = it.next();
        out.append({match.captured(1), withoutFloatNoise(match.captured(2).toDouble())});
    }
    return out;
}

QList<QPair<QString, double>> metricsOf(const json &row)
{
    const auto it = row.find("metrics");
    if (it == row.end())
        return {};
    json map = *it;
    if (map.is_string()) {
        const std::string cell = map.get<std::string>();
        map = json::parse(cell, nullptr, false);
        if (!map.is_object())
            return looseMap(QString::fromStdString(cell));
    }
    QList<QPair<QString, double>> out;
    if (!map.is_object())
        return out;
    for (const auto &[name, value] : map.items()) {
        if (value.is_number())
            out.append({QString::fromStdString(name), withoutFloatNoise(value.get<double>())});
    }
    return out;
}

Word<RunState> stateOf(const QString &word)
{
    const QString lower = word.toLower();
    if (lower == QLatin1String("waiting") || lower == QLatin1String("queued"))
        return RunState::Pending;
    const auto known = Word<RunState>::fromText(lower);
    return known == RunState::Unknown ? Word<RunState>::fromText(word) : known;
}

Result<SpiceRun> runOf(const json &row)
{
    SpiceRun run;
    run.id = text(row, {"id", "primary_key"});
    run.createdAt = utc(text(row, {"created_at", "time_column"}));
    run.completedAt = utc(text(row, {"completed_at"}));
    run.dataset = text(row, {"dataset"});
    run.model = text(row, {"model"});
    run.error = text(row, {"error_message"});
    run.state = stateOf(text(row, {"status"}));
    run.scorers = listOf(row, "scorers");
    run.metrics = metricsOf(row);
    if (run.id.isEmpty() || !run.state.isSet() || run.model.isEmpty())
        return Error{Error::Kind::Protocol, QCoreApplication::translate("assay", "The runtime's row of a run has no id, status or model."),
                     quoted(QString::fromStdString(row.dump(-1, ' ', false, json::error_handler_t::replace)), longestQuote)};
    // The order of a map is random; that of the scorers is the spicepod's.
    const auto place = [&run](const QString &metric) {
        const qsizetype at = run.scorers.indexOf(metric.section(QLatin1Char('/'), 0, -2));
        return at < 0 ? run.scorers.size() : at;
    };
    std::stable_sort(run.metrics.begin(), run.metrics.end(), [&](const auto &a, const auto &b) {
        return std::pair(place(a.first), a.first) < std::pair(place(b.first), b.first);
    });
    return run;
}

/// Reads every row with `read`, which answers a Result.
template<typename T, typename Read>
Result<QList<T>> each(const QByteArray &body, Read read)
{
    const auto found = rows(body);
    if (!found)
        return found.error();
    QList<T> out;
    for (const json &row : *found) {
        const Result<T> one = read(row);
        if (!one)
            return one.error();
        out << *one;
    }
    return out;
}

} // namespace

double withoutFloatNoise(double value)
{
    // What is no 32-bit number was told in decimals, and a whole one as it is: nothing is rounded that was not noise, or a value
    // just below a gate would pass it.
    if (!std::isfinite(value) || std::abs(value) > double(std::numeric_limits<float>::max()) || double(float(value)) != value || std::trunc(value) == value)
        return value;
    std::array<char, 32> text{};
    const auto end = std::to_chars(text.data(), text.data() + text.size(), float(value)).ptr;
    return QByteArray(text.data(), end - text.data()).toDouble();
}

Result<SpiceRun> readSpiceRun(const QByteArray &body)
{
    const auto runs = readSpiceRuns(body);
    if (!runs)
        return runs.error();
    if (runs->isEmpty())
        return Error{Error::Kind::Protocol, QCoreApplication::translate("assay", "The runtime answered without a row: it does not know the run any more.")};
    return runs->first();
}

Result<QList<SpiceRun>> readSpiceRuns(const QByteArray &body)
{
    return each<SpiceRun>(body, runOf);
}

Result<QList<SpiceScore>> readSpiceScores(const QByteArray &body)
{
    return each<SpiceScore>(body, [](const json &row) -> Result<SpiceScore> {
        SpiceScore score;
        score.runId = text(row, {"run_id"});
        score.input = text(row, {"input"});
        // Old runtimes call the answer `output`, and the expected one `actual`.
        const bool present = row.contains("expected");
        score.actual = text(row, {present ? "actual" : "output"});
        score.expected = text(row, {present ? "expected" : "actual"});
        score.scorer = text(row, {"scorer"});
        bool number = false;
        const double value = text(row, {"value"}).toDouble(&number);
        if (number)
            score.value = withoutFloatNoise(value);
        return score;
    });
}

Result<QList<SpiceEval>> readSpiceEvals(const QByteArray &body)
{
    const auto in = json::parse(body.begin(), body.end(), nullptr, false);
    if (!in.is_array())
        return unreadable(body);
    return each<SpiceEval>(body, [&body](const json &row) -> Result<SpiceEval> {
        SpiceEval eval{text(row, {"name"}), text(row, {"description"}), text(row, {"dataset"}), listOf(row, "scorers")};
        return eval.name.isEmpty() ? Result<SpiceEval>(unreadable(body)) : Result<SpiceEval>(eval);
    });
}

Result<QList<ServedModel>> readSpiceModels(const QByteArray &body)
{
    return each<ServedModel>(body, [&body](const json &row) -> Result<ServedModel> {
        ServedModel model{text(row, {"id"}), text(row, {"owned_by"}), {}, text(row, {"status"}), listOf(row, "datasets")};
        return model.id.isEmpty() ? Result<ServedModel>(unreadable(body)) : Result<ServedModel>(model);
    });
}

Result<QList<Dataset>> readSpiceDatasets(const QByteArray &body)
{
    return each<Dataset>(body, [&body](const json &row) -> Result<Dataset> {
        Dataset dataset;
        dataset.id = text(row, {"name"});
        dataset.uri = text(row, {"from"});
        dataset.status = text(row, {"status"});
        json rest = row;
        for (const char *name : {"name", "from", "status"})
            rest.erase(name);
        dataset.metadata = {QByteArray::fromStdString(rest.dump(-1, ' ', false, json::error_handler_t::replace))};
        return dataset.id.isEmpty() ? Result<Dataset>(unreadable(body)) : Result<Dataset>(dataset);
    });
}

Result<QList<DatasetRow>> readSpiceRows(const QByteArray &body)
{
    using Ordered = nlohmann::ordered_json;
    const Ordered in = Ordered::parse(body.begin(), body.end(), nullptr, false);
    if (!in.is_array())
        return unreadable(body);
    QList<DatasetRow> out;
    for (const Ordered &row : in) {
        if (!row.is_object())
            return unreadable(body);
        DatasetRow one;
        for (const auto &[name, value] : row.items()) {
            if (value.is_string())
                one.setText(QString::fromStdString(name), QString::fromStdString(value.get<std::string>()));
            else if (!value.is_null())
                one.setValue(QString::fromStdString(name), QString::fromStdString(value.dump(-1, ' ', false, Ordered::error_handler_t::replace)));
        }
        out << one;
    }
    return out;
}

Result<qint64> readSpiceCount(const QByteArray &body)
{
    const json in = json::parse(body.begin(), body.end(), nullptr, false);
    const bool one = in.is_array() && in.size() == 1 && in.front().is_object() && in.front().size() == 1;
    return one && in.front().begin()->is_number_integer() ? Result<qint64>(in.front().begin()->get<qint64>()) : Result<qint64>(unreadable(body));
}

} // namespace assay
