#include "models/jobs/JobFilterWords.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

namespace assay {

namespace {

using Key = JobFilter::Key;
using Op = JobFilter::Op;

QString tr(const char *text) { return QCoreApplication::translate("assay", text); }

const QHash<QString, Key> &keys()
{
    static const QHash<QString, Key> all{
        {QStringLiteral("state"), Key::State},           {QStringLiteral("status"), Key::State},
        {QStringLiteral("verdict"), Key::Verdict},       {QStringLiteral("model"), Key::Model},
        {QStringLiteral("name"), Key::Name},             {QStringLiteral("tag"), Key::Tag},
        {QStringLiteral("note"), Key::Note},             {QStringLiteral("collection"), Key::Collection},
        {QStringLiteral("benchmark"), Key::Benchmark},   {QStringLiteral("provider"), Key::Provider},
        {QStringLiteral("connection"), Key::Connection}, {QStringLiteral("is"), Key::Is},
        {QStringLiteral("has"), Key::Has},               {QStringLiteral("after"), Key::After},
        {QStringLiteral("before"), Key::Before},         {QStringLiteral("score"), Key::Score},
        {QStringLiteral("duration"), Key::Duration}};
    return all;
}

/// Milliseconds of "90", "10m", "1.5h"; what has no unit is seconds.
std::optional<double> durationOf(const QString &text)
{
    static const QRegularExpression shape(QStringLiteral("^(\\d+(?:\\.\\d+)?)(ms|s|min|m|h|d|w)?$"));
    const auto match = shape.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    static const QHash<QString, double> units{{QStringLiteral("ms"), 1},        {QStringLiteral(""), 1000},     {QStringLiteral("s"), 1000},
                                              {QStringLiteral("m"), 60'000},    {QStringLiteral("min"), 60'000}, {QStringLiteral("h"), 3'600'000},
                                              {QStringLiteral("d"), 86'400'000}, {QStringLiteral("w"), 604'800'000}};
    return match.captured(1).toDouble() * units.value(match.captured(2), 1000);
}

} // namespace

std::optional<Key> filterKey(const QString &key)
{
    const auto it = keys().find(key);
    return it == keys().end() ? std::nullopt : std::optional(*it);
}

std::optional<RunState> stateWords(const QString &word)
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

QString stateFilterWord(RunState state)
{
    switch (state) {
    case RunState::Pending: return QStringLiteral("waiting");
    case RunState::Running: return QStringLiteral("running");
    case RunState::Completed: return QStringLiteral("finished");
    case RunState::Failed: return QStringLiteral("failed");
    case RunState::Cancelled: return QStringLiteral("cancelled");
    case RunState::PartiallyFailed: return QStringLiteral("partial");
    case RunState::Unknown: break;
    }
    return {};
}

std::optional<Verdict> verdictWords(const QString &word)
{
    using V = Verdict;
    for (const V verdict : {V::Pass, V::Fail, V::TooClose, V::NotGated, V::NoResult, V::Pending}) {
        if (word == verdictFilterWord(verdict))
            return verdict;
    }
    return std::nullopt;
}

QString verdictFilterWord(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Pass: return QStringLiteral("pass");
    case Verdict::Fail: return QStringLiteral("fail");
    case Verdict::TooClose: return QStringLiteral("close");
    case Verdict::NotGated: return QStringLiteral("none");
    case Verdict::NoResult: return QStringLiteral("missing");
    case Verdict::Pending: return QStringLiteral("pending");
    }
    return {};
}

QString groupingWord(RunGrouping grouping)
{
    switch (grouping) {
    case RunGrouping::None: return QStringLiteral("none");
    case RunGrouping::Model: return QStringLiteral("model");
    case RunGrouping::Collection: return QStringLiteral("collection");
    case RunGrouping::Day: return QStringLiteral("day");
    case RunGrouping::Batch: return QStringLiteral("batch");
    }
    return {};
}

