#include "models/trial/TrialModel.h"

#include "models/common/Words.h"
#include "models/results/RunText.h"
#include "services/core/Async.h"
#include "services/core/States.h"

#include <QLocale>

#include <algorithm>

namespace assay {

static constexpr int lookMs = 300;

TrialModel::TrialModel(TrialService *service, QObject *parent) : QAbstractTableModel(parent), m_service(service)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(lookMs);
    connect(&m_timer, &QTimer::timeout, this, &TrialModel::look);
}

TrialModel::~TrialModel()
{
    if (m_service && isBusy() && !m_id.isEmpty())
        m_service->cancel(m_id); // nobody would look at it any more
}

int TrialModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_reports.size()); }
int TrialModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant TrialModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignVCenter | (section <= TimeColumn ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case NumberColumn: return tr("Report");
    case TimeColumn: return tr("After");
    case StatusColumn: return tr("Status");
    case PhaseColumn: return tr("Phase");
    case FaultsColumn: return tr("Rules");
    default: return {};
    }
}

static QString faultsText(const TrialReport &report)
{
    const auto refused = std::ranges::count_if(report.faults, &TrialFault::refused);
    if (report.faults.isEmpty())
        return TrialModel::tr("✓ keeps them");
    if (refused > 0)
        return TrialModel::tr("✗ not taken, %n violation(s)", nullptr, int(report.faults.size()));
    return TrialModel::tr("⚠ %n finding(s)", nullptr, int(report.faults.size()));
}

static QString detailText(const TrialReport &report)
{
    QStringList lines;
    for (const TrialFault &fault : report.faults) {
        const QString where = fault.path.isEmpty() ? TrialModel::tr("The report") : fault.path;
        lines << QStringLiteral("%1 %2 %3").arg(fault.refused ? QStringLiteral("✗") : QStringLiteral("⚠"), where, fault.rule);
    }
    if (!lines.isEmpty())
        lines << QString();
    lines << report.body; // as it came, byte for byte
    if (report.bytes > report.body.toUtf8().size())
        lines << TrialModel::tr("… %1 in all").arg(sizeText(report.bytes, QLocale()));
    return lines.join(QLatin1Char('\n'));
}

QVariant TrialModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const TrialReport &report = m_reports.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        switch (index.column()) {
        case NumberColumn: return QLocale().toString(report.number);
        case TimeColumn: return durationText(report.atMs);
        case StatusColumn: return report.status.isEmpty() ? QStringLiteral("–") : stateText(Word<RunState>::fromText(report.status));
        case PhaseColumn: return report.phase.isEmpty() ? QStringLiteral("–") : phaseText(Word<Phase>::fromText(report.phase));
        case FaultsColumn: return faultsText(report);
        default: return {};
        }
    case Qt::TextAlignmentRole: return headerData(index.column(), Qt::Horizontal, role);
    case ToneRole:
        if (index.column() != FaultsColumn)
            return int(index.column() <= TimeColumn ? Tone::Muted : Tone::Plain);
        return int(report.faults.isEmpty() ? Tone::Pass : std::ranges::any_of(report.faults, &TrialFault::refused) ? Tone::Error : Tone::Warning);
    case IdRole: return QString::number(report.number);
    case DetailRole: return detailText(report);
    default: return {};
    }
}

void TrialModel::start(const Provider &provider, const QString &benchmarkId, const QString &shownCommand)
{
    if (!m_service || isBusy())
        return;
    beginResetModel(); // another trial: nothing of the last one is here
    m_reports.clear();
    endResetModel();
    m_output.clear();
    m_last = {};
    m_id.clear();
    m_error = {};
    m_state = State::Starting;
    Q_EMIT outputAdded({});
    Q_EMIT changed();
    whenDone(m_service->begin(provider, benchmarkId, shownCommand), this, [this, ticket = ++m_ticket](const Result<QString> &id) {
        if (ticket != m_ticket)
            return;
        if (!id)
            return fail(id.error());
        m_id = *id;
        const bool cancelled = m_state == State::Ending;
        m_state = State::Running;
        if (cancelled)
            cancel();
        look();
        Q_EMIT changed();
    });
}

