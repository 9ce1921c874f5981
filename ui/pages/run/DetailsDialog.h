#pragma once

#include "services/api/JobService.h"

#include <QDialog>

class QLineEdit;
class QPlainTextEdit;

namespace assay {

/// Name, description and tags of a run that exists.
class DetailsDialog final : public QDialog {
    Q_OBJECT
public:
    DetailsDialog(const Job &job, QWidget *parent);
    /// What differs from the job.
    JobDetails details() const;

private:
    QStringList m_shown; ///< name, description and tags, as they stood at first
    QLineEdit *m_name, *m_tags;
    QPlainTextEdit *m_description;
};

} // namespace assay
