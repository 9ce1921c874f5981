#include "ui/pages/compare/FlipAnswers.h"

#include "models/compare/RunSet.h"
#include "models/triage/TriageBook.h"
#include "services/api/ConnectionRegistry.h"
#include "services/api/RunRef.h"
#include "services/core/Async.h"
#include "ui/pages/compare/AnswerPair.h"
#include "ui/widgets/PlainText.h"

#include <QLabel>
#include <QVBoxLayout>

namespace assay {

FlipAnswers::FlipAnswers(ConnectionRegistry &connections, RunSet &runs, TriageBook *book, QWidget *parent)
    : QWidget(parent), m_connections(connections), m_runs(runs), m_book(book)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    m_answers = new AnswerPair;
    layout->addWidget(m_answers, 1);
    if (book) {
        m_title = plainLabel(new QLabel, "flipNotesTitle");
        m_strip = new TriageStrip(*book);
        connect(m_strip, &TriageStrip::leave, this, &FlipAnswers::leave);
        connect(m_strip, &TriageStrip::wholeNeeded, this, &FlipAnswers::keepWhole);
        layout->addWidget(m_title);
        layout->addWidget(m_strip);
        setNotesShown(false);
    }
    m_askTimer.setSingleShot(true);
    m_askTimer.setInterval(60);
    connect(&m_askTimer, &QTimer::timeout, this, [this] {
        for (int side = 0; side < 2; ++side) {
            ask(side, AnswerPair::shownChars, [this, side, ticket = m_ticket](const Result<Sample> &sample) {
                if (ticket != m_ticket)
                    return;
                if (sample)
                    m_sides[side].sample = *sample;
                else
                    m_sides[side].problem = sample.error().message;
                show();
            });
        }
    });
}

void FlipAnswers::setSides(const Side &before, const Side &after, const QString &benchmarkId)
{
    m_sides[0] = {before, {}, {}};
    m_sides[1] = {after, {}, {}};
    clear({});
    if (!m_strip)
        return;
    m_title->setText(tr("What you see in the answer of %1:", "a run; reasons and notes follow").arg(after.name));
    const RunRef ref = RunRef::parse(after.ref);
    const auto [job, index] = m_runs.source(after.ref, after.index);
    m_book->setPlace({ref.connectionId, job, index}, benchmarkId);
}

void FlipAnswers::clear(const QString &sentence)
{
    ++m_ticket;
    m_askTimer.stop();
    m_answers->clear(sentence);
    if (m_strip)
        m_strip->setSample({});
}

void FlipAnswers::showItem(const FlipItemsModel::Item &item)
{
    ++m_ticket;
    m_item = item;
    for (Known &side : m_sides) {
        side.sample.reset();
        side.problem.clear();
    }
    show();
    m_askTimer.start();
}

void FlipAnswers::show()
{
    const auto side = [this](int at) { return AnswerPair::Side{m_sides[at].run.name, m_sides[at].sample, m_sides[at].problem}; };
    m_answers->showPair(side(0), side(1));
    if (!m_strip)
        return;
    // A note needs no texts: who knows the item goes on before they are here.
    Sample item;
    item.itemKey = m_item.key;
    item.repeat = m_item.repeat;
    item.cutBytes = 1;
    m_strip->setSample(m_sides[1].sample.value_or(item));
}

void FlipAnswers::setDiff(bool diff) { m_answers->setDiff(diff); }

void FlipAnswers::setNotesShown(bool shown)
{
    if (!m_strip)
        return;
    m_title->setVisible(shown);
    m_strip->setVisible(shown);
}

TriageStrip::Key FlipAnswers::key(int key)
{
    if (!m_strip)
        return TriageStrip::Key::NotMine;
    if (m_strip->isHidden() && (key == Qt::Key_N || key == Qt::Key_T))
        Q_EMIT notesWanted(); // its lines take no text while they are hidden
    return m_strip->key(key);
}

/// Scores come in the order of the samples, so an item's place there is its row.
qint64 FlipAnswers::placeInRun(const Side &side) const
{
    const RunSet::Run *run = m_runs.loaded(m_runs.placeOf(side.ref));
    if (!run)
        return 0;
    const ScoreColumns scores = run->scores.value(side.index);
    for (qsizetype at = scores.itemKeys.indexOf(m_item.key); at >= 0; at = scores.itemKeys.indexOf(m_item.key, at + 1)) {
        if (scores.repeats.value(at) == m_item.repeat)
            return at;
    }
    return 0;
}

/// The item in one of the runs, at most `textChars` of each of its texts (0: all).
void FlipAnswers::ask(int side, int textChars, const Handler &done)
{
    const Side &run = m_sides[side].run;
    Connection *connection = m_connections.ofRun(run.ref);
    if (!connection)
        return done(Error{Error::Kind::NotFound, tr("The connection of this run was taken out.")});
    SampleQuery query;
    query.offset = placeInRun(run);
    query.limit = 1;
    query.textChars = textChars;
    query.count = false;
    const auto [job, index] = m_runs.source(run.ref, run.index);
    whenDone(connection->jobs().samples(job, index, query), this, [done, key = m_item.sample()](const Result<SamplePage> &page) {
        if (!page)
            return done(page.error());
        if (page->items.isEmpty() || SampleKey{page->items.first().itemKey, page->items.first().repeat} != key)
            return done(Error{Error::Kind::NotFound, tr("The server does not have this item any more.")});
        done(page->items.first());
    });
}

/// The regression set takes the item that was chosen when it was asked for, whichever is looked at when it comes.
void FlipAnswers::keepWhole()
{
    ask(1, 0, [this, place = m_book->place()](const Result<Sample> &sample) {
        if (!sample)
            Q_EMIT failed(sample.error().message);
        else if (place == m_book->place())
            m_strip->keep(*sample);
    });
}

} // namespace assay