void TrialModel::cancel()
{
    if (!isBusy())
        return;
    m_state = State::Ending;
    Q_EMIT changed();
    if (m_id.isEmpty())
        return; // start() does it when the id is known
    whenDone(m_service->cancel(m_id), this, [this](const Result<Done> &done) {
        if (!done)
            fail(done.error());
    });
}

void TrialModel::look()
{
    whenDone(m_service->look(m_id, m_reports.size(), m_last.outputNext), this, [this, ticket = m_ticket](const Result<TrialState> &state) {
        if (ticket != m_ticket || !isBusy())
            return;
        if (!state)
            return fail(state.error());
        take(*state);
    });
}

void TrialModel::take(const TrialState &state)
{
    if (!state.reports.isEmpty()) {
        beginInsertRows({}, int(m_reports.size()), int(m_reports.size() + state.reports.size()) - 1);
        m_reports += state.reports;
        endInsertRows();
    }
    const bool moreOutput = !state.output.isEmpty();
    m_output += state.output;
    m_last = state;
    m_last.reports.clear();
    m_last.output.clear();
    if (moreOutput)
        Q_EMIT outputAdded(QString::fromUtf8(state.output));
    // The last output may be longer than one answer takes.
    if (state.phase == TrialState::Phase::Over && !moreOutput)
        m_state = State::Over;
    else if (state.phase == TrialState::Phase::Ending)
        m_state = State::Ending;
    if (isBusy())
        m_timer.start();
    Q_EMIT changed();
}

void TrialModel::fail(const Error &error)
{
    m_timer.stop();
    m_error = error;
    m_state = State::Failed;
    Q_EMIT changed();
}

int TrialModel::brokenReports() const
{
    return int(std::ranges::count_if(m_reports, [](const TrialReport &report) { return !report.faults.isEmpty(); }));
}

QString TrialModel::summary() const
{
    switch (m_state) {
    case State::Idle: return tr("Not tried yet.");
    case State::Starting: return tr("Starting…");
    case State::Running: return tr("Running for %1; it posted %2 reports and asked the model %3 times.").arg(durationText(m_last.tookMs), QLocale().toString(m_reports.size()), QLocale().toString(m_last.requests));
    case State::Ending: return tr("Being ended…");
    case State::Failed: return m_error.message;
    case State::Over: break;
    }
    QStringList sentences = m_last.faults;
    if (m_last.cancelled)
        sentences.prepend(tr("Cancelled. Nothing of it runs any more."));
    if (const int broken = brokenReports(); broken > 0)
        sentences << tr("%n report(s) break rules of the API or will surprise.", nullptr, broken);
    if (sentences.isEmpty())
        sentences << tr("✓ It works: it asked the model, reported its end and kept the rules of the API.");
    return sentences.join(QLatin1Char(' '));
}

Tone TrialModel::tone() const
{
    if (m_state == State::Failed)
        return Tone::Error;
    if (m_state != State::Over)
        return isBusy() ? Tone::Running : Tone::Muted;
    return !m_last.faults.isEmpty() ? Tone::Error : m_last.cancelled || brokenReports() > 0 ? Tone::Warning : Tone::Pass;
}

QString TrialModel::phases() const
{
    QStringList words;
    for (const TrialReport &report : m_reports) {
        const QString word = report.phase.isEmpty() ? QString() : phaseText(Word<Phase>::fromText(report.phase));
        if (!word.isEmpty() && (words.isEmpty() || words.last() != word))
            words << word;
    }
    return words.join(QStringLiteral(" → "));
}

QString TrialModel::usage() const
{
    if (!m_last.end)
        return {};
    const TrialEnd &end = *m_last.end;
    const QString how = end.signal ? tr("ended by signal %1").arg(*end.signal) : tr("exit code %1").arg(end.code);
    return tr("%1 · %2 · CPU %3 · memory %4", "end, time, CPU time, largest process")
        .arg(how, durationText(qint64(end.wallSeconds * 1000)), durationText(qint64((end.userSeconds + end.systemSeconds) * 1000)), sizeText(end.maxRssBytes, QLocale()));
}

} // namespace assay
