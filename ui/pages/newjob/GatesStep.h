#pragma once

#include <QWidget>

class QLabel;
class QTableView;

namespace assay {

class JobDraftModel;

/// Step 3: what each benchmark has to reach, in its metric's own unit, and how much it weighs.
class GatesStep : public QWidget {
    Q_OBJECT
public:
    explicit GatesStep(JobDraftModel &draft, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void updateTexts();
    JobDraftModel &m_draft;
    QLabel *m_title, *m_hint, *m_issues, *m_empty;
    QTableView *m_table;
};

} // namespace assay
