#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace assay {

class CatalogueModel;
class DocumentModel;
class FieldForm;
class JobEntries;
class RowsEditor;

/// Step 4: what each benchmark has to reach, in its metric's own unit, how much it weighs, and the gate of the whole. A
/// collection's gates are its own: they are shown, and can be changed once its benchmarks are listed in the job.
class GatesStep : public QWidget {
    Q_OBJECT
public:
    GatesStep(DocumentModel &document, JobEntries &entries, CatalogueModel &catalogue, QWidget *parent = nullptr);
    void focusField(const QString &path);

Q_SIGNALS:
    void said(const QString &sentence);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *buildPreview();
    void showKind();
    void retranslate();

    DocumentModel &m_document;
    JobEntries &m_entries;
    QLabel *m_title, *m_hint, *m_collectionNote;
    QStackedWidget *m_stack;
    RowsEditor *m_rows;
    QTableView *m_preview;
    QPushButton *m_listHere;
    FieldForm *m_whole;
};

} // namespace assay
