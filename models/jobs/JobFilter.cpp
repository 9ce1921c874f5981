#include "models/jobs/JobFilter.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace assay {

namespace {

/// Blanks separate, quotes hold together; a quote that is never closed reaches to the end.
QStringList split(const QString &line)
{
    QStringList parts;
    QString part;
    bool quoted = false;
    for (const QChar c : line) {
        if (c == QLatin1Char('"'))
            quoted = !quoted;
        else if (c.isSpace() && !quoted) {
            if (!part.isEmpty())
                parts << std::exchange(part, {});
        } else
            part += c;
    }
    if (!part.isEmpty())
        parts << part;
    return parts;
}

bool contains(const QString &text, const QString &pattern)
{
    if (!pattern.contains(QLatin1Char('*')))
        return text.contains(pattern);
    static thread_local QHash<QString, QRegularExpression> known; // asked for every row of a long list
    auto it = known.find(pattern);
    if (it == known.end()) {
        if (known.size() > 50)
            known.clear();
        it = known.insert(pattern, QRegularExpression(QRegularExpression::wildcardToRegularExpression(
                                       pattern, QRegularExpression::UnanchoredWildcardConversion)));
    }
    return it->match(text).hasMatch();
}

bool holdsAll(const QString &text, const QStringList &patterns)
{
    return std::all_of(patterns.begin(), patterns.end(), [&](const QString &pattern) { return contains(text, pattern); });
}

std::optional<RunState> stateOf(const QString &word)
{
    static const QHash<QString, RunState> words{
        {QStringLiteral("waiting"), RunState::Pending},     {QStringLiteral("pending"), RunState::Pending},
        {QStringLiteral("queued"), RunState::Pending},      {QStringLiteral("running"), RunState::Running},
        {QStringLiteral("finished"), RunState::Completed},  {QStringLiteral("completed"), RunState::Completed},
        {QStringLiteral("done"), RunState::Completed},      {QStringLiteral("failed"), RunState::Failed},
        {QStringLiteral("cancelled"), RunState::Cancelled}, {QStringLiteral("canceled"), RunState::Cancelled},
        {QStringLiteral("partial"), RunState::PartiallyFailed}, {QStringLiteral("partly"), RunState::PartiallyFailed},
        {QStringLiteral("partially_failed"), RunState::PartiallyFailed}};
    const auto it = words.find(word);
    return it == words.end() ? std::nullopt : std::optional(*it);
}

std::optional<Verdict> verdictWord(const QString &word)
{
    using V = Verdict;
    static const QHash<QString, V> words{{QStringLiteral("pass"), V::Pass}, {QStringLiteral("fail"), V::Fail},
                                         {QStringLiteral("close"), V::TooClose}, {QStringLiteral("none"), V::NotGated},
                                         {QStringLiteral("missing"), V::NoResult}};
    const auto it = words.find(word);
    return it == words.end() ? std::nullopt : std::optional(*it);
}

/// False when the value is no word of this key.
bool take(JobFilter &filter, const QString &key, const QString &value)
{
    if (key == QLatin1String("state") || key == QLatin1String("status")) {
        const auto state = stateOf(value);
        if (state)
            filter.states.insert(*state);
        return state.has_value();
    }
    if (key == QLatin1String("verdict")) {
        const auto verdict = verdictWord(value);
        if (verdict)
            filter.verdicts.insert(*verdict);
        return verdict.has_value();
    }
    if (key == QLatin1String("model"))
        filter.models << value;
    else if (key == QLatin1String("name"))
        filter.names << value;
    else if (key == QLatin1String("tag"))
        filter.tags << value;
    else if (key == QLatin1String("collection") || key == QLatin1String("benchmark"))
        filter.targets << value;
    else if (key == QLatin1String("connection"))
        filter.connections << value;
    else
        return false;
    return true;
}

} // namespace

bool JobFilter::isEmpty() const
{
    return states.isEmpty() && verdicts.isEmpty() && models.isEmpty() && names.isEmpty() && tags.isEmpty() && targets.isEmpty()
        && connections.isEmpty() && words.isEmpty();
}

bool JobFilter::accepts(const JobRow &row) const
{
    if (!states.isEmpty() && !states.contains(row.state.value()))
        return false;
    if (!verdicts.isEmpty() && !verdicts.contains(row.verdict))
        return false;
    if (!holdsAll(row.haystack, words) || !holdsAll(row.model.toLower(), models) || !holdsAll(row.name.toLower(), names)
        || !holdsAll(row.target.toLower(), targets) || !holdsAll(row.connection.toLower(), connections))
        return false;
    return std::all_of(tags.begin(), tags.end(), [&](const QString &pattern) {
        return std::any_of(row.tags.begin(), row.tags.end(), [&](const QString &tag) { return contains(tag.toLower(), pattern); });
    });
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

JobFilter JobFilter::parse(const QString &line)
{
    JobFilter filter;
    for (const QString &part : split(line)) {
        const qsizetype colon = part.indexOf(QLatin1Char(':'));
        const QString key = part.left(qMax(qsizetype(0), colon)).toLower();
        const QString value = part.mid(colon + 1).toLower();
        const bool known = tokens().contains(key + QLatin1Char(':')) || key == QLatin1String("status");
        if (colon <= 0 || !known) {
            filter.words << part.toLower(); // "gemma:270m" is a model's name, not a token
            continue;
        }
        if (value.isEmpty())
            continue; // still being typed
        if (!take(filter, key, value))
            filter.problem = QCoreApplication::translate("assay", "“%1” is no word for %2: try %3.")
                                 .arg(value, key,
                                      key == QLatin1String("verdict")
                                          ? QStringLiteral("pass, fail, close, none")
                                          : QStringLiteral("waiting, running, finished, failed, partial, cancelled"));
    }
    return filter;
}

QStringList JobFilter::tokens()
{
    return {QStringLiteral("state:"), QStringLiteral("verdict:"), QStringLiteral("model:"), QStringLiteral("name:"),
            QStringLiteral("tag:"), QStringLiteral("collection:"), QStringLiteral("benchmark:"), QStringLiteral("connection:")};
}

} // namespace assay
