#include "ui/pages/settings/ShortcutRow.h"

#include "models/settings/ShortcutTable.h"
#include "ui/widgets/ProblemLabel.h"

#include <QApplication>
#include <QHBoxLayout>
#include <QKeySequenceEdit>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QToolButton>

namespace assay {

namespace {

constexpr int settleMs = 1500; ///< longer than the control waits for a second combination

} // namespace

ShortcutRow::ShortcutRow(const QString &name, ShortcutTable &shortcuts, QWidget *parent)
    : SettingRow(SettingGroup::Shortcuts, parent), m_name(name), m_shortcuts(shortcuts), m_keys(new QKeySequenceEdit(this))
{
    setObjectName(QStringLiteral("row:shortcuts/") + name);
    m_keys->setObjectName(QStringLiteral("keys:") + name);
    m_keys->setClearButtonEnabled(true);
    controls()->addWidget(m_keys);
    // The control empties itself while it listens; only what stays empty was meant.
    m_settle.setSingleShot(true);
    m_settle.setInterval(settleMs);
    connect(m_keys, &QKeySequenceEdit::keySequenceChanged, &m_settle, qOverload<>(&QTimer::start));
    connect(&m_settle, &QTimer::timeout, this, &ShortcutRow::take);
    connect(m_keys, &QKeySequenceEdit::editingFinished, this, &ShortcutRow::take);
    connect(addReset(), &QToolButton::clicked, this, [this] {
        if (m_shortcuts.reset(m_name))
            return showKeys();
        const QList<QKeySequence> own = m_shortcuts.defaults(m_name);
        std::any_of(own.begin(), own.end(), [this](const QKeySequence &keys) { return tellConflict(keys); });
    });
    connect(&m_shortcuts, &ShortcutTable::changed, this, &ShortcutRow::showKeys);
    retranslate();
}

/// One combination: what is pressed after it within the same breath does not count.
void ShortcutRow::take()
{
    m_settle.stop();
    const QKeySequence typed = m_keys->keySequence();
    const QKeySequence keys = typed.isEmpty() ? typed : QKeySequence(typed[0]);
    if (m_shortcuts.keys(m_name).value(0) == keys || m_shortcuts.setKeys(m_name, keys))
        problem()->setProblem({});
    else
        tellConflict(keys);
}

bool ShortcutRow::tellConflict(const QKeySequence &keys)
{
    const QString owner = m_shortcuts.owner(keys, m_name);
    if (!owner.isEmpty())
        problem()->setProblem(tr("%1 belongs to “%2”; choose other keys here, or there first.").arg(keys.toString(QKeySequence::NativeText), owner));
    return !owner.isEmpty();
}

void ShortcutRow::showKeys()
{
    const QList<QKeySequence> keys = m_shortcuts.keys(m_name);
    setDefault(m_shortcuts.isDefault(m_name));
    setTexts(m_shortcuts.title(m_name),
             keys.size() > 1 ? tr("Also %1", "other keys of the same command").arg(QKeySequence::listToString(keys.mid(1), QKeySequence::NativeText)) : QString());
    // Keys that are being chosen here, and cannot be had, stay until their reader has seen why.
    if (m_keys->keySequence() != keys.value(0) && !m_keys->isAncestorOf(QApplication::focusWidget())) {
        const QSignalBlocker quiet(m_keys);
        m_keys->setKeySequence(keys.value(0));
        problem()->setProblem({});
    }
    std::any_of(keys.begin(), keys.end(), [this](const QKeySequence &one) { return tellConflict(one); }); // imported ones may clash
}

void ShortcutRow::retranslate()
{
    showKeys();
    m_keys->setAccessibleName(tr("Keys of “%1”").arg(m_shortcuts.title(m_name)));
    if (auto *line = m_keys->findChild<QLineEdit *>())
        line->setAccessibleName(m_keys->accessibleName());
}

} // namespace assay
