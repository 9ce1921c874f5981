#pragma once

#include "ui/pages/newjob/NewJobContext.h"

#include <QVariantMap>
#include <QWidget>

class QLabel;
class QListWidget;
class QPushButton;
class QRadioButton;
class QStackedWidget;
class QTableView;

namespace assay {

class DocumentModel;
class EndpointPanel;
class FieldForm;
class ServedModelListModel;
class ServedModelPicker;
class TargetListModel;

/// Step 1: what is evaluated. One of the server's own models, an endpoint with a key and a look at what it serves, or
/// recorded answers; several of them make a run each.
class TargetStep : public QWidget {
    Q_OBJECT
public:
    TargetStep(const NewJobContext &context, DocumentModel &document, QWidget *parent = nullptr);
    EndpointPanel &endpoint() { return *m_panel; }
    /// Shows the field of a path below a target, and puts the focus there.
    void focusField(const QString &path);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildTargets();
    QWidget *buildEndpoint();
    QWidget *buildRecorded();
    QString path() const;
    bool isRecorded() const;
    void showTarget();
    void suggestModels();
    void readDocument();
    void chooseKind(bool recorded);
    void chooseRecording(const QString &name);
    QList<int> selectedRows() const;
    void retranslate();

    NewJobContext m_context;
    DocumentModel &m_document;
    TargetListModel *m_targets;
    ServedModelListModel *m_served;
    QTableView *m_table;
    QPushButton *m_add, *m_duplicate, *m_remove;
    QRadioButton *m_endpoint, *m_recorded;
    QStackedWidget *m_forms;
    QLabel *m_title, *m_matrixNote, *m_recordedLabel, *m_recordedReason;
    FieldForm *m_address, *m_more;
    EndpointPanel *m_panel;
    ServedModelPicker *m_picker;
    QListWidget *m_recordings;
    QVariantMap m_leftEndpoint; ///< what stood there before recorded answers were looked at
    bool m_reading = false;
};

} // namespace assay
