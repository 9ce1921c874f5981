#include "ui/pages/triage/TriageStrip.h"

#include "ui/widgets/FlowRow.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace assay {

static QToolButton *addButton(QLayout &row, const char *name)
{
    auto *button = new QToolButton;
    button->setObjectName(QLatin1String(name));
    button->setCheckable(true);
    button->setMinimumHeight(std::max(24, int(button->fontMetrics().height() * 1.6)));
    row.addWidget(button);
    return button;
}

TriageStrip::TriageStrip(TriageBook &book, QWidget *parent) : QWidget(parent), m_book(book)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    static constexpr const char *names[] = {"reason1", "reason2", "reason3", "reason4", "reason5"};
    auto *reasons = new FlowRow; // the names are sentences: beside each other only where there is room
    for (int reason = 1; reason <= TriageNote::reasons; ++reason) {
        QToolButton *button = addButton(*reasons, names[reason - 1]);
        connect(button, &QToolButton::clicked, this, [this, reason] { key(Qt::Key_0 + reason); });
        m_reasons << button;
    }
    layout->addLayout(reasons);
    auto *row = new FlowRow;
    m_right = addButton(*row, "labelRight");
    m_wrong = addButton(*row, "labelWrong");
    m_keep = addButton(*row, "keepSample");
    m_right->setText(tr("✓ Right (R)"));
    m_wrong->setText(tr("✗ Wrong (W)"));
    m_keep->setText(tr("⚑ Regression set (A)"));
    connect(m_right, &QToolButton::clicked, this, [this] { key(Qt::Key_R); });
    connect(m_wrong, &QToolButton::clicked, this, [this] { key(Qt::Key_W); });
    connect(m_keep, &QToolButton::clicked, this, [this] { key(Qt::Key_A); });
    layout->addLayout(row);
    auto *lines = new QGridLayout;
    const auto addLine = [&](int at, const char *name, const QString &title, const QString &hint) {
        auto *label = new QLabel(title);
        auto *line = new QLineEdit;
        line->setObjectName(QLatin1String(name));
        line->setPlaceholderText(hint);
        line->installEventFilter(this);
        label->setBuddy(line);
        lines->addWidget(label, at, 0);
        lines->addWidget(line, at, 1);
        connect(line, &QLineEdit::editingFinished, this, &TriageStrip::store);
        connect(line, &QLineEdit::returnPressed, this, &TriageStrip::leave);
        return line;
    };
    m_tags = addLine(0, "sampleTags", tr("Tags:"), tr("words between commas (T)"));
    m_note = addLine(1, "sampleNote", tr("Note:"), tr("what you saw (N)"));
    layout->addLayout(lines);
    connect(&m_book, &TriageBook::reasonsChanged, this, &TriageStrip::show);
    connect(&m_book, &TriageBook::refused, this, &TriageStrip::showRefused);
    connect(&m_book, &TriageBook::placeRead, this, [this] {
        if (!m_tags->hasFocus() && !m_note->hasFocus())
            store(); // what was ended before the notes were there
        storeTyped();
    });
    show();
}

void TriageStrip::setSample(const std::optional<Sample> &sample)
{
    if (m_sample && (!sample || SampleKey{sample->itemKey, sample->repeat} != SampleKey{m_sample->itemKey, m_sample->repeat}))
    {
        store(); // what was typed belongs to the one before
        putAside();
    }
    m_sample = sample;
    show();
    takeUp();
}

/// Keys of samples are those of one place.
QHash<SampleKey, TriageStrip::Typed> &TriageStrip::typedHere()
{
    if (!(m_typedAt == m_book.place()))
        m_typed.clear();
    m_typedAt = m_book.place();
    return m_typed;
}

/// What could not be stored waits for its sample, or until the notes were read.
void TriageStrip::putAside()
{
    const SampleKey key{m_sample->itemKey, m_sample->repeat};
    if (m_tags->isModified())
        typedHere()[key].tags = m_tags->text();
    if (m_note->isModified())
        typedHere()[key].note = m_note->text();
    m_tags->setModified(false);
    m_note->setModified(false);
}

void TriageStrip::takeUp()
{
    if (!m_sample)
        return;
    const Typed typed = typedHere().take({m_sample->itemKey, m_sample->repeat});
    for (const auto &[line, text] : {std::pair(m_tags, typed.tags), std::pair(m_note, typed.note)}) {
        if (text) {
            line->setText(*text);
            line->setModified(true);
        }
    }
}

