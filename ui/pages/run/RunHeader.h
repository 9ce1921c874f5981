#pragma once

#include "models/results/RunModel.h"
#include "services/api/Capabilities.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QAction;
class QMenu;
class QPushButton;
class QToolButton;

namespace assay {

class RunRetry;
class ToneLabel;

/// The run in a sentence: verdict, state, model; what the server said and what the statistics say, told apart.
class RunHeader : public QWidget {
    Q_OBJECT
public:
    /// retry may be null: then there is no such button.
    RunHeader(RunModel &run, const Capabilities &capabilities, RunRetry *retry = nullptr, QWidget *parent = nullptr);
    void setCapabilities(const Capabilities &capabilities);
    QString sentence() const;
    /// Why stored answers cannot be scored again, one sentence; empty: they can.
    QString rescoreObstacle() const;
    /// Where else a run leads; entries without a place are not shown.
    void setOffers(bool compare, bool report);

Q_SIGNALS:
    void runAgainClicked();
    void compareClicked();
    void reportClicked();
    void detailsClicked();
    void archiveClicked();
    void rescoreClicked();
    void runRequested(const QString &jobId); ///< another one of the same run
    void copied();

private:
    void update();
    void updateButtons();
    void updateMore();
    void copyText();
    void fillRetryMenu();
    QString relatedText() const;
    QStringList facts() const;

    RunModel &m_run;
    Capabilities m_capabilities;
    QTimer m_tick; ///< the duration grows while the run goes on
    ToneLabel *m_glyph;
    RunRetry *m_runRetry;
    QToolButton *m_retry, *m_more;
    QAction *m_compare, *m_report, *m_rescore, *m_details, *m_archive;
    QMenu *m_retryMenu;
    QLabel *m_related;
    QLabel *m_sentence, *m_facts, *m_statistics, *m_server;
    QPushButton *m_cancel, *m_again, *m_copy;
};

} // namespace assay
