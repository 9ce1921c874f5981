#pragma once

#include "models/triage/Calibration.h"
#include "models/triage/ReasonModel.h"
#include "models/triage/RegressionSet.h"
#include "services/api/Capabilities.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;
class QVBoxLayout;

namespace assay {

/// What comes of looking through samples: reasons and how often each was given, the regression set and the benchmark it becomes, and
/// how far a judge agrees with the reader's labels.
class TriagePanel : public QWidget {
    Q_OBJECT
public:
    TriagePanel(TriageBook &book, TriageStore &store, JobService &jobs, const Capabilities &capabilities, QWidget *parent = nullptr);
    void setCapabilities(const Capabilities &capabilities);
    void setRightRule(const RightRule &rule) { m_calibration.setRightRule(rule); } ///< of the benchmark's primary score

Q_SIGNALS:
    void chosen(const QString &expression); ///< samples with a reason
    void benchmarkMade(const QString &id);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void buildReasons(QVBoxLayout &layout);
    void buildSet(QVBoxLayout &layout);
    void buildCalibration(QVBoxLayout &layout);
    void showSet();
    void showCalibration();

    ReasonModel m_reasons;
    RegressionSet m_set;
    Calibration m_calibration;
    Capabilities m_capabilities;
    QTableView *m_reasonTable;
    QLabel *m_setCount, *m_setSaid, *m_agreement, *m_confusion;
    QLineEdit *m_name;
    QComboBox *m_scorer, *m_judge;
    QPushButton *m_make, *m_export;
};

} // namespace assay
