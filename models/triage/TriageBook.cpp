#include "models/triage/TriageBook.h"

#include "services/core/Async.h"

#include <QSet>

#include <algorithm>

namespace assay {

TriageBook::TriageBook(TriageStore &store, QObject *parent) : QObject(parent), m_store(store)
{
    connect(&store, &TriageStore::changed, this, [this](const TriagePlace &place) {
        if (place == m_place)
            m_writing > 0 ? void(m_readAgain = true) : read();
    });
    connect(&store, &TriageStore::reasonsChanged, this, &TriageBook::readReasons);
    readReasons();
}

void TriageBook::setPlace(const TriagePlace &place, const QString &benchmarkId)
{
    m_benchmarkId = benchmarkId;
    if (place == m_place)
        return;
    m_place = place;
    m_notes.clear();
    m_before.reset();
    m_load = LoadState::Idle; // what is noted there is not known yet
    read();
}

void TriageBook::read()
{
    if (m_load == LoadState::Idle) {
        m_load = LoadState::Loading;
        Q_EMIT loadChanged();
    }
    whenDone(m_store.notes(m_place), this, [this, ticket = ++m_ticket](const Result<QList<TriageNote>> &notes) {
        if (ticket != m_ticket)
            return;
        const bool first = m_load != LoadState::Ready;
        m_load = notes ? LoadState::Ready : LoadState::Failed;
        if (!notes) {
            Q_EMIT failed(notes.error());
        } else {
            const auto before = m_notes;
            m_notes.clear();
            for (const TriageNote &note : *notes)
                m_notes.insert(note.key, note);
            QSet<SampleKey> keys(before.keyBegin(), before.keyEnd());
            keys.unite(QSet<SampleKey>(m_notes.keyBegin(), m_notes.keyEnd()));
            for (const SampleKey &key : std::as_const(keys)) {
                if (before.value(key) != m_notes.value(key))
                    Q_EMIT noteChanged(key);
            }
            Q_EMIT reasonsChanged();
            if (first)
                Q_EMIT placeRead();
        }
        Q_EMIT loadChanged();
    });
}

void TriageBook::readReasons()
{
    whenDone(m_store.reasonNames(), this, [this](const Result<QStringList> &names) {
        if (!names || *names == m_reasonNames)
            return;
        m_reasonNames = *names;
        Q_EMIT reasonsChanged();
    });
}

TriageNote TriageBook::note(const SampleKey &key) const
{
    TriageNote none;
    none.key = key;
    return m_notes.value(key, none);
}

void TriageBook::set(const TriageNote &note)
{
    if (note.isEmpty())
        m_notes.remove(note.key);
    else
        m_notes.insert(note.key, note);
    Q_EMIT noteChanged(note.key);
    Q_EMIT reasonsChanged();
}

/// A change of a note that is not known would take its place.
bool TriageBook::canChange()
{
    if (m_load == LoadState::Ready)
        return true;
    Q_EMIT failed(Error{Error::Kind::Conflict, tr("What was noted about these samples is not read yet; try again in a moment.")});
    if (m_load == LoadState::Failed)
        read();
    return false;
}

bool TriageBook::change(const TriageNote &wanted)
{
    const TriageNote before = note(wanted.key);
    if (wanted == before && m_load == LoadState::Ready)
        return true;
    if (!canChange())
        return false;
    m_before = before;
    set(wanted);
    write(m_store.put(m_place, wanted), before, wanted);
    return true;
}

/// before: what is shown again when the store refuses.
void TriageBook::write(const QFuture<Result<Done>> &written, const TriageNote &before, const TriageNote &wanted)
{
    ++m_writing;
    ++m_ticket; // a reading under way is older than this
    m_readAgain = true;
    whenDone(written, this, [this, before, wanted, place = m_place](const Result<Done> &done) {
        --m_writing;
        if (place == m_place && !done) {
            set(before);
            Q_EMIT refused(wanted);
            Q_EMIT failed(done.error());
        }
        if (m_writing == 0 && std::exchange(m_readAgain, false))
            read();
    });
}

bool TriageBook::setReason(const SampleKey &key, int reason)
{
    TriageNote changed = note(key);
    changed.reason = changed.reason == reason ? 0 : std::clamp(reason, 0, TriageNote::reasons);
    return change(changed);
}

bool TriageBook::setLabel(const SampleKey &key, HumanLabel label)
{
    TriageNote changed = note(key);
    changed.label = changed.label == label ? HumanLabel::None : label;
    return change(changed);
}

bool TriageBook::setNote(const SampleKey &key, const QString &text)
{
    TriageNote changed = note(key);
    changed.note = text.trimmed();
    return change(changed);
}

bool TriageBook::setTags(const SampleKey &key, const QString &text)
{
    TriageNote changed = note(key);
    changed.tags.clear();
    for (const QString &word : text.split(QLatin1Char(','))) {
        const QString tag = word.simplified();
        if (!tag.isEmpty() && !changed.tags.contains(tag))
            changed.tags << tag;
    }
    return change(changed);
}

bool TriageBook::toggleKept(const Sample &sample)
{
    if (!canChange())
        return false;
    const SampleKey key{sample.itemKey, sample.repeat};
    TriageNote changed = note(key);
    const TriageNote before = changed;
    changed.kept = !changed.kept;
    set(changed);
    write(changed.kept ? m_store.keep(RegressionItem{m_place, m_benchmarkId, key, sample, 0}) : m_store.drop(m_place, key), before, changed);
    return true;
}

bool TriageBook::undo()
{
    if (!m_before)
        return false;
    TriageNote before = *m_before;
    before.kept = note(before.key).kept;
    change(before);
    return true;
}

QString TriageBook::reasonName(int reason) const
{
    if (const QString own = m_reasonNames.value(reason - 1); !own.isEmpty())
        return own;
    switch (reason) {
    //: reasons why an answer counts as wrong
    case 1: return tr("Wrong answer");
    case 2: return tr("Right, but not extracted");
    case 3: return tr("Format not followed");
    case 4: return tr("Refused or cut off");
    case 5: return tr("The item itself is wrong");
    default: return {};
    }
}

QString TriageBook::reasonText(const TriageNote &note) const
{
    QStringList parts;
    if (note.kept)
        parts << QStringLiteral("⚑"); // in the regression set
    if (note.reason > 0)
        parts << tr("%1 %2", "number and name of a reason").arg(note.reason).arg(reasonName(note.reason));
    if (!note.note.isEmpty())
        parts << QStringLiteral("✎");
    return parts.join(QLatin1Char(' '));
}

QString labelText(HumanLabel label)
{
    switch (label) {
    case HumanLabel::Right: return TriageBook::tr("✓ Right");
    case HumanLabel::Wrong: return TriageBook::tr("✗ Wrong");
    case HumanLabel::None: break;
    }
    return {};
}

void TriageBook::setReasonName(int reason, const QString &name)
{
    QStringList names = m_reasonNames;
    names.resize(TriageNote::reasons);
    if (reason < 1 || reason > TriageNote::reasons || reasonName(reason) == name.trimmed())
        return;
    names[reason - 1] = name.trimmed();
    whenDone(m_store.setReasonNames(names), this, [this](const Result<Done> &done) {
        if (!done)
            Q_EMIT failed(done.error());
    });
}

QList<int> TriageBook::reasonCounts() const
{
    QList<int> counts(TriageNote::reasons, 0);
    for (const TriageNote &note : m_notes) {
        if (note.reason >= 1 && note.reason <= TriageNote::reasons)
            ++counts[note.reason - 1];
    }
    return counts;
}

bool TriageBook::fits(const SampleTerm &term, const TriageNote &note) const
{
    const bool any = term.value == SampleTerm::Value::Any || term.value == SampleTerm::Value::None; // which of them, the caller knows
    const auto text = [&](const QString &value) {
        if (any)
            return !value.isEmpty();
        if (term.op == SampleOperator::Matches)
            return term.regex.match(value).hasMatch();
        return term.op == SampleOperator::Has ? value.contains(term.text, Qt::CaseInsensitive) : value == term.text;
    };
    switch (term.field) {
    case SampleField::Tag: return std::any_of(note.tags.begin(), note.tags.end(), text);
    case SampleField::Note: return text(note.note);
    case SampleField::Label:
        return any ? note.label != HumanLabel::None
                   : note.label == (term.text.compare(QLatin1String("right"), Qt::CaseInsensitive) == 0 ? HumanLabel::Right : HumanLabel::Wrong);
    case SampleField::Reason:
        if (note.reason == 0)
            return false;
        return any || QString::number(note.reason) == term.text || text(reasonName(note.reason));
    default: return false;
    }
}

QList<SampleKey> TriageBook::keysOf(const SampleTerm &term) const
{
    QList<SampleKey> keys;
    for (const TriageNote &note : m_notes) {
        if (fits(term, note))
            keys << note.key;
    }
    std::sort(keys.begin(), keys.end());
    return keys;
}

SampleExpression withKeys(const SampleExpression &expression, const TriageBook &book)
{
    if (expression.kind != SampleExpression::Kind::Term) {
        SampleExpression out = expression;
        for (SampleExpression &child : out.children)
            child = withKeys(child, book);
        return out;
    }
    const SampleTerm &term = *expression.term;
    if (!isTriageField(term.field))
        return expression;
    auto keys = std::make_shared<SampleTerm>();
    keys->field = SampleField::Key;
    keys->value = SampleTerm::Value::Keys;
    keys->keys = book.keysOf(term);
    const SampleExpression one{SampleExpression::Kind::Term, {}, keys};
    const bool negated = (term.value == SampleTerm::Value::None) != (term.op == SampleOperator::NotEqual);
    return negated ? SampleExpression{SampleExpression::Kind::Not, {one}, {}} : one;
}

} // namespace assay
