#pragma once

#include <QWidget>

class QLabel;
class QListView;
class QPushButton;

namespace assay {

class ProblemListModel;

/// What is wrong with a document, below it: a line with counts, the list, and quick fixes (Ctrl+.). Enter goes to the place.
class ProblemStrip : public QWidget {
    Q_OBJECT
public:
    explicit ProblemStrip(ProblemListModel &problems, QWidget *parent = nullptr);
    void setReadOnly(bool readOnly);
    void fixCurrent();

Q_SIGNALS:
    void goTo(const QString &path);

protected:
    void changeEvent(QEvent *event) override;

private:
    void update();
    void retranslate();

    ProblemListModel &m_problems;
    QLabel *m_summary;
    QListView *m_list;
    QPushButton *m_fix, *m_fixAll;
    bool m_readOnly = false;
};

} // namespace assay
