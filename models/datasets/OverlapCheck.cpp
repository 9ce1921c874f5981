#include "models/datasets/OverlapCheck.h"

#include "models/datasets/DatasetReader.h"
#include "services/api/Connection.h"
#include "services/core/OnPool.h"

#include <algorithm>

namespace assay {

OverlapCheck::OverlapCheck(Connection &connection, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
{
}
OverlapCheck::~OverlapCheck() = default;

void OverlapCheck::setState(State state, const QString &problem)
{
    m_state = state;
    m_problem = problem;
    Q_EMIT changed();
}

void OverlapCheck::start(const OverlapRequest &request)
{
    ++m_ticket;
    dropReader();
    m_report = {};
    m_report.request = request;
    m_again.clear();
    m_readBefore = 0;
    const std::optional<qint64> here = request.here.rows, there = request.there.rows;
    m_swapped = !request.options.within && here && there && *there < *here;
    m_finder = std::make_shared<OverlapFinder>(request.options);
    read(Step::First);
}

void OverlapCheck::cancel()
{
    if (m_state != State::Running)
        return;
    ++m_ticket;
    dropReader();
    m_finder.reset(); // a task of the pool may hold it a moment longer
    setState(State::Cancelled);
}

void OverlapCheck::dropReader()
{
    if (!m_reader)
        return;
    m_reader->disconnect(this);
    m_reader->deleteLater(); // it may be the one that is speaking
    m_reader = nullptr;
}

const OverlapSide &OverlapCheck::side(Step step) const
{
    const OverlapRequest &request = m_report.request;
    const bool there
        = step == Step::ThereAgain || (step == Step::First && m_swapped) || (step == Step::Second && !m_swapped);
    return there && !request.options.within ? request.there : request.here;
}

void OverlapCheck::read(Step step)
{
    DatasetService *service = m_connection.datasets();
    if (!service)
        return setState(State::Failed, m_connection.capabilities().reasonMissing(Capability::Datasets));
    dropReader();
    m_step = step;
    m_reader = new DatasetReader(*service, side(step).dataset, this);
    connect(m_reader, &DatasetReader::arrived, this, &OverlapCheck::arrived);
    connect(m_reader, &DatasetReader::ended, this, &OverlapCheck::ended);
    connect(m_reader, &DatasetReader::failed, this, &OverlapCheck::failed);
    if (step == Step::HereAgain || step == Step::ThereAgain) {
        QList<qint64> rows;
        for (const Again &one : std::as_const(m_again)) {
            if (rows.isEmpty() || rows.last() != one.row)
                rows << one.row;
        }
        m_reader->readOnly(rows);
    }
    m_reader->next();
    setState(State::Running);
}

void OverlapCheck::arrived(qint64 first, const QList<DatasetRow> &rows)
{
    if (m_step == Step::HereAgain || m_step == Step::ThereAgain)
        lookAgain(first, rows);
    else
        compare(rows);
    Q_EMIT changed();
}

void OverlapCheck::compare(const QList<DatasetRow> &rows)
{
    const auto work = [finder = m_finder, rows, column = side(m_step).column, first = m_step == Step::First] {
        for (const DatasetRow &row : rows) {
            const QString text = overlapText(row, column);
            first ? finder->addHere(text) : finder->addThere(text);
        }
        return Done {};
    };
    whenDone(onPool<Done>(work), this, [this, ticket = m_ticket](const Result<Done> &) {
        if (ticket == m_ticket)
            m_reader->next();
    });
}

void OverlapCheck::ended(const QString &note)
{
    if (!note.isEmpty())
        m_report.problems << note;
    switch (m_step) {
    case Step::First:
        m_readBefore = m_reader->rowsRead();
        if (m_report.request.options.within)
            return finish();
        return read(Step::Second);
    case Step::Second: return finish();
    case Step::HereAgain: return readAgain(Step::ThereAgain);
    case Step::ThereAgain: return settle();
    case Step::Comparing: break;
    }
}

void OverlapCheck::failed(const QString &problem)
{
    dropReader();
    if (m_step == Step::First || m_step == Step::Second) {
        ++m_ticket;
        m_finder.reset();
        return setState(State::Failed, problem);
    }
    m_report.problems << tr("The pairs cannot be listed. %1").arg(problem); // what was counted is right all the same
    m_report.findings.clear();
    setState(State::Finished);
}

void OverlapCheck::finish()
{
    dropReader();
    m_step = Step::Comparing;
    Q_EMIT changed();
    const auto work
        = [finder = m_finder, swapped = m_swapped] { return swapped ? turned(finder->finish()) : finder->finish(); };
    m_finder.reset();
    whenDone(onPool<OverlapResult>(work), this, [this, ticket = m_ticket](const Result<OverlapResult> &result) {
        if (ticket != m_ticket || !result)
            return;
        m_report.result = *result;
        for (const OverlapPair &pair : result->pairs)
            m_report.findings << OverlapFinding { pair, {}, {} };
        if (m_report.findings.isEmpty())
            return setState(State::Finished);
        readAgain(Step::HereAgain);
    });
}

void OverlapCheck::readAgain(Step step)
{
    m_again.clear();
    for (qsizetype i = 0; i < m_report.findings.size(); ++i) {
        const OverlapPair &pair = m_report.findings.at(i).pair;
        m_again << Again { step == Step::HereAgain ? pair.here : pair.there, i };
    }
    std::sort(m_again.begin(), m_again.end(), [](const Again &a, const Again &b) { return a.row < b.row; });
    read(step);
}

/// Takes from the rows what each pair was found by.
void OverlapCheck::lookAgain(qint64 first, const QList<DatasetRow> &rows)
{
    struct Place {
        qsizetype finding;
        OverlapPair pair;
        DatasetRow row;
    };
    QList<Place> places;
    const auto from = std::lower_bound(
        m_again.cbegin(), m_again.cend(), first, [](const Again &one, qint64 row) { return one.row < row; });
    for (auto it = from; it != m_again.cend() && it->row < first + rows.size(); ++it)
        places << Place { it->finding, m_report.findings.at(it->finding).pair, rows.at(it->row - first) };
    using Found = QList<std::pair<qsizetype, OverlapExcerpt>>;
    const auto work = [places, column = side(m_step).column, words = m_report.request.options.runWords] {
        Found found;
        for (const Place &place : places) {
            if (const auto excerpt
                = overlapExcerpt(overlapText(place.row, column), place.pair.kind, place.pair.hash, words))
                found << std::pair(place.finding, *excerpt);
        }
        return found;
    };
    whenDone(onPool<Found>(work), this, [this, ticket = m_ticket](const Result<Found> &found) {
        if (ticket != m_ticket || !found)
            return;
        for (const auto &[finding, excerpt] : *found)
            (m_step == Step::HereAgain ? m_report.findings[finding].here : m_report.findings[finding].there) = excerpt;
        m_reader->next();
    });
}

void OverlapCheck::settle()
{
    dropReader();
    m_report.unconfirmed = m_report.findings.removeIf(
        [](const OverlapFinding &one) { return one.here.proof.isEmpty() || one.here.proof != one.there.proof; });
    setState(State::Finished);
}

QString OverlapCheck::step() const
{
    switch (m_step) {
    case Step::First:
    case Step::Second: return tr("Reading “%1”…").arg(side(m_step).dataset);
    case Step::Comparing: return tr("Comparing…");
    case Step::HereAgain:
    case Step::ThereAgain: break;
    }
    return tr("Reading the rows that were found…");
}

qint64 OverlapCheck::rowsRead() const
{
    const qint64 now = m_reader ? m_reader->rowsRead() : 0;
    switch (m_step) {
    case Step::First: return now;
    case Step::Second: return m_readBefore + now;
    default: return 0;
    }
}

std::optional<qint64> OverlapCheck::rowsInAll() const
{
    const OverlapRequest &request = m_report.request;
    if (m_step != Step::First && m_step != Step::Second)
        return std::nullopt;
    const std::optional<qint64> now = m_reader && m_reader->total() ? m_reader->total() : side(m_step).rows;
    if (request.options.within || !now)
        return now;
    if (m_step == Step::Second)
        return m_readBefore + *now;
    const std::optional<qint64> behind = side(Step::Second).rows;
    return behind ? std::optional(*now + *behind) : std::nullopt;
}

} // namespace assay
