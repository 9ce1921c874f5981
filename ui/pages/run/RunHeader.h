#pragma once

#include "models/results/RunModel.h"
#include "services/api/Capabilities.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace assay {

class ToneLabel;

/// The run in a sentence: verdict, state, model; what the server said and what the statistics say, told apart.
class RunHeader : public QWidget {
    Q_OBJECT
public:
    RunHeader(RunModel &run, const Capabilities &capabilities, QWidget *parent = nullptr);
    void setCapabilities(const Capabilities &capabilities);
    QString sentence() const;

Q_SIGNALS:
    void runAgainClicked();
    void copied();

private:
    void update();
    void updateButtons();
    void copyText();

    RunModel &m_run;
    Capabilities m_capabilities;
    QTimer m_tick; ///< the duration grows while the run goes on
    ToneLabel *m_glyph;
    QLabel *m_sentence, *m_facts, *m_statistics, *m_server;
    QPushButton *m_cancel, *m_again, *m_copy;
};

} // namespace assay
