#pragma once

#include <QFrame>

class QLabel;
class QListWidget;
class QPushButton;

namespace assay {

class JobSender;

/// A batch on its way: what became of each run, and what to do about those that are not there. Hidden while there is none.
class SendPanel : public QFrame {
    Q_OBJECT
public:
    explicit SendPanel(JobSender &sender, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void update();
    void retranslate();

    JobSender &m_sender;
    QLabel *m_summary;
    QListWidget *m_list;
    QPushButton *m_again, *m_giveUp;
};

} // namespace assay
