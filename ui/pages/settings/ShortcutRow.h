#pragma once

#include "ui/pages/settings/SettingRow.h"

#include <QTimer>

class QKeySequence;
class QKeySequenceEdit;

namespace assay {

class ShortcutTable;

/// The keys of one command. Keys that another command has are not taken: the row says whose they are.
class ShortcutRow final : public SettingRow {
    Q_OBJECT
public:
    ShortcutRow(const QString &name, ShortcutTable &shortcuts, QWidget *parent);
    void retranslate() override;

private:
    void take();
    void showKeys();
    bool tellConflict(const QKeySequence &keys);

    const QString m_name;
    ShortcutTable &m_shortcuts;
    QKeySequenceEdit *m_keys;
    QTimer m_settle;
};

} // namespace assay
