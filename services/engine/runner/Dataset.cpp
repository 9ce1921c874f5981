#include "services/engine/runner/Dataset.h"

#include "services/core/Csv.h"
#include "services/json/Json.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>

#include <charconv>
#include <cmath>
#include <unordered_set>

namespace assay::engine {

namespace {

constexpr qint64 maxFileBytes = qint64(1) << 31; // beyond it, rows belong into a stored dataset

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

Result<QByteArray> readFile(const DatasetSource &source)
{
    QFile file(source.path);
    if (!file.exists())
        return Error{Error::Kind::NotFound, tr("The dataset %1 does not exist; put it beside the task file or correct dataset.file.")
                                                .arg(source.name), source.path};
    if (!file.open(QIODevice::ReadOnly))
        return Error{Error::Kind::Storage, tr("The dataset %1 cannot be opened (%2); check its permissions.")
                                               .arg(source.name, file.errorString()), source.path};
    if (file.size() > maxFileBytes)
        return Error{Error::Kind::Invalid, tr("The dataset %1 is larger than 2 GiB; split it.").arg(source.name), source.path};
    QByteArray text = file.readAll();
    if (file.error() != QFileDevice::NoError)
        return Error{Error::Kind::Storage, tr("The dataset %1 cannot be read (%2).").arg(source.name, file.errorString()), source.path};
    return text;
}

/// A typed CSV cell; an error is the clause after "FILE, line N: ".
Result<nlohmann::json> cell(const QByteArray &text, CsvType type, const QString &column)
{
    const auto wrong = [&](const QString &what) {
        return Error{Error::Kind::Invalid, tr("'%1' in the column '%2' is not %3; correct it or the column's type.")
                                               .arg(QString::fromUtf8(text).left(60), column, what)};
    };
    switch (type) {
    case CsvType::Text: return nlohmann::json(text.toStdString());
    case CsvType::Number: {
        const char *first = text.constData(), *last = first + text.size();
        qint64 whole = 0;
        if (const auto [end, fault] = std::from_chars(first, last, whole); fault == std::errc() && end == last)
            return nlohmann::json(whole);
        double number = 0;
        if (const auto [end, fault] = std::from_chars(first, last, number);
            fault == std::errc() && end == last && std::isfinite(number))
            return nlohmann::json(number);
        return wrong(tr("a number"));
    }
    case CsvType::Boolean: {
        const QByteArray word = text.toLower();
        if (word == "true" || word == "false")
            return nlohmann::json(word == "true");
        return wrong(tr("true or false"));
    }
    case CsvType::Json: {
        auto value = nlohmann::json::parse(text.begin(), text.end(), nullptr, false);
        if (value.is_discarded())
            return wrong(tr("JSON"));
        return value;
    }
    }
    return wrong(tr("of a known type"));
}

} // namespace

QString idText(const nlohmann::json &value)
{
    if (value.is_string())
        return QString::fromStdString(value.get_ref<const std::string &>());
    if (value.is_number_integer() || value.is_boolean())
        return QString::fromStdString(value.dump());
    return {};
}

nlohmann::json Dataset::row(qint64 ordinal) const
{
    const Span span = m_spans.at(static_cast<std::size_t>(ordinal));
    const char *first = m_text.constData() + span.offset;
    return nlohmann::json::parse(first, first + span.length);
}

/// Fills a Dataset and checks each row on the way.
class DatasetLoader {
public:
    DatasetLoader(const DatasetSource &source, QString idColumn, const QList<NeededColumn> &needed)
        : m_source(source), m_idColumn(std::move(idColumn)), m_needed(needed)
    {
        for (const auto &column : needed)
            m_neededNames.push_back(column.column.toStdString());
    }

    Result<Dataset> load()
    {
        const auto done = m_source.kind == DatasetSource::Kind::Rows ? rows() : m_source.kind == DatasetSource::Kind::Registered ? registered() : file();
        if (!done)
            return done.error();
        if (m_out.size() == 0)
            return Error{Error::Kind::Invalid, tr("%1 has no rows; a benchmark needs at least one.").arg(m_source.name)};
        return std::move(m_out);
    }

private:
    Result<Done> file()
    {
        auto text = readFile(m_source);
        if (!text)
            return text.error();
        m_out.m_sha256 = QCryptographicHash::hash(*text, QCryptographicHash::Sha256).toHex();
        if (m_source.kind == DatasetSource::Kind::Csv)
            return csv(*text);
        m_out.m_text = *std::move(text);
        return jsonLines();
    }

    Result<Done> registered()
    {
        if (!m_source.registered)
            return Error{Error::Kind::Unsupported, tr("The dataset %1 cannot be read here: registered datasets are the engine's.").arg(m_source.name)};
        m_out.m_text = m_source.registered->lines;
        m_out.m_sha256 = m_source.registered->sha256;
        m_out.m_version = m_source.registered->version;
        return jsonLines();
    }

    Result<Done> jsonLines()
    {
        const QByteArray &text = m_out.m_text;
        qsizetype start = text.startsWith("\xEF\xBB\xBF") ? 3 : 0;
        for (qint64 line = 1; start < text.size(); ++line) {
            qsizetype end = text.indexOf('\n', start);
            if (end < 0)
                end = text.size();
            const QByteArray one = QByteArray::fromRawData(text.constData() + start, end - start).trimmed();
            if (!one.isEmpty()) {
                const QString place = m_source.kind == DatasetSource::Kind::Registered ? tr("row %1").arg(line) : tr("line %1").arg(line);
                nlohmann::json row;
                try {
                    row = nlohmann::json::parse(one.begin(), one.end());
                } catch (const nlohmann::json::parse_error &e) {
                    return fault(place, tr("this is not valid JSON (near character %1); mend or remove the line.").arg(e.byte));
                }
                if (const auto done = check(row, place); !done)
                    return done;
                m_out.m_spans.push_back({start, end - start});
            }
            start = end + 1;
        }
        return Done{};
    }

