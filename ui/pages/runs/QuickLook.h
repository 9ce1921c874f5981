#pragma once

#include <QFrame>

#include "models/library/QuickLookRows.h"

class QLabel;
class QToolButton;

namespace assay {

/// The run under the cursor at a glance: its sentence, a bar for each benchmark with its gate, tags and note.
class QuickLook : public QFrame {
    Q_OBJECT
public:
    explicit QuickLook(QWidget *parent = nullptr);
    void setRun(const JobRow &row);

Q_SIGNALS:
    void closeRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    class Bars;
    void retranslate();
    QLabel *m_title, *m_facts, *m_note;
    QToolButton *m_close;
    Bars *m_bars;
};

} // namespace assay