void TriageStrip::storeTyped()
{
    auto &all = typedHere();
    for (auto it = all.begin(); it != all.end();) {
        if (it->tags && m_book.setTags(it.key(), *it->tags))
            it->tags.reset();
        if (it->note && m_book.setNote(it.key(), *it->note))
            it->note.reset();
        it = it->tags || it->note ? std::next(it) : all.erase(it);
    }
}

void TriageStrip::show()
{
    setEnabled(m_sample.has_value());
    const TriageNote note = m_sample ? m_book.note({m_sample->itemKey, m_sample->repeat}) : TriageNote{};
    for (int i = 0; i < m_reasons.size(); ++i) {
        m_reasons.at(i)->setText(tr("%1 %2").arg(i + 1).arg(m_book.reasonName(i + 1)));
        m_reasons.at(i)->setChecked(note.reason == i + 1);
    }
    m_right->setChecked(note.label == HumanLabel::Right);
    m_wrong->setChecked(note.label == HumanLabel::Wrong);
    m_keep->setChecked(note.kept);
    const auto setLine = [](QLineEdit *line, const QString &text) {
        if (!line->isModified()) // else it is typed, or was refused: the reader may try again
            line->setText(text);
    };
    setLine(m_tags, note.tags.join(QStringLiteral(", ")));
    setLine(m_note, note.note);
}

void TriageStrip::store()
{
    if (!m_sample)
        return;
    const SampleKey key{m_sample->itemKey, m_sample->repeat};
    if (m_tags->isModified())
        m_tags->setModified(!m_book.setTags(key, m_tags->text()));
    if (m_note->isModified())
        m_note->setModified(!m_book.setNote(key, m_note->text()));
    show();
}

/// What was typed stays in its line, to be tried again.
void TriageStrip::showRefused(const TriageNote &wanted)
{
    const TriageNote known = m_book.note(wanted.key);
    if (!m_sample || wanted.key != SampleKey{m_sample->itemKey, m_sample->repeat}) {
        if (wanted.tags != known.tags)
            typedHere()[wanted.key].tags = wanted.tags.join(QStringLiteral(", "));
        if (wanted.note != known.note)
            typedHere()[wanted.key].note = wanted.note;
        return;
    }
    const auto keep = [](QLineEdit *line, const QString &text) {
        if (line->isModified())
            return; // something newer is typed
        line->setText(text);
        line->setModified(true);
    };
    if (wanted.tags != known.tags)
        keep(m_tags, wanted.tags.join(QStringLiteral(", ")));
    if (wanted.note != known.note)
        keep(m_note, wanted.note);
}

TriageStrip::Key TriageStrip::key(int code)
{
    const bool reason = code >= Qt::Key_1 && code < Qt::Key_1 + TriageNote::reasons;
    if (!m_sample) // taken all the same: a table would search for the letter and go elsewhere
        return reason || QList<int>{Qt::Key_R, Qt::Key_W, Qt::Key_N, Qt::Key_T, Qt::Key_A}.contains(code) ? Key::Taken : Key::NotMine;
    const SampleKey key{m_sample->itemKey, m_sample->repeat};
    const auto noted = [this](bool accepted) {
        show(); // a button that was clicked stands as it is noted
        return accepted ? Key::Noted : Key::Taken;
    };
    if (reason)
        return noted(m_book.setReason(key, code - Qt::Key_0));
    switch (code) {
    case Qt::Key_R: return noted(m_book.setLabel(key, HumanLabel::Right));
    case Qt::Key_W: return noted(m_book.setLabel(key, HumanLabel::Wrong));
    case Qt::Key_N: m_note->setFocus(Qt::ShortcutFocusReason); return Key::Taken;
    case Qt::Key_T: m_tags->setFocus(Qt::ShortcutFocusReason); return Key::Taken;
    case Qt::Key_A: return keepKey();
    default: return Key::NotMine;
    }
}

TriageStrip::Key TriageStrip::keepKey()
{
    if (m_sample->cutBytes > 0 && !m_book.note({m_sample->itemKey, m_sample->repeat}).kept) {
        show(); // not kept yet
        Q_EMIT wholeNeeded();
        return Key::Taken;
    }
    const bool accepted = m_book.toggleKept(*m_sample);
    show();
    return accepted ? Key::Noted : Key::Taken;
}

void TriageStrip::keep(const Sample &whole)
{
    m_book.toggleKept(whole);
}

bool TriageStrip::eventFilter(QObject *watched, QEvent *event)
{
    if ((watched == m_note || watched == m_tags) && event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        static_cast<QLineEdit *>(watched)->setModified(false);
        show();
        Q_EMIT leave();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace assay
