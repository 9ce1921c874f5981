#pragma once

#include "models/logs/LogSource.h"
#include "models/logs/LogText.h"

#include <QRegularExpression>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace assay {

/// The commands over a log: which benchmark, what to look for, from which level on, how to show it.
class LogBar : public QWidget {
    Q_OBJECT
public:
    explicit LogBar(QWidget *parent = nullptr);
    QComboBox &picker() { return *m_picker; }
    /// Of one benchmark; which of them is shown. With fewer than two there is nothing to choose.
    void setLogs(const QList<LogChoice> &logs, const LogSource &shown);
    void setFollow(bool follow); ///< without telling it
    void focusSearch();
    /// What is looked for; invalid or empty: nothing can be, expressionProblem() says why.
    QRegularExpression expression() const;
    void setSize(const QString &text);
    void setCount(const QString &text);
    void setDownloading(bool running);

Q_SIGNALS:
    void logChosen(const assay::LogSource &source);
    void followChanged(bool follow);
    void wrapChanged(bool wrap);
    void levelChosen(assay::LogLevel least);
    void findRequested(bool backwards);
    void searchChanged(); ///< other words, or read in another way
    void downloadRequested();

private:
    QWidget *buildSearch();
    QToolButton *button(const char *objectName, const QString &icon, const QString &text, const QString &tip);
    void checkExpression();

    QComboBox *m_picker, *m_logs, *m_level;
    QList<LogChoice> m_choices;
    QCheckBox *m_follow, *m_wrap;
    QLineEdit *m_search;
    QToolButton *m_regular, *m_next, *m_previous, *m_download;
    QLabel *m_count, *m_size;
};

} // namespace assay