    Result<Done> csv(const QByteArray &text)
    {
        CsvReader reader(text, m_source.name, m_source.separator);
        const auto header = reader.header();
        if (!header)
            return header.error();
        for (auto it = m_source.types.begin(); it != m_source.types.end(); ++it) {
            if (!header->contains(it.key()))
                return Error{Error::Kind::Invalid, tr("%1 has no column '%2', which dataset.csv.types names; its columns are %3.")
                                                       .arg(m_source.name, it.key(), header->join(QLatin1String(", ")))};
        }
        return reader.rows([&](const QList<QByteArray> &fields, qint64 line) -> Result<Done> {
            const QString place = tr("line %1").arg(line);
            auto row = nlohmann::json::object();
            for (qsizetype i = 0; i < fields.size(); ++i) {
                const QString &column = header->at(i);
                if (!fields.at(i).isValidUtf8())
                    return fault(place, tr("the column '%1' is not UTF-8 text; save the file as UTF-8.").arg(column));
                auto value = cell(fields.at(i), m_source.types.value(column, CsvType::Text), column);
                if (!value)
                    return fault(place, value.error().message);
                row[column.toStdString()] = *std::move(value);
            }
            return add(row, place);
        });
    }

    Result<Done> rows()
    {
        m_out.m_sha256 = QCryptographicHash::hash(json::canonicalJson(m_source.rows), QCryptographicHash::Sha256).toHex();
        qint64 number = 0;
        for (const auto &row : m_source.rows) {
            if (const auto done = add(row, tr("row %1").arg(++number)); !done)
                return done;
        }
        return Done{};
    }

    Result<Done> add(const nlohmann::json &row, const QString &place)
    {
        if (const auto done = check(row, place); !done)
            return done;
        const QByteArray text = json::dump(row);
        m_out.m_spans.push_back({m_out.m_text.size(), text.size()});
        m_out.m_text += text;
        return Done{};
    }

    Result<Done> check(const nlohmann::json &row, const QString &place)
    {
        if (!row.is_object())
            return fault(place, tr("a row must be an object, {\"column\": value}, but this is %1.")
                                    .arg(QLatin1String(row.type_name())));
        for (std::size_t i = 0; i < m_neededNames.size(); ++i) {
            if (!row.contains(m_neededNames[i]))
                return missing(row, m_needed.at(static_cast<qsizetype>(i)), place);
        }
        return m_idColumn.isEmpty() ? Result<Done>(Done{}) : checkId(row, place);
    }

    Result<Done> missing(const nlohmann::json &row, const NeededColumn &needed, const QString &place) const
    {
        QStringList columns;
        for (auto it = row.begin(); it != row.end(); ++it)
            columns << QString::fromStdString(it.key());
        return fault(place, tr("there is no column '%1', which %2 needs; the row's columns are %3.")
                                .arg(needed.column, needed.neededBy, columns.join(QLatin1String(", "))));
    }

    Result<Done> checkId(const nlohmann::json &row, const QString &place)
    {
        const QString id = idText(row.value(m_idColumn.toStdString(), nlohmann::json()));
        if (id.isEmpty())
            return fault(place, tr("the id in the column '%1' must be text or a whole number; give the row one.").arg(m_idColumn));
        if (!m_ids.insert(id.toStdString()).second)
            return fault(place, tr("the id '%1' was used by an earlier row; ids must be unique.").arg(id));
        return Done{};
    }

    Error fault(const QString &place, const QString &what) const
    {
        //: %1 file name, %2 "line 7" or "row 7", %3 a clause that names fault and fix
        return {Error::Kind::Invalid, QCoreApplication::translate("assay", "%1, %2: %3").arg(m_source.name, place, what)};
    }

    const DatasetSource &m_source;
    QString m_idColumn;
    const QList<NeededColumn> &m_needed;
    std::vector<std::string> m_neededNames;
    std::unordered_set<std::string> m_ids;
    Dataset m_out;
};

Result<Dataset> Dataset::load(const DatasetSource &source, const QString &idColumn, const QList<NeededColumn> &needed)
{
    return DatasetLoader(source, idColumn, needed).load();
}

std::optional<qint64> countRows(const DatasetSource &source)
{
    if (source.kind == DatasetSource::Kind::Registered)
        return std::nullopt;
    if (source.kind == DatasetSource::Kind::Rows)
        return static_cast<qint64>(source.rows.size());
    const auto text = readFile(source);
    if (!text)
        return 0;
    qint64 count = 0;
    if (source.kind == DatasetSource::Kind::Csv) {
        CsvReader reader(*text, source.name, source.separator);
        if (reader.header())
            (void)reader.rows([&](const QList<QByteArray> &, qint64) -> Result<Done> { ++count; return Done{}; });
        return count;
    }
    for (qsizetype start = 0; start < text->size();) {
        qsizetype end = text->indexOf('\n', start);
        if (end < 0)
            end = text->size();
        count += !QByteArray::fromRawData(text->constData() + start, end - start).trimmed().isEmpty();
        start = end + 1;
    }
    return count;
}

} // namespace assay::engine
