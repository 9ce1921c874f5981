#include "services/engine/store/SampleFilter.h"
#include "services/engine/store/SampleRows.h"
#include "services/engine/store/SampleSorts.h"
#include "services/engine/store/SampleTable.h"

#include <QCoreApplication>
#include <QElapsedTimer>

#include <algorithm>

namespace assay::engine {

namespace {

constexpr int lookMs = 100;  ///< how long one page looks into texts,
constexpr int lookStep = 16; ///< and after how many samples it looks at the clock

const char *filterSql(SampleQuery::Filter filter)
{
    switch (filter) {
    case SampleQuery::Filter::All: return "";
    case SampleQuery::Filter::Failed: return " AND s.outcome = 2";
    case SampleQuery::Filter::Passed: return " AND s.outcome = 1";
    case SampleQuery::Filter::NotExtracted: return " AND s.not_extracted = 1";
    case SampleQuery::Filter::Errors: return " AND s.outcome = 3";
    }
    return "";
}

const char *totalColumn(SampleQuery::Filter filter)
{
    switch (filter) {
    case SampleQuery::Filter::All: return "s_total";
    case SampleQuery::Filter::Failed: return "s_failed";
    case SampleQuery::Filter::Passed: return "s_passed";
    case SampleQuery::Filter::NotExtracted: return "s_not_extracted";
    case SampleQuery::Filter::Errors: return "s_errors";
    }
    return "s_total";
}

QString likePattern(QString text)
{
    for (const char c : {'\\', '%', '_'})
        text.replace(QLatin1Char(c), QLatin1Char('\\') + QString(QLatin1Char(c)));
    return QLatin1Char('%') + text + QLatin1Char('%');
}

Error invalid(const QString &message, const char *code = "query_parameter_value_invalid")
{
    return Error{Error::Kind::Invalid, message, {}, QLatin1String(code)};
}

/// A query made ready.
struct Reading {
    SampleScope scope;
    SampleQuery query;
    SampleExpression expression;
    SampleOrder order;
    std::optional<SampleOrder::Place> after;
    bool texts = false;   ///< the expression looks into them
    bool sorted = false;  ///< the order's index has all of the samples
    SqlPart where;        ///< beyond scope and filter; empty: nothing
};

Result<Reading> prepare(const SampleScope &scope, const SampleQuery &query)
{
    Reading out;
    out.scope = scope;
    out.query = query;
    const auto order = SampleOrder::of(query.sort);
    if (!order) {
        return invalid(QCoreApplication::translate("assay", "Samples cannot be sorted by '%1': use one of %2.")
                           .arg(query.sort, SampleOrder::columns().join(QLatin1String(", "))));
    }
    out.order = *order;
    auto parsed = parseSampleExpression(query.filterExpression);
    if (const auto *problem = std::get_if<SampleExpressionProblem>(&parsed)) {
        return invalid(QCoreApplication::translate("assay", "The filter is not valid at character %1: %2").arg(problem->position + 1).arg(problem->message),
                       "sample_filter_invalid");
    }
    out.expression = std::get<SampleExpression>(std::move(parsed));
    if (needsTriage(out.expression)) {
        return invalid(QCoreApplication::translate("assay", "tag, reason, note and label are known in the window only: filter by key instead."),
                       "sample_filter_invalid");
    }
    out.texts = needsTexts(out.expression);
    if (!query.after.isEmpty()) {
        out.after = SampleOrder::Place::of(query.after);
        if (!out.after)
            return invalid(QCoreApplication::translate("assay", "'%1' is no place to go on from: take 'next' of the page before.").arg(query.after));
    }
    if (query.offset > 0 && (out.after || out.texts))
        return invalid(QCoreApplication::translate("assay", "'offset' goes neither with 'after' nor with a filter that looks into texts: use 'after'."));
    if (query.itemKeys.size() > SampleQuery::maxKeys)
        return invalid(QCoreApplication::translate("assay", "There are more than %1 item keys: ask in several requests.").arg(SampleQuery::maxKeys));
    const auto add = [&](const SqlPart &part) {
        if (!part.text.isEmpty()) {
            out.where.text += " AND (";
            out.where.add(part);
            out.where.text += ')';
        }
    };
    add(necessaryCondition(out.expression));
    if (!query.itemKeys.isEmpty())
        add(keysCondition(query.itemKeys));
    if (!query.search.isEmpty()) {
        const QString pattern = likePattern(query.search);
        add({"EXISTS(SELECT 1 FROM sample_text t WHERE t.id = s.text AND (t.prompt LIKE ? ESCAPE '\\' OR t.response LIKE ? ESCAPE '\\'"
             " OR t.target LIKE ? ESCAPE '\\'))",
             {pattern, pattern, pattern}});
    }
    return out;
}

const char *const fromScope = " FROM sample s WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3";

/// Of a page that was read from its beginning or by an offset: one that is not full is the last, and tells how many there are. A
/// search looks into each text twice otherwise.
bool isLast(const Reading &reading, const SamplePage &page, int limit)
{
    const bool empty = page.items.isEmpty() && reading.query.offset > 0; // or beyond the last
    return !reading.after && !reading.texts && !empty && page.items.size() < limit;
}

qint64 total(Database &db, const Reading &reading)
{
    if (reading.where.text.isEmpty()) { // counted as they came
        auto row = db.prepare((QByteArray("SELECT ") + totalColumn(reading.query.filter) + " FROM bench WHERE job = ?1 AND idx = ?2").constData());
        row.bind(1, reading.scope.job).bind(2, reading.scope.index);
        return row.step() ? row.integer(0) : 0;
    }
    auto row = db.prepareOnce(QByteArray("SELECT count(*)") + fromScope + filterSql(reading.query.filter) + reading.where.text);
    reading.scope.bind(row);
    reading.where.bind(row, 4);
    return row.step() ? row.integer(0) : 0;
}

Statement rowsOf(Database &db, const Reading &reading, int limit)
{
    SqlPart where = reading.where;
    if (reading.after) {
        where.text += " AND (";
        where.add(reading.order.after(*reading.after));
        where.text += ')';
    }
    auto rows = db.prepareOnce(sampleRowsSql(reading.order, (reading.sorted ? onlySorted : "") + QByteArray(filterSql(reading.query.filter)) + where.text));
    reading.scope.bind(rows);
    where.bind(rows, 4);
    const int at = 4 + int(where.values.size());
    rows.bind(at, limit).bind(at + 1, std::max<qint64>(reading.query.offset, 0));
    return rows;
}

SampleOrder::Place placeOf(const Statement &rows, const Sample &sample, qint64 lookedAt)
{
    SampleOrder::Place place{lookedAt, sample.ordinal, sample.repeat, {}};
    if (rows.isText(10))
        place.value = rows.text(10);
    else if (rows.isInteger(10))
        place.value = rows.integer(10);
    else if (!rows.isNull(10))
        place.value = rows.real(10);
    return place;
}

/// The narrow rows of the page, and their texts: walking to it touches no text.
SamplePage plainPage(Database &db, const Reading &reading, int limit)
{
    SamplePage page;
    std::optional<SampleOrder::Place> last;
    auto rows = rowsOf(db, reading, limit);
    while (rows.step()) {
        SampleRow row = readSampleRow(rows);
        readSampleTexts(db, row, reading.query.textChars);
        last = placeOf(rows, row.sample, 0);
        page.items.append(std::move(row.sample));
    }
    if (last && page.items.size() == limit)
        page.next = last->text();
    return page;
}

/// Looks through the texts until the page is full or its time is over.
SamplePage lookedThrough(Database &db, const Reading &reading, int limit)
{
    SamplePage page;
    page.counted = false;
    page.lookedAt = reading.after ? reading.after->lookedAt : 0;
    qint64 looked = 0;
    QElapsedTimer timer;
    timer.start();
    auto rows = rowsOf(db, reading, -1);
    while (rows.step()) {
        SampleRow row = readSampleRow(rows);
        readSampleTexts(db, row, 0);
        ++page.lookedAt;
        bool gaveUp = false;
        const bool fits = matches(reading.expression, row.sample, &gaveUp);
        page.gaveUp += gaveUp ? 1 : 0;
        const auto place = placeOf(rows, row.sample, page.lookedAt);
        if (fits) {
            if (reading.query.textChars > 0) { // whole for the comparison, cut for the answer
                SampleRow shown = readSampleRow(rows);
                readSampleTexts(db, shown, reading.query.textChars);
                row = std::move(shown);
            }
            page.items.append(std::move(row.sample));
        }
        const bool timeIsOver = ++looked % lookStep == 0 && timer.elapsed() > lookMs;
        if (page.items.size() == limit || timeIsOver) {
            page.next = place.text();
            break;
        }
    }
    return page;
}

} // namespace

Result<SamplePage> readSamples(Database &db, const QString &jobId, int index, const QString &tenant, const SampleQuery &query)
{
    const auto scope = findSampleScope(db, jobId, index, tenant);
    if (!scope)
        return scope.error();
    auto reading = prepare(*scope, query);
    if (!reading)
        return reading.error();
    reading->sorted = reading->order.isBySortedNumber() && areSorted(db, *scope);
    const int limit = std::clamp(query.limit, 1, 1000);
    SamplePage page = reading->texts ? lookedThrough(db, *reading, limit) : plainPage(db, *reading, limit);
    if (query.count)
        page.totalCount = isLast(*reading, page, limit) ? std::max<qint64>(query.offset, 0) + page.items.size() : total(db, *reading);
    else
        page.counted = false;
    return page;
}

Result<QList<SampleFacet>> readSampleFacets(Database &db, const QString &jobId, int index, const QString &tenant, const SampleFacetQuery &query)
{
    const auto scope = findSampleScope(db, jobId, index, tenant);
    if (!scope)
        return scope.error();
    if (query.metadata.isEmpty())
        return invalid(QCoreApplication::translate("assay", "The column of the metadata is missing: name it in 'metadata'."));
    // A name in a JSON path stands in quotes; a quote in it cannot be written there.
    if (query.metadata.contains(QLatin1Char('"')))
        return invalid(QCoreApplication::translate("assay", "A column with a quote in its name cannot be counted by its values."));
    auto rows = db.prepare((QByteArray("SELECT CASE json_type(t.metadata, ?4) WHEN 'true' THEN 'true' WHEN 'false' THEN 'false'"
                                       " ELSE json_extract(t.metadata, ?4) END v, count(*) n, count(s.score), total(s.score), total(s.score * s.score),"
                                       " count(*) FILTER (WHERE s.score NOT IN (0, 1))"
                                       " FROM sample s JOIN sample_text t ON t.id = s.text WHERE s.job = ?1 AND s.idx = ?2 AND s.attempt = ?3")
                            + filterSql(query.filter) + " GROUP BY v ORDER BY n DESC, v LIMIT ?5").constData());
    scope->bind(rows);
    rows.bind(4, QStringLiteral("$.\"%1\"").arg(query.metadata)).bind(5, std::clamp(query.limit, 1, SampleFacetQuery::maxLimit));
    QList<SampleFacet> out;
    while (rows.step()) {
        SampleFacet facet;
        facet.value = rows.text(0);
        facet.count = rows.integer(1);
        facet.scored = rows.integer(2);
        facet.sum = rows.real(3);
        facet.sumOfSquares = rows.real(4);
        facet.binary = facet.scored > 0 && rows.integer(5) == 0;
        out << facet;
    }
    return out;
}

} // namespace assay::engine
