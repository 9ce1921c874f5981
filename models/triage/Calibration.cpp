#include "models/triage/Calibration.h"

#include "services/core/Async.h"
#include "services/verdict/MetricInfo.h"

#include <QLocale>

#include <algorithm>

namespace assay {

Calibration::Calibration(TriageBook &book, JobService &jobs, QObject *parent) : QObject(parent), m_book(book), m_jobs(jobs)
{
    m_timer.setSingleShot(true); // labels come one after the other
    m_timer.setInterval(200);
    connect(&m_timer, &QTimer::timeout, this, &Calibration::refresh);
    const auto later = [this] {
        if (m_active)
            m_timer.start();
    };
    connect(&book, &TriageBook::noteChanged, this, later);
    connect(&book, &TriageBook::loadChanged, this, later);
}

void Calibration::setActive(bool active)
{
    m_active = active;
    if (active)
        m_timer.start();
}

void Calibration::setScorer(const QString &name)
{
    m_scorer = name;
    count();
}

void Calibration::setRightRule(const RightRule &rule)
{
    if (rule == m_rule)
        return;
    m_rule = rule;
    count();
}

void Calibration::refresh()
{
    QList<SampleKey> keys;
    for (const TriageNote &note : m_book.notes()) {
        if (note.label != HumanLabel::None)
            keys << note.key;
    }
    std::sort(keys.begin(), keys.end());
    m_labels = int(keys.size());
    m_samples.clear();
    m_error = {};
    ask(keys, ++m_ticket);
}

/// In parts, as many keys as a request takes.
void Calibration::ask(const QList<SampleKey> &keys, quint64 ticket)
{
    if (keys.isEmpty())
        return count();
    SampleQuery query;
    query.itemKeys = keys.mid(0, SampleQuery::maxKeys);
    query.limit = 1000;
    query.textChars = 1;
    query.count = false;
    whenDone(m_jobs.samples(m_book.place().jobId, m_book.place().benchmarkIndex, query), this,
             [this, rest = keys.mid(SampleQuery::maxKeys), ticket](const Result<SamplePage> &page) {
                 if (ticket != m_ticket)
                     return;
                 if (!page) {
                     m_error = page.error();
                     return count();
                 }
                 m_samples << page->items;
                 ask(rest, ticket);
             });
}

static std::optional<double> scoreOf(const Sample &sample, const QString &scorer)
{
    if (scorer.isEmpty())
        return sample.score;
    const QVariant score = sample.scores.toVariantMap().value(scorer).toMap().value(QStringLiteral("score"));
    bool ok = false;
    const double number = score.toDouble(&ok); // judges may answer with a number as text
    return ok ? std::optional(number) : std::nullopt;
}

void Calibration::count()
{
    m_table = {};
    m_undecided = 0;
    m_scorers.clear();
    const RightRule rule = m_scorer.isEmpty() ? m_rule : rightRule(m_scorer, metricInfo(m_scorer).lowerIsBetter);
    for (const Sample &sample : m_samples) {
        for (const QString &name : sample.scores.toVariantMap().keys()) {
            if (!m_scorers.contains(name))
                m_scorers << name;
        }
        const HumanLabel label = m_book.note({sample.itemKey, sample.repeat}).label;
        const auto score = scoreOf(sample, m_scorer);
        if (label == HumanLabel::None)
            continue;
        const auto right = score ? rule.isRight(*score) : std::nullopt;
        if (!right) {
            ++m_undecided;
            continue;
        }
        const bool judge = *right, person = label == HumanLabel::Right;
        ++(judge ? (person ? m_table.bothRight : m_table.onlyJudge) : (person ? m_table.onlyPerson : m_table.bothWrong));
    }
    Q_EMIT changed();
}

static QString withInterval(double value, const Interval &interval)
{
    const QLocale locale;
    return Calibration::tr("%1 (%2–%3)").arg(locale.toString(value, 'f', 2), locale.toString(interval.low, 'f', 2), locale.toString(interval.high, 'f', 2));
}

QString Calibration::sentence() const
{
    if (!m_error.message.isEmpty())
        return m_error.message;
    if (m_labels == 0)
        return tr("No labels yet: press R or W on a sample to say whether its answer is right or wrong. Blind hides what the scorers said.");
    const QString labels = tr("%n label(s)", nullptr, m_table.total());
    QStringList parts;
    if (const auto kappa = cohenKappa(m_table))
        parts << tr("Agreement beyond chance: κ %1, %2.").arg(withInterval(kappa->value, kappa->interval), labels);
    else
        parts << tr("%1: κ needs answers that are right and answers that are wrong.").arg(labels);
    if (const auto rate = truePositiveRate(m_table))
        parts << tr("Of what you call right, it calls right: %1 of %2.").arg(withInterval(rate->value, rate->interval)).arg(rate->of);
    if (const auto rate = trueNegativeRate(m_table))
        parts << tr("Of what you call wrong, it calls wrong: %1 of %2.").arg(withInterval(rate->value, rate->interval)).arg(rate->of);
    if (m_undecided > 0)
        parts << tr("It gave no score to %n labelled sample(s).", nullptr, m_undecided);
    return parts.join(QLatin1Char(' '));
}

} // namespace assay
