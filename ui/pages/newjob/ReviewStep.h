#pragma once

#include <QWidget>

class QGridLayout;
class QLabel;
class QLineEdit;
class QSpinBox;
class QTableView;

namespace assay {

class JobDraftModel;

/// Step 4: name, tags, limit, and the effective list exactly as it will be sent.
class ReviewStep : public QWidget {
    Q_OBJECT
public:
    explicit ReviewStep(JobDraftModel &draft, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void readDraft();
    void updateTexts();
    void retranslate();
    JobDraftModel &m_draft;
    QLabel *m_title, *m_nameLabel, *m_tagsLabel, *m_limitLabel, *m_summary, *m_issues;
    QLineEdit *m_name, *m_tags;
    QSpinBox *m_limit;
    QTableView *m_table;
    bool m_reading = false;
};

} // namespace assay
