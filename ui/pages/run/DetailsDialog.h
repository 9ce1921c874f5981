#pragma once

#include "models/results/MetadataModel.h"
#include "services/api/JobService.h"

#include <QDialog>

class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace assay {

class ProblemLabel;

/// Name, description and tags of a run that exists, and its metadata where the server keeps some.
class DetailsDialog final : public QDialog {
    Q_OBJECT
public:
    DetailsDialog(const Job &job, bool hasMetadata, QWidget *parent);
    /// What differs from the job.
    JobDetails details() const;

private:
    void addMetadata(QFormLayout &layout);
    void check();

    QStringList m_shown; ///< name, description and tags, as they stood at first
    QLineEdit *m_name, *m_tags;
    QPlainTextEdit *m_description;
    MetadataModel *m_metadata;
    ProblemLabel *m_problem;
    QPushButton *m_change;
};

} // namespace assay
