#pragma once

#include "services/authoring/FieldInfo.h"

#include <QHash>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace assay {

class DocumentModel;
class FieldEditor;
class ProblemLabel;

/// Controls for fields of a document, made from the field table: label, control, help that is always there, and beside the
/// control what is wrong with it, as one types. Fields of a data source stand there only while it is the chosen one.
class FieldForm : public QWidget {
    Q_OBJECT
public:
    explicit FieldForm(DocumentModel &document, QWidget *parent = nullptr);
    ~FieldForm() override;

    /// Shows `fields`; those of a list's rows for `row` ("benchmarks/2").
    void setFields(const QList<FieldInfo> &fields, const QString &row = {});
    QString row() const { return m_row; }
    void setReadOnly(bool readOnly);
    /// Null when the form does not have the field.
    FieldEditor *editorFor(const QString &path) const;
    QWidget *controlFor(const QString &path) const;
    /// Puts the focus into the field of `path` or of the nearest one around it; false when there is none.
    bool focusField(const QString &path);
    void setSuggestions(const QString &path, const QStringList &words);

Q_SIGNALS:
    void focusLeft();

protected:
    void changeEvent(QEvent *event) override;

private:
    struct Line {
        FieldInfo field;
        QString path;
        QLabel *label, *help;
        ProblemLabel *problem;
        FieldEditor *editor;
        QLabel *gate; ///< under a threshold: what it means; else null
    };
    void addLine(const FieldInfo &field, int at);
    void showValues();
    void showProblems();
    bool isShown(const Line &line) const;

    DocumentModel &m_document;
    QList<FieldInfo> m_fields;
    QString m_row;
    QList<Line> m_lines;
    QGridLayout *m_layout;
    bool m_readOnly = false;
};

} // namespace assay