std::optional<RunGrouping> groupingWord(const QString &word)
{
    using G = RunGrouping;
    for (const G grouping : {G::None, G::Model, G::Collection, G::Day, G::Batch}) {
        if (word == groupingWord(grouping))
            return grouping;
    }
    return std::nullopt;
}

QStringList filterWordsOf(const QString &key)
{
    const auto list = [](const char *words) { return QString::fromLatin1(words).split(QLatin1Char(' ')); };
    if (key == QLatin1String("state") || key == QLatin1String("status"))
        return list("waiting running finished failed partial cancelled");
    if (key == QLatin1String("verdict"))
        return list("pass fail close none missing pending");
    if (key == QLatin1String("is"))
        return list("baseline better worse cached gone archived");
    if (key == QLatin1String("has"))
        return list("note tag score baseline");
    if (key == QLatin1String("group"))
        return list("model collection day batch none");
    return {};
}

bool takesNumber(Key key) { return key == Key::Score || key == Key::Duration; }
bool takesDate(Key key) { return key == Key::After || key == Key::Before; }

bool readNumber(JobFilter::Term &term, const QString &sign, const QString &value)
{
    static const QHash<QString, Op> signs{{QStringLiteral("<"), Op::Less},          {QStringLiteral("<="), Op::LessEqual},
                                          {QStringLiteral("="), Op::Equal},         {QStringLiteral(":"), Op::Equal},
                                          {QStringLiteral(">="), Op::GreaterEqual}, {QStringLiteral(">"), Op::Greater}};
    term.op = signs.value(sign, Op::Equal);
    if (term.key == Key::Duration) {
        const auto ms = durationOf(value);
        term.number = ms.value_or(0);
        return ms.has_value();
    }
    bool fine = false;
    term.number = value.toDouble(&fine);
    return fine;
}

bool readDate(JobFilter::Term &term, const QString &sign, const QString &value, qint64 nowMs)
{
    if (sign != QLatin1String(":"))
        return false;
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowMs);
    QDateTime at;
    if (value.startsWith(QLatin1Char('-'))) {
        const auto back = durationOf(value.mid(1));
        if (!back || value.back().isDigit())
            return false; // 7 of what?
        at = now.addMSecs(-qint64(*back));
    } else if (value == QLatin1String("today") || value == QLatin1String("yesterday")) {
        at = now.date().addDays(value == QLatin1String("today") ? 0 : -1).startOfDay();
    } else {
        const QDate day = QDate::fromString(value, Qt::ISODate);
        at = day.isValid() && value.size() == 10 ? day.startOfDay() : QDateTime::fromString(value.toUpper(), Qt::ISODate);
    }
    term.number = double(at.toMSecsSinceEpoch());
    return at.isValid();
}

QString filterProblem(const QString &part, const QString &key, const QString &value)
{
    const auto known = filterKey(key);
    if (!known && key != QLatin1String("group"))
        return tr("“%1” compares, but only score and duration can be compared: try score<0.5 or duration>10m.").arg(part);
    if (known && takesDate(*known))
        return tr("“%1” holds no date: try -7d, -12h, today, yesterday or 2026-01-31.").arg(part);
    if (known == Key::Score)
        return tr("“%1” holds no number: try score<0.5 or score>=0.8, in the score's own unit.").arg(part);
    if (known == Key::Duration)
        return tr("“%1” holds no time: try duration>10m, duration<90s or duration>=1.5h.").arg(part);
    const QStringList words = filterWordsOf(key);
    if (words.isEmpty())
        return tr("“%1” is a text and cannot be compared: try %2:WORD.").arg(part, key);
    return tr("“%1” is no word for %2: try %3.").arg(value, key, words.join(QStringLiteral(", ")));
}

QStringList filterTokens()
{
    QStringList tokens;
    for (const char *token : {"state:", "verdict:", "model:", "name:", "tag:", "-tag:", "note:", "collection:", "benchmark:", "provider:", "connection:",
                              "after:", "before:", "score<", "score>", "score>=", "duration>", "duration<", "is:", "has:", "group:"})
        tokens << QLatin1String(token);
    return tokens;
}

} // namespace assay
