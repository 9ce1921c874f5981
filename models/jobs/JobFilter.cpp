#include "models/jobs/JobFilter.h"

#include "models/jobs/JobCells.h"
#include "models/jobs/JobFilterWords.h"

#include <QRegularExpression>

namespace assay {

namespace {

using Key = JobFilter::Key;
using Op = JobFilter::Op;

bool contains(const QString &text, const QString &pattern)
{
    if (!pattern.contains(QLatin1Char('*')))
        return text.contains(pattern, Qt::CaseInsensitive);
    static thread_local QHash<QString, QRegularExpression> known; // asked for every row of a long list
    auto it = known.find(pattern);
    if (it == known.end()) {
        if (known.size() > 50)
            known.clear();
        it = known.insert(pattern, QRegularExpression(QRegularExpression::wildcardToRegularExpression(
                                       pattern, QRegularExpression::UnanchoredWildcardConversion), QRegularExpression::CaseInsensitiveOption));
    }
    return it->match(text).hasMatch();
}

/// Both are in lower case, so that ten thousand rows need no folding of their letters for each keystroke.
bool inHaystack(const QString &haystack, const QString &pattern)
{
    return pattern.contains(QLatin1Char('*')) ? contains(haystack, pattern) : haystack.contains(pattern);
}

bool anyContains(const QStringList &texts, const QString &pattern)
{
    return std::any_of(texts.begin(), texts.end(), [&](const QString &text) { return contains(text, pattern); });
}

bool compares(double value, Op op, double with)
{
    switch (op) {
    case Op::Less: return value < with;
    case Op::LessEqual: return value <= with;
    case Op::Equal: return value == with;
    case Op::GreaterEqual: return value >= with;
    case Op::Greater: return value > with;
    case Op::Contains: break;
    }
    return false;
}

bool isHolds(const JobRow &row, const QString &word)
{
    return word == QLatin1String("baseline") ? row.baseline
         : word == QLatin1String("gone")     ? row.goneMs > 0
         : word == QLatin1String("cached")   ? row.cached
         : word == QLatin1String("archived") ? row.archived
         : word == QLatin1String("better")   ? row.delta.kind == BaselineDelta::Kind::Better
                                             : row.delta.kind == BaselineDelta::Kind::Worse || row.delta.kind == BaselineDelta::Kind::Mixed;
}

bool hasHolds(const JobRow &row, const QString &word)
{
    return word == QLatin1String("note")    ? !row.note.isEmpty()
         : word == QLatin1String("tag")     ? !row.tags.isEmpty() || !row.ownTags.isEmpty()
         : word == QLatin1String("score")   ? row.score.has_value()
                                            : row.delta.kind != BaselineDelta::Kind::None;
}

bool holds(const JobRow &row, const JobFilter::Term &term, qint64 nowMs)
{
    switch (term.key) {
    case Key::Word: return inHaystack(row.haystack, term.text) || (!row.note.isEmpty() && contains(row.note, term.text)) || anyContains(row.ownTags, term.text);
    case Key::Model: return contains(row.model, term.text);
    case Key::Name: return contains(row.name, term.text);
    case Key::Tag: return anyContains(row.tags, term.text) || anyContains(row.ownTags, term.text);
    case Key::Note: return contains(row.note, term.text) && !row.note.isEmpty();
    case Key::Collection: return contains(row.collection, term.text);
    case Key::Benchmark: return anyContains(row.benchmarks, term.text) || contains(row.target, term.text);
    case Key::Provider: return anyContains(row.providers, term.text);
    case Key::Connection: return contains(row.connection, term.text);
    case Key::Is: return isHolds(row, term.text);
    case Key::Has: return hasHolds(row, term.text);
    case Key::State: return stateWords(term.text).value_or(RunState::Unknown) == row.state.value();
    case Key::Verdict: return verdictWords(term.text) == row.verdict;
    case Key::After: return row.whenMs() > 0 && double(row.whenMs()) >= term.number;
    case Key::Before: return row.whenMs() > 0 && double(row.whenMs()) < term.number;
    case Key::Score: return row.score && compares(*row.score, term.op, term.number);
    case Key::Duration: {
        const qint64 ms = jobDurationMs(row, nowMs);
        return ms >= 0 && compares(double(ms), term.op, term.number);
    }
    }
    return false;
}

QString unquoted(QString part) { return part.remove(QLatin1Char('"')); }

/// False: the part is not understood, and filter.problem says why.
bool take(JobFilter &filter, JobFilter::Term term, const QString &key, const QString &value)
{
    if (term.key == Key::State && !term.negated) {
        if (const auto state = stateWords(value))
            filter.states.insert(*state);
        return stateWords(value).has_value();
    }
    if (term.key == Key::Verdict && !term.negated) {
        if (const auto verdict = verdictWords(value))
            filter.verdicts.insert(*verdict);
        return verdictWords(value).has_value();
    }
    const QStringList words = filterWordsOf(key);
    if (!words.isEmpty() && !words.contains(value) && !(term.key == Key::State && stateWords(value)))
        return false;
    term.text = value;
    filter.terms << term;
    return true;
}

} // namespace

QStringList filterParts(const QString &line)
{
    QStringList parts;
    QString part;
    bool quoted = false;
    for (const QChar c : line) {
        if (c == QLatin1Char('"'))
            quoted = !quoted;
        if (c.isSpace() && !quoted) {
            if (!part.isEmpty())
                parts << std::exchange(part, {});
        } else {
            part += c;
        }
    }
    if (!part.isEmpty())
        parts << part;
    return parts;
}

QString quotedFilterValue(const QString &value)
{
    static const QRegularExpression blank(QStringLiteral("\\s"));
    return value.contains(blank) ? QLatin1Char('"') + QString(value).remove(QLatin1Char('"')) + QLatin1Char('"') : value;
}

bool hasFilterPart(const QString &line, const QString &key, const QString &value)
{
    return filterParts(line).contains(key + QLatin1Char(':') + quotedFilterValue(value), Qt::CaseInsensitive);
}

QString toggledFilterPart(const QString &line, const QString &key, const QString &value)
{
    QStringList parts = filterParts(line);
    const QString part = key + QLatin1Char(':') + quotedFilterValue(value);
    if (parts.removeIf([&](const QString &other) { return other.compare(part, Qt::CaseInsensitive) == 0; }) == 0)
        parts << part;
    return parts.join(QLatin1Char(' '));
}

bool JobFilter::accepts(const JobRow &row, qint64 nowMs) const
{
    if (!states.isEmpty() && !states.contains(row.state.value()))
        return false;
    if (!verdicts.isEmpty() && !verdicts.contains(row.verdict))
        return false;
    if (without.contains(row.id))
        return false;
    return std::all_of(terms.begin(), terms.end(), [&](const Term &term) { return holds(row, term, nowMs) != term.negated; });
}

bool JobFilter::wantsArchived() const
{
    return std::any_of(terms.begin(), terms.end(), [](const Term &term) { return term.key == Key::Is && !term.negated && term.text == QLatin1String("archived"); });
}

JobQuery JobFilter::serverQuery() const
{
    JobQuery query;
    QStringList wanted;
    for (const RunState state : states)
        wanted << Word<RunState>(state).text();
    wanted.sort();
    query.status = wanted.join(QLatin1Char('|')); // any of them
    return query;
}

JobFilter JobFilter::parse(const QString &line, qint64 nowMs)
{
    static const QRegularExpression shape(QStringLiteral("^([A-Za-z]+)(:|<=|>=|<|>|=)(.*)$"), QRegularExpression::DotMatchesEverythingOption);
    JobFilter filter;
    const QStringList parts = filterParts(line);
    for (const QString &part : parts) {
        Term term;
        term.negated = part.startsWith(QLatin1Char('-')) && part.size() > 1;
        const QString bare = term.negated ? part.mid(1) : part;
        const auto match = shape.match(bare);
        const QString key = match.captured(1).toLower(), sign = match.captured(2), value = unquoted(match.captured(3)).toLower();
        const auto known = match.hasMatch() ? filterKey(key) : std::nullopt;
        if (key == QLatin1String("group") && sign == QLatin1String(":")) {
            if (const auto group = groupingWord(value))
                filter.group = *group;
            else if (!value.isEmpty())
                filter.problem = filterProblem(part, key, value);
            continue;
        }
        if (!known) {
            // "gemma:270m" is a model's name; what compares can only be a mistyped key.
            if (match.hasMatch() && sign != QLatin1String(":"))
                filter.problem = filterProblem(part, key, value);
            term.text = unquoted(bare).toLower();
            if (!term.text.isEmpty() && !(match.hasMatch() && sign != QLatin1String(":")))
                filter.terms << term;
            continue;
        }
        if (value.isEmpty())
            continue; // still being typed
        term.key = *known;
        const bool fine = takesNumber(*known) ? readNumber(term, sign, value) && (filter.terms << term, true)
                        : takesDate(*known)   ? readDate(term, sign, value, nowMs) && (filter.terms << term, true)
                                              : sign == QLatin1String(":") && take(filter, term, key, value);
        if (!fine)
            filter.problem = filterProblem(part, key, value);
    }
    return filter;
}

QStringList JobFilter::tokens() { return filterTokens(); }

} // namespace assay
